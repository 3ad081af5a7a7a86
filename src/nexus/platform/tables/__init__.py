"""Files of rows that people keep in spreadsheets: their cells, what their headers mean, how they write numbers."""
