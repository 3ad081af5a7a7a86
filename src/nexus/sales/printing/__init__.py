"""Quotes on paper: a PDF typeset by typst from plain data, in English, German, Portuguese and Persian."""
