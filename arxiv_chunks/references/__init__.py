"""The bibliography: its region, entries, fields, in-text markers, and what each entry resolves to."""

VERSION = "2"
"""Counts up whenever the same document gives other references or resolutions, or the table other columns."""
