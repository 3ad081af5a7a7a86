"""What a scanner types: the shop's own codes, and the labels of suppliers."""
