"""What stands around the items: who asks, under which number, until when, in which currency, on which terms."""
