"""Memory of a run that builds more and more papers: it is to be flat in their number.

    python benchmarks/chain_memory.py [--sizes 50,500,5000] [--folder FOLDER]

The runs are those of `chain.py`, on two cores, in days of the size of the smallest run. What counts is the peak of the main process:
the workers' limits are measured by `mutated.py`. Others' load does not change it; 5,000 papers take a quarter of an hour.
"""

import argparse
import sys
from pathlib import Path

import report
from chain import pdfs_of, run

SIZES = "50,500,5000"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default=SIZES)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    sizes, pdfs = [int(size) for size in options.sizes.split(",")], pdfs_of(options.folder)
    return keep({size: run(pdfs, size, sizes[0], 2)["megabytes"] for size in sizes}, whole=options.sizes == SIZES)


def keep(peaks: dict[int, float], *, whole: bool = True) -> int:
    """Keep the peaks in MB by the runs' papers as a result; returns the exit code."""
    (least, first), *_, (most, last) = peaks.items()
    text = report.table(
        [f"papers of the run, {least} a day", "peak memory of the main process"],
        [[f"{size:,}", f"{megabytes:.0f} MB"] for size, megabytes in peaks.items()],
    )
    return report.keep(
        "chain_memory",
        "The whole chain: memory",
        f"{text}\n\n{report.versions('pymupdf', 'dagster', 'polars', 'pyarrow')}.",
        bars=[report.at_most(f"memory at {most:,} papers beside {least:,}", 1.25, last / first)],
        plots=[report.Plot("Memory of the main process", "MB", {f"{s:,} papers": m for s, m in peaks.items()})],
        whole=whole,
    )


if __name__ == "__main__":
    sys.exit(main())
