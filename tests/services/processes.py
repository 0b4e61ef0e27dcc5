"""Processes that tests wait for."""

import time
from pathlib import Path


def wait_for_end(process_id: int, seconds: float = 60) -> None:
    """Until a process has ended and closed its files, whether or not anybody has asked for its exit code."""
    status = Path(f"/proc/{process_id}/status")
    deadline = time.monotonic() + seconds
    while True:
        try:
            if "\nState:\tZ" in status.read_text():
                return
        except (FileNotFoundError, ProcessLookupError):
            return
        assert time.monotonic() < deadline, f"process {process_id} is still there"
        time.sleep(0.02)
