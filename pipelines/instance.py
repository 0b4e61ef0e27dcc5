"""Dagster's own records: a folder with its settings, made when it is not there, and cleared of what dead processes left."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import dagster as dg
from filelock import FileLock, Timeout

OWNER_TAG = "arxiv-chunks/process"

SETTINGS = """\
# Made by arxiv-chunks; edit freely, it is never overwritten.
telemetry: {enabled: false}
nux: {enabled: false}
# The default manager starts four processes a step to copy what it prints; these steps print nothing, they log events.
compute_logs: {module: dagster._core.storage.noop_compute_log_manager, class: NoOpComputeLogManager}
concurrency:
  pools: {default_limit: 1, granularity: op}
  runs: {max_concurrent_runs: 2}
run_monitoring: {enabled: true, start_timeout_seconds: 600, free_slots_after_run_end_seconds: 60}
run_retries: {enabled: true, max_retries: 2, retry_on_asset_or_op_failure: false}
retention:
  schedule: {purge_after_days: 90}
  sensor: {purge_after_days: {skipped: 7, success: 30, failure: 90}}
"""


def prepare_home(home: Path) -> Path:
    """Make the folder with its settings when it is not there, and tell Dagster of it; returns its absolute path."""
    home = home.absolute()
    home.mkdir(parents=True, exist_ok=True)
    settings = home / "dagster.yaml"
    if not settings.exists():
        aside = home / f".dagster.yaml.{os.getpid()}"
        aside.write_text(SETTINGS, encoding="utf-8")
        aside.replace(settings)
    os.environ["DAGSTER_HOME"] = str(home)
    return home


@contextmanager
def own_instance(home: Path) -> Iterator[tuple[dg.DagsterInstance, dict[str, str]]]:
    """The instance in `home`, and the tags by which runs of this process are known.

    Each process holds a lock for as long as it lives. A lock that is free while its file is still there tells of a
    process that was killed: its runs are marked as failed and their places in pools are given back, or the next run
    would wait for them for ever.
    """
    locks = prepare_home(home) / "processes"
    locks.mkdir(exist_ok=True)
    name = uuid4().hex
    with dg.DagsterInstance.get() as instance, FileLock(locks / f"{name}.lock"):
        for path in sorted(locks.glob("*.lock")):
            if path.stem != name:
                _bury(instance, path)
        yield instance, {OWNER_TAG: name}
    (locks / f"{name}.lock").unlink(missing_ok=True)


def _bury(instance: dg.DagsterInstance, path: Path) -> None:
    try:
        with FileLock(path, timeout=0):
            unfinished = dg.RunsFilter(
                tags={OWNER_TAG: path.stem},
                statuses=[dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.NOT_STARTED],
            )
            for run in instance.get_runs(unfinished):
                instance.report_run_failed(run, "The process that executed this run was killed.")
                instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
            path.unlink(missing_ok=True)
    except Timeout:
        return  # its owner lives
