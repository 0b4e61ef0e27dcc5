"""Positioned lines to a `Document`: order, furniture, floats, paragraphs, hyphens, characters. No PDF engine lives here."""

VERSION = "2"
"""Counts up whenever the same PDF gives another document, or the table other columns: what was read by an older version is read again."""
