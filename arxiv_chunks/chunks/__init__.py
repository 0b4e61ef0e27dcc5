"""Body text to chunks: where one may cut, how long a piece is, and how pieces are packed with overlap."""

VERSION = "1"
"""Counts up whenever the same document and options give other chunks."""
