"""What is done to a paper: a pure library, bytes and values in, typed values out.

No Dagster, no network, no clock, no environment in here. The names below are the public ones; everything else may move.
"""

from arxiv_chunks.reader import read_pdf

__all__ = ["read_pdf"]
