"""What sales can do: functions that take a transaction, who asks, and what is asked."""
