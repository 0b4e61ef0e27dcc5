"""Positioned lines to a `Document`: order, furniture, floats, paragraphs, hyphens, characters. No PDF engine lives here."""
