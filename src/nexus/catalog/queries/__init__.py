"""The reads of the catalog that are worth a name, in SQL."""
