"""What the catalog can do."""
