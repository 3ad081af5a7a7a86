"""Invoices, orders and requests in XML: CII (ZUGFeRD, Factur-X, XRechnung, Order-X) and UBL, read exactly."""
