"""Paper: typesetting with our own fonts, offline."""
