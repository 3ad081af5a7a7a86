"""A file of products: its table, which column is what, and what each row says."""
