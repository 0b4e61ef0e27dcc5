"""The bibliography: its region, entries, fields, in-text markers, and what each entry resolves to."""
