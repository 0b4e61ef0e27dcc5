"""Body text to chunks: where one may cut, how long a piece is, and how pieces are packed with overlap."""

VERSION = "2"
"""Counts up whenever the same document and options give other chunks, or the table other columns."""
