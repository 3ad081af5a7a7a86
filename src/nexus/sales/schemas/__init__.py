"""What goes over the wire: customers, quotes, RFQs, the dashboard."""
