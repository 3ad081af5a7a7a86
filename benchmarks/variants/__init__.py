"""Requests for quotation in many shapes, made at random of our own catalog, with exact truth.

`python -m benchmarks.variants FOLDER --documents 80 --seed 7` writes the documents, `catalog.csv` and `truth.jsonl`.
Buyers, header words, columns, their order and the page's shape are drawn anew for each document, so that what reads
them is measured on layouts that nobody wrote it for.
"""
