"""What hostile PDFs have done to processes that read them, as functions that a process can be asked to run."""

import ctypes
import os
import re
import signal
import socket
import time

from arxiv_chunks.errors import BadInput, Reason


def hang(item):
    """Compute for years in one call of C code that never lets go of the interpreter's lock."""
    return re.match(r"(a+)+$", "a" * 60 + "b")


def sleep(item):
    time.sleep(1000)


def bomb(item):
    return len(bytearray(8 << 30))


def bomb_by_pieces(item):
    held = []
    while True:
        held.append(bytearray(1 << 20))


def bomb_in_mupdf(item):
    """A page of a few kilobytes that unfolds to a string of 3 MB, for which MuPDF wants 200."""
    import pymupdf

    document = pymupdf.open()
    page = document.new_page()
    page.insert_text((72, 72), "words")
    (content,) = page.get_contents()
    document.update_stream(content, b"BT /helv 1 Tf 1 0 0 1 72 72 Tm (" + b"a" * 3_000_000 + b") Tj ET")
    return len(page.get_text())


def segfault(item):
    ctypes.string_at(0)


def leave(item):
    os._exit(3)


def be_killed(item):
    os.kill(os.getpid(), signal.SIGKILL)


def answer_at_length(item):
    return bytes(20_000_000)


def be_bad_input(item):
    raise BadInput(Reason.SCANNED, "no text layer")


def be_a_bug(item):
    raise KeyError(item)


def answer_what_cannot_travel(item):
    return lambda: item


def tell_process(item):
    return os.getpid()


def ask_the_network(port):
    with socket.create_connection(("127.0.0.1", port), timeout=5):
        return "reached"


def nap(item):
    time.sleep(0.1)
    return item


def nap_and_tell_process(item):
    time.sleep(0.1)
    return os.getpid()


def double(item):
    return 2 * item


def do(item):
    """Run the function that the item names."""
    return globals()[item](item)


REASONS = {
    "hang": Reason.TIME_LIMIT,
    "sleep": Reason.TIME_LIMIT,
    "bomb": Reason.MEMORY_LIMIT,
    "bomb_by_pieces": Reason.MEMORY_LIMIT,
    "segfault": Reason.CRASHED,
    "leave": Reason.CRASHED,
    "be_killed": Reason.CRASHED,
    "be_bad_input": Reason.SCANNED,
}
"""What the ledger says of those that give no answer, under limits."""
