"""Invented entries, styles of TeX Live, and papers typeset from both: what `bibliography_styles.py` measures on."""
