"""What goes back to the system."""

import subprocess
import sys

import pytest

SCRIPT = """
import ctypes
from resources.memory import map_large_blocks

libc = ctypes.CDLL(None)
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
map_large_blocks()
libc.free(libc.malloc(16 << 20))  # from here on, glibc by itself takes blocks up to this size from the heap
before = libc.sbrk(0)
blocks = [libc.malloc(1 << 20) for _ in range(8)]
print((libc.sbrk(0) - before) >> 20)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc's own")
def test_large_blocks_are_mapped_though_larger_ones_were_freed():
    run = [sys.executable, "-c", SCRIPT]
    assert int(subprocess.run(run, capture_output=True, text=True, check=True).stdout) == 0  # else 8, but for luck
