"""The hot reads of sales: one SQL statement each, answered with the JSON that PostgreSQL builds."""
