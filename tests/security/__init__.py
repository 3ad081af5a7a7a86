"""What keeps tenants and callers apart, tried from the outside."""
