"""What Dagster costs: a partition without papers in a range run and as a run of its own, and its share of a full one's time.

    python benchmarks/overhead.py [--papers N] [--rounds N]

Runs are executed on an instance in SQLite, as `arxiv-chunks run` does. Times by the clock depend on who else uses the
machine; processor seconds do so less, and both are told. Dagster's share of a day with papers is what the same day costs
without any (all of it counted as Dagster's), divided by what it costs with them.
"""

import argparse
import json
import multiprocessing.forkserver
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import dagster as dg  # noqa: E402
import report  # noqa: E402
from small_arxiv import paper  # noqa: E402

from assets.days import DAYS_OF_A_RUN  # noqa: E402
from pipelines.definitions import build_definitions  # noqa: E402
from pipelines.instance import own_instance  # noqa: E402
from pipelines.ranges import Range  # noqa: E402
from pipelines.run import QUIET  # noqa: E402
from pipelines.settings import Settings  # noqa: E402
from resources.sources import SAMPLE, open_arxiv  # noqa: E402
from resources.stand_in.collection import Collection  # noqa: E402
from resources.stand_in.server import running, stand_in  # noqa: E402
from resources.store import open_store  # noqa: E402
from resources.workers import Workers  # noqa: E402

EMPTY, FULL = date(2001, 1, 1), date(2024, 3, 11)


class Cost(NamedTuple):
    """Seconds by the clock, and of processors: this process and its workers."""

    clock: float
    processor: float


def processor_seconds() -> float:
    """Of this process, of its children that have ended, and of what the fork server's children had when they ended."""
    own = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    used = sum(usage.ru_utime + usage.ru_stime for usage in own)
    server = multiprocessing.forkserver._forkserver._forkserver_pid  # noqa: SLF001
    if server is not None:
        ticks = Path(f"/proc/{server}/stat").read_text().rsplit(")", 1)[1].split()[11:15]
        used += sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
    return used


def cost(work: Callable[[], object]) -> Cost:
    """What some work costs."""
    clock, processor = time.perf_counter(), processor_seconds()
    work()
    return Cost(time.perf_counter() - clock, processor_seconds() - processor)


def make_papers(folder: Path, count: int) -> Path:
    """A day with so many copies of the sample's readable papers, each a file of its own."""
    (folder / "pdf").mkdir(parents=True)
    pdfs = [path for path in sorted((SAMPLE / "pdf").glob("2403.9900*v1.pdf")) if path.stat().st_size > 30_000]
    rows = [paper(f"2403.{n + 1:05}", f"{FULL} 12:00:00") for n in range(count)]
    for n, row in enumerate(rows):
        target = folder / "pdf" / f"{row['id']}v1.pdf"
        shutil.copy(pdfs[n % len(pdfs)], target)
        with target.open("ab") as file:
            file.write(f"% {n}\n".encode())  # no two are the same file: each is read
    (folder / "metadata.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


def in_this_process(source: str, folder: Path, rounds: int) -> dict[str, Any]:
    """Costs of runs executed in this process, and the events of a one-day run."""
    settings = Settings(source=source, store=str(folder / "dataset"), home=folder / "home")
    with own_instance(settings.home) as (instance, tags), open_arxiv(source, None, None, None) as arxiv:
        store, found = open_store(settings.store), {}

        def chain(first: date, days: int) -> Cost:
            with Workers(settings.workers) as workers:  # which end here, so that their processor time is counted
                live = {"arxiv": arxiv, "store": store, "workers": workers}
                definitions = build_definitions(settings, live)
                days_of_run = Range(first, first + timedelta(days=days - 1)).tags

                def execute(job: str, more: dict[str, str]) -> None:
                    definitions.resolve_job_def(job).execute_in_process(
                        instance=instance, tags={**tags, **more}, run_config=QUIET
                    )

                def both() -> None:
                    execute("listing", days_of_run)
                    execute("building", days_of_run)

                began_clock, began_processor = time.perf_counter(), processor_seconds()
                both()
                clock = time.perf_counter() - began_clock
            return Cost(clock, processor_seconds() - began_processor)

        build_definitions(settings, {"store": store}).resolve_job_def("indexing").execute_in_process(
            instance=instance, run_config=QUIET
        )
        chain(EMPTY - timedelta(days=1), 1)  # imports and first connections are nobody's
        found["range"] = [chain(EMPTY, DAYS_OF_A_RUN) for _ in range(rounds)]
        found["day"] = [chain(EMPTY, 1) for _ in range(rounds)]
        found["full"] = chain(FULL, 1)
        found["events"] = Counter(
            record.dagster_event.event_type_value
            for run in instance.get_runs(dg.RunsFilter(job_name="building"), limit=1)
            for record in instance.all_logs(run.run_id)
            if record.dagster_event
        )
    return found


def of_its_own(source: str, folder: Path) -> Cost:
    """The whole chain for one day as one run in a process of its own: what a run launcher starts for a partition."""
    places = {"SOURCE": source, "STORE": str(folder / "dataset"), "HOME": str(folder / "home")}
    environment = os.environ | {f"ARXIV_CHUNKS_{name}": value for name, value in places.items()}
    command = [sys.executable, "-m", "dagster", "job", "execute", "-m", "pipelines.definitions", "-j", "daily"]
    tags = json.dumps({"dagster/partition": str(EMPTY)})
    return cost(
        lambda: subprocess.run(
            [*command, "--tags", tags],
            cwd=ROOT,
            env=environment | {"DAGSTER_HOME": str(folder / "home")},
            check=True,
            capture_output=True,
        )
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="overhead-") as base:
        papers = make_papers(Path(base) / "papers", arguments.papers)
        with running(stand_in(Collection.load(papers))) as source:
            found = in_this_process(source, Path(base) / "work", arguments.rounds)
            own = [of_its_own(source, Path(base) / "work") for _ in range(arguments.rounds)]
    a_range, a_day, full = found["range"], found["day"], found["full"]

    def row(name: str, costs: list[Cost], days: int, bar: str) -> str:
        clock, processor = (median(getattr(c, kind) for c in costs) / days for kind in ("clock", "processor"))
        return f"| {name} | {clock:.2f} | {processor:.2f} | {bar} |"

    share = [median(getattr(c, kind) for c in a_day) / getattr(full, kind) for kind in ("clock", "processor")]
    events = found["events"]
    checks = sum(count for name, count in events.items() if "CHECK" in name)
    table = "\n".join(
        [
            "| what | seconds by the clock | processor seconds | bar |",
            "|---|---:|---:|---|",
            row(f"a day without papers, in a run of {DAYS_OF_A_RUN}", a_range, DAYS_OF_A_RUN, "under 1"),
            row("a day without papers, alone in its runs", a_day, 1, ""),
            row("the whole chain for a day without papers, as a process of its own", own, 1, "under 10"),
            row(f"a day with {arguments.papers} papers", [full], 1, ""),
            f"| Dagster's share of that | {share[0]:.1%} | {share[1]:.1%} | under 15 % |",
            "",
            f"Medians of {arguments.rounds} rounds; listing and building, on SQLite.",
            f"A building run of one day writes {sum(events.values())} events, {checks} of them of checks.",
            f"{os.cpu_count()} processors; load when it ended: {os.getloadavg()[0]:.1f}. {datetime.now(UTC):%Y-%m-%d}.",
            "",
        ]
    )
    processor = {name: median(c.processor for c in costs) for name, costs in (("range", a_range), ("own", own))}
    return report.keep(
        "overhead",
        "What Dagster costs",
        table,
        bars=[
            report.at_most("a day without papers in a run of a range", 1, processor["range"] / DAYS_OF_A_RUN, "s"),
            report.at_most("a day without papers as a run of its own", 10, processor["own"], "s"),
            report.at_most(f"Dagster's share of a day of {arguments.papers} papers", 15, 100 * share[0], "%"),
        ],
        whole=arguments.papers == parser.get_default("papers"),
    )


if __name__ == "__main__":
    sys.exit(main())
