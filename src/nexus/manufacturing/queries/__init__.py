"""The reads of the shop floor that are worth a name, in SQL."""
