"""How this process' memory goes back to the system."""

import ctypes
from contextlib import suppress

_MMAP_THRESHOLD = -3  # malloc.h
_LARGE_BYTES = 128 << 10  # glibc's own, before it begins to raise it


def map_large_blocks() -> None:
    """Let every large block of memory be mapped by itself, and go back to the system when it is freed; for good.

    glibc does so below a size that it raises with each such block that is freed, up to 32 MB: then PDFs and rows of
    thousands of papers pass through the heap, which small things that live longer keep from shrinking. Elsewhere
    nothing happens.
    """
    with suppress(AttributeError):  # another C library
        ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, _LARGE_BYTES)
