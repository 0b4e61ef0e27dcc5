"""What is done to a paper: a pure library, bytes and values in, typed values out.

No Dagster, no network, no clock, no environment in here. The names below are the public ones; everything else may move.
"""

from arxiv_chunks.references.parse import parse_reference

__all__ = ["parse_reference"]
