"""Dagster's UI and daemon on an instance with every day since 1986 materialised for every asset.

    python benchmarks/many_partitions.py [--minutes N] [--folder FOLDER] [--screenshots FOLDER] [--write]

A month of short papers is run; its records are then copied, month by month, to all days that there are, as if they had
been run long ago (SQLite). Then a real browser asks for pages, each in a new tab: seconds until what it is for is seen.
A backfill of a year is asked for. Then the daemon's memory is watched for `--minutes`, with ticks as `quick_ticks.py` has
them. The records are kept in `--folder` and taken from there another time. `--write` keeps the result.
"""

import argparse
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path
from shutil import copyfile, copytree
from statistics import fmean
from typing import Any, NamedTuple
from uuid import uuid4

import report
from websockets.sync.client import ClientConnection, connect

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from services import deployment  # noqa: E402
from services.deployment import STAGES, Deployment  # noqa: E402
from services.ports import free_port  # noqa: E402
from small_arxiv import make_folder, many  # noqa: E402

from assets.days import DAYS, DAYS_OF_A_RUN  # noqa: E402
from pipelines.instance import open_instance  # noqa: E402
from pipelines.run import backfill  # noqa: E402
from pipelines.settings import Settings  # noqa: E402
from pipelines.ui import count_days  # noqa: E402
from resources.sources import SAMPLE  # noqa: E402
from resources.stand_in.collection import Collection  # noqa: E402
from resources.stand_in.server import running, stand_in  # noqa: E402

FIRST = DAYS.start.date()
DAY_COUNT = 481 * DAYS_OF_A_RUN  # to the end of October 2026, in whole runs
PAGES = {
    "all assets": ("/asset-groups", "chunks"),
    "an asset": ("/assets/chunks?view=overview", "Latest check results"),  # shown when the checks are counted up
    "its partitions": ("/assets/chunks?view=partitions", f"Materialized ({DAY_COUNT})"),
    "one partition": ("/assets/chunks?view=partitions&partition=2001-09-09", "dagster/row_count"),
    "its events": ("/assets/chunks?view=events", "dagster/row_count"),
    "its checks": ("/assets/chunks?view=checks", "Latest execution"),
    "its lineage": ("/assets/chunks?view=lineage", "% filled"),
    "runs": ("/runs", "building"),
    "backfills": ("/runs?view=backfills", "Backfill"),
    "a job's partitions": ("/locations/arxiv_chunks/jobs/building/partitions", "Partitions"),
}
BROWSER = [
    *("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--window-size=1600,1100"),
]


def a_month(folder: Path) -> None:
    """Run the first month, with one short paper a day, so that each day's events carry what those of real days do."""
    papers = make_folder(folder / "papers", many(DAYS_OF_A_RUN, f"{FIRST} 12:00:00", every_seconds=86400))
    for unreadable, readable in zip(
        sorted((papers / "pdf").iterdir()), cycle(sorted((SAMPLE / "pdf").glob("2403.9900*v1.pdf"))), strict=False
    ):
        copyfile(readable, unreadable)
    last = FIRST + timedelta(days=DAYS_OF_A_RUN - 1)
    with running(stand_in(Collection.load(papers))) as source:
        settings = Settings(source=source, store=str(folder / "dataset"), home=folder / "home")
        backfill(settings, FIRST, last, longest_range=DAYS_OF_A_RUN)


def all_months(home: Path) -> None:
    """Copy the month's records to all later days."""
    a_day = re.compile(rf"\b{FIRST:%Y-%m}-\d\d\b")
    runs, index = (sqlite3.connect(home / "history" / name) for name in ("runs.db", "runs/index.db"))
    with runs, index:
        of_days = [
            run_id
            for (run_id,) in runs.execute(
                "SELECT DISTINCT run_id FROM run_tags WHERE key LIKE 'dagster/asset_partition%'"
            )
        ]
        for shift in range(DAYS_OF_A_RUN, DAY_COUNT, DAYS_OF_A_RUN):
            new_ids = {run_id: str(uuid4()) for run_id in of_days}

            def moved(value: Any, shift: int = shift, new_ids: dict[str, str] = new_ids) -> Any:
                if not isinstance(value, str):
                    return value
                for old, new in new_ids.items():
                    value = value.replace(old, new)
                return a_day.sub(lambda m: str(date.fromisoformat(m[0]) + timedelta(days=shift)), value)

            for database, table in (
                *((runs, "runs"), (runs, "run_tags")),
                *((index, "event_logs"), (index, "asset_check_executions")),
            ):
                marks = ",".join("?" * len(of_days))
                rows = database.execute(f"SELECT * FROM {table} WHERE run_id IN ({marks})", of_days)
                names = [column[0] for column in rows.description if column[0] != "id"]
                copies = [
                    [
                        moved(value)
                        for name, value in zip([c[0] for c in rows.description], row, strict=True)
                        if name != "id"
                    ]
                    for row in rows
                ]
                quoted = ",".join(f'"{name}"' for name in names)
                database.executemany(
                    f"INSERT OR IGNORE INTO {table} ({quoted}) VALUES ({','.join('?' * len(names))})", copies
                )
    runs.close()
    index.close()


class Tab:
    """One tab of the browser, spoken to by the DevTools protocol (https://chromedevtools.github.io/devtools-protocol/)."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection, self._number = connection, 0

    def call(self, method: str, **parameters: Any) -> Any:
        """One command and its answer; events in between are not for us."""
        self._number += 1
        self._connection.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while (answer := json.loads(self._connection.recv(timeout=180))).get("id") != self._number:
            pass
        return answer.get("result", {})

    def text(self) -> str:
        """What a person would read on the page."""
        answer = self.call("Runtime.evaluate", expression="document.body ? document.body.innerText : ''")
        return str(answer.get("result", {}).get("value", ""))

    def seconds_until(self, url: str, shown: str, most_seconds: float = 90) -> float:
        """Open a page; how long until the text is seen and nothing says that it is still loading."""
        began = time.monotonic()
        self.call("Page.navigate", url=url)
        while time.monotonic() - began < most_seconds:
            text = self.text()
            if shown in text and "Loading" not in text:
                return time.monotonic() - began
            time.sleep(0.05)
        return float("inf")


@contextmanager
def browser() -> Iterator[int]:
    """A headless browser; yields the port that its tabs are asked for on."""
    port = free_port()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [*BROWSER, f"--remote-debugging-port={port}", f"--user-data-dir={profile}", "about:blank"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            for _ in range(240):
                with suppress(OSError):
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/json/version", timeout=5).close()
                    break
                time.sleep(0.5)
            yield port
        finally:
            process.kill()
            process.wait()


@contextmanager
def new_tab(port: int) -> Iterator[Tab]:
    """A tab of its own."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}/json/new?about:blank", method="PUT")
    with urllib.request.urlopen(request, timeout=60) as answer:
        target = json.load(answer)
    with connect(target["webSocketDebuggerUrl"], max_size=None) as connection:
        yield Tab(connection)
    urllib.request.urlopen(f"http://127.0.0.1:{port}/json/close/{target['id']}", timeout=60).close()


def processor_seconds(deployed: Deployment) -> float:
    """What the web server has used: unlike the clock it does not depend on who else uses the machine."""
    ticks = Path(f"/proc/{deployed.processes['web server'].pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def look(deployed: Deployment, screenshots: Path | None) -> dict[str, list[tuple[float, float]]]:
    """For each page, twice: seconds by the clock, and processor seconds of the web server, which has just started."""
    import base64

    found: dict[str, list[tuple[float, float]]] = {name: [] for name in PAGES}
    with browser() as port:
        for turn in range(2):
            for name, (path, shown) in PAGES.items():
                with new_tab(port) as tab:
                    used = processor_seconds(deployed)
                    seconds = tab.seconds_until(deployed.url + path, shown)
                    found[name].append((seconds, processor_seconds(deployed) - used))
                    print(name, *(f"{s:.2f}" for s in found[name][-1]), flush=True)
                    if screenshots and turn == 1:
                        time.sleep(2)
                        picture = tab.call("Page.captureScreenshot", format="png")["data"]
                        (screenshots / f"{name.replace(' ', '_')}.png").write_bytes(base64.b64decode(picture))
    return found


def memory(pid: int) -> int:
    """Resident bytes of a process."""
    (line,) = [x for x in Path(f"/proc/{pid}/status").read_text().splitlines() if x.startswith("VmRSS")]
    return int(line.split()[1]) << 10


class Planned(NamedTuple):
    """A backfill that was asked for: seconds until its first run and all runs are in the queue, and how many they are."""

    first_seconds: float
    all_seconds: float
    runs: int


def plan_a_year(deployed: Deployment) -> Planned:
    """Ask for a backfill of a year and watch the queue."""
    days = [str(date(2010, 1, 1) + timedelta(days=n)) for n in range(365)]
    began = time.monotonic()
    backfill_id = deployed.backfill(days, assets=[name for name in STAGES if name != "index"])
    wanted = -(-365 // DAYS_OF_A_RUN)
    first_seconds = float("inf")
    with deployed.instance() as instance:
        while time.monotonic() - began < 300:
            planned = instance.get_runs_count(filters=_of(backfill_id))
            if planned:
                first_seconds = min(first_seconds, time.monotonic() - began)
            if planned >= wanted:
                break
            time.sleep(0.5)
    return Planned(first_seconds, time.monotonic() - began, planned)


def _of(backfill_id: str) -> Any:
    from dagster import RunsFilter

    return RunsFilter(tags={"dagster/backfill": backfill_id})


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--screenshots", type=Path)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    if arguments.screenshots:
        arguments.screenshots.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="days-", ignore_cleanup_errors=True)))
        kept, folder = arguments.folder or scratch / "kept", scratch / "used"
        if not (kept / "home").exists():
            a_month(kept)
            all_months(kept / "home")
        copytree(kept, folder)
        size = sum(path.stat().st_size for path in (folder / "home").rglob("*.db"))
        print(f"{DAY_COUNT} days, {size / 1e6:.0f} MB of records", flush=True)
        began = time.monotonic()
        with open_instance(folder / "home") as instance:
            count_days(instance)
        counted = time.monotonic() - began
        print(f"counted in {counted:.1f} s", flush=True)
        store = {"ARXIV_CHUNKS_STORE": str(folder / "dataset")}
        nothing_runs = {"concurrency": {"runs": {"max_concurrent_runs": 0}}}  # what is planned is not to be executed
        with deployment.running(folder, {"ARXIV_CHUNKS_SOURCE": "sample", **store}, nothing_runs) as deployed:
            pages = look(deployed, arguments.screenshots)
            planned = plan_a_year(deployed)
        print(f"a year: {planned}", flush=True)
        sizes = daemon_sizes(folder, store, arguments.minutes) if arguments.minutes else []
        table = _table(size, counted, pages, planned, sizes, arguments.minutes)
    slowest_first, slowest_later = (max(rounds[turn][0] for rounds in pages.values()) for turn in range(2))
    bars = [
        report.at_most(
            "the slowest page of an instance of all days, first time after the start", 3, slowest_first, "s"
        ),
        report.at_most("the slowest page of an instance of all days, later", 3, slowest_later, "s"),
        report.at_most("a backfill of a year planned", 30, planned.all_seconds, "s"),
    ]
    if sizes:
        early, late = _early_and_late(sizes)
        bars.append(report.at_most("growth of the daemon's memory meanwhile", 5, 100 * (late / early - 1), "%"))
    return report.keep("many_partitions", "An instance of all days", table, bars=bars, whole=arguments.write)


def daemon_sizes(folder: Path, store: dict[str, str], minutes: float) -> list[float]:
    """Megabytes of the daemon every ten seconds, while ticks follow each other and each night's run is executed."""
    sizes, until = [], time.monotonic() + 60 * minutes
    nights_only = {"max_concurrent_runs": 1, "tag_concurrency_limits": [{"key": "dagster/backfill", "limit": 0}]}
    settings = {"concurrency": {"runs": nights_only}}
    with running(stand_in(Collection.load(folder / "papers"))) as source:
        # By its own name: `benchmarks` is also what some peer's package calls itself.
        environment = {"ARXIV_CHUNKS_SOURCE": source, "PYTHONPATH": str(Path(__file__).parent), **store}
        with deployment.running(folder, environment, settings, "quick_ticks") as deployed:
            while time.monotonic() < until:
                sizes.append(memory(deployed.processes["daemon"].pid) / 1e6)
                time.sleep(10)
    return sizes


def _table(
    size: int,
    counted: float,
    pages: dict[str, list[tuple[float, float]]],
    planned: Planned,
    sizes: list[float],
    minutes: float,
) -> str:
    lines = [
        "| page | seconds until it is seen, first time | later | web server's processor seconds, first time | later |",
        "|---|---:|---:|---:|---:|",
        *(
            f"| {name} | {first:.1f} | {later:.1f} | {used_first:.2f} | {used_later:.2f} |"
            for name, ((first, used_first), (later, used_later)) in pages.items()
        ),
        "",
        (
            f"{DAY_COUNT:,} days materialised for {len(STAGES) - 1} assets, {size / 1e6:.0f} MB of records in SQLite. That so "
            f"many days were made since the last look cost {counted:.1f} s once, before the start, as in `arxiv-chunks ui`."
        ),
        (
            f"A backfill of a year: the first run is in the queue {planned.first_seconds:.0f} s after it was asked for, all "
            f"{planned.runs} after {planned.all_seconds:.0f} s; the daemon looks for new backfills every 30 s."
        ),
    ]
    if sizes:
        early, late = _early_and_late(sizes)
        lines.append(
            f"The daemon over {minutes:.0f} minutes, looking after runs every 3 s instead of 120, at changes every 10 s instead "
            "of six hours and with a night's run every five minutes: "
            f"{early:.0f} MB in the second quarter, {late:.0f} MB in the last, {max(sizes):.0f} MB at most."
        )
    return "\n".join(lines)


def _early_and_late(sizes: list[float]) -> tuple[float, float]:
    """Means of the second quarter and of the last one."""
    quarter = max(1, len(sizes) // 4)
    return fmean(sizes[quarter : 2 * quarter] or sizes), fmean(sizes[-quarter:])


if __name__ == "__main__":
    sys.exit(main())
