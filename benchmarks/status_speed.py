"""How long `arxiv-chunks status` looks at a store of all of arXiv's days.

    python benchmarks/status_speed.py [--days 15000] [--papers 100]

The store is made of one invented day's tables, whose files stand on every day: what counts is how many files there are.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import report

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from small_store import Invented, fill, words  # noqa: E402

from resources.store import open_store  # noqa: E402

FIRST_DAY = date(1986, 4, 25)
ROUNDS = 3
SECONDS = 5  # 150,000 names to list, and the ends of 90,000 files to open: 30 µs a file


def make_store(root: Path, day_count: int, paper_count: int) -> None:
    """A store whose days all look alike: four papers in five with two chunks, the fifth unreadable."""
    papers = [
        Invented(f"2305.{i:05d}", [words(1), words(2)], cites=["a"])
        if i % 5
        else Invented(f"2305.{i:05d}", reason="garbled")
        for i in range(1, paper_count + 1)
    ]
    fill(open_store(str(root)), FIRST_DAY, papers)
    stored = [(path, path.read_bytes()) for path in root.rglob(f"date={FIRST_DAY}/*.parquet")]
    for number in range(1, day_count):
        day = FIRST_DAY + timedelta(days=number)
        for path, data in stored:
            copy = Path(str(path).replace(f"date={FIRST_DAY}", f"date={day}"))
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(data)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=15_000)
    parser.add_argument("--papers", type=int, default=100)
    options = parser.parse_args()
    command = [Path(sys.executable).with_name("arxiv-chunks"), "status", "--format", "json", "--store"]
    with tempfile.TemporaryDirectory() as folder:
        make_store(Path(folder), options.days, options.papers)
        seconds = []
        for _ in range(ROUNDS):
            began = time.monotonic()
            said = json.loads(subprocess.run([*command, folder], capture_output=True, check=True).stdout)
            seconds.append(time.monotonic() - began)
    assert said["stages"]["papers"]["ok"] == options.days * options.papers
    about = (
        f"{options.days:,} days of {options.papers} papers, {6 * options.days:,} files whose contents count, in a local folder "
        f"that the system has in memory; the best of {ROUNDS}, by the clock, Python's start included. {report.versions('polars')}."
    )
    return report.keep(
        "status_speed",
        "`arxiv-chunks status`",
        f"{report.table(['', 'seconds'], [['status of all days', f'{min(seconds):.1f}']])}\n\n{about}",
        bars=[report.at_most(f"status of {options.days:,} days", SECONDS, min(seconds), "s")],
        whole=options.days == parser.get_default("days"),
    )


if __name__ == "__main__":
    sys.exit(main())
