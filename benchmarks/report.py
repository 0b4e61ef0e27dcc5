"""What all benchmarks share: how a result is kept, what a bar is, and on which machine and versions it was measured.

A script measures, calls `keep`, and ends with its exit code; `page.py` puts what was kept together. A result is one JSON file
in `results/`, so that a single script can be run again without the others.
"""

import json
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

RESULTS = Path(__file__).parent / "results"


class Bar(NamedTuple):
    """What was promised of a figure, what it was, and whether the promise held."""

    what: str
    promised: str
    measured: str
    held: bool


def at_least(what: str, promised: float, measured: float, unit: str = "") -> Bar:
    """A bar for a figure that must not be lower."""
    return Bar(what, f"at least {promised:,g} {unit}".rstrip(), _shown(measured, unit), measured >= promised)


def at_most(what: str, promised: float, measured: float, unit: str = "") -> Bar:
    """A bar for a figure that must not be higher."""
    return Bar(what, f"at most {promised:,g} {unit}".rstrip(), _shown(measured, unit), measured <= promised)


def unpromised(what: str, measured: float, unit: str = "") -> Bar:
    """A figure that stands beside the bars, of which nothing was promised."""
    return Bar(what, "", _shown(measured, unit), held=True)


def _shown(figure: float, unit: str) -> str:
    digits = f"{figure:,.0f}" if abs(figure) >= 1000 else f"{figure:.3g}"
    return f"{digits} {unit}".rstrip()


class Plot(NamedTuple):
    """Figures to draw as horizontal bars, in the order given; the first is this project's."""

    title: str
    unit: str
    figures: Mapping[str, float]


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown: the first column to the left, the others to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def keep(
    name: str, title: str, text: str, *, bars: Sequence[Bar] = (), plots: Sequence[Plot] = (), whole: bool = True
) -> int:
    """Print a result and write it to `results/<name>.json`; returns the script's exit code, 1 where a bar does not hold.

    `text` is Markdown: tables, and in words what was measured on what. What is not the `whole` measurement is only printed.
    """
    kept = {
        "title": title,
        "text": text,
        "bars": [bar._asdict() for bar in bars],
        "plots": [plot._asdict() for plot in plots],
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": machine(),
    }
    if whole:
        RESULTS.mkdir(exist_ok=True)
        path = RESULTS / f"{name}.json"
        path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(
        text,
        *(
            f"{'held' if bar.held else 'NOT HELD'}: {bar.what}: {bar.measured} ({bar.promised or 'no bar'})"
            for bar in bars
        ),
        sep="\n",
    )
    return 0 if all(bar.held for bar in bars) else 1


def machine() -> str:
    """Processors, memory, load and Python: what figures depend on, and nothing that names the machine."""
    pages, page_bytes = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return (
        f"{os.cpu_count()} processors ({platform.machine()}), {pages * page_bytes / 2**30:.0f} GiB of memory, "
        f"load {os.getloadavg()[0]:.1f} at the end, Python {platform.python_version()}"
    )


def versions(*packages: str) -> str:
    """Packages with their versions, those that are not installed named as such."""
    return ", ".join(f"{package} {version_of(package) or '(not installed)'}" for package in packages)


def version_of(package: str) -> str | None:
    """The version of a package, None where it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None
