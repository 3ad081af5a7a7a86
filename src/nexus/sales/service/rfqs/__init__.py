"""From an RFQ to a draft quote: what was read, what it was matched to, what is quoted, what a person decided."""
