"""Bytes to positioned lines: the engines, their limits, and whether what they read is damaged. No idea of prose lives here."""
