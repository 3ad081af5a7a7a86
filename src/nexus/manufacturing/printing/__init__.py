"""Travelers and labels on paper: PDF typeset by typst and ZPL for label printers, from plain data."""
