"""What is true on the shop floor whatever the database says."""
