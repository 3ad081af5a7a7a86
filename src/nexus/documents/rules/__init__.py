"""What is true of documents whatever the database says."""
