"""What the shop floor can do."""
