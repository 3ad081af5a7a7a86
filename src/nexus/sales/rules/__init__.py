"""What is true of customers, RFQs and quotes whatever the database says."""
