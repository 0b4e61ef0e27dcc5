"""Dagster's own records: a folder with its settings, made when it is not there, and cleared of what dead processes left.

The settings stand here once, for every way of running: `deploy/` holds them as files, and a test compares the two.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import dagster as dg
from filelock import FileLock, Timeout
from sqlalchemy import NullPool, create_engine
from sqlalchemy.exc import ArgumentError, DBAPIError

from arxiv_chunks.errors import BadOptions, ServiceUnavailable

OWNER_TAG = ".dagster/arxiv-chunks-process"  # hidden from the UI, as `assets.patience.ATTENDED_TAG` is

URL_VARIABLE = "ARXIV_CHUNKS_INSTANCE_URL"

SETTINGS = """\
# Made by arxiv-chunks; edit freely, what was edited is not overwritten.
telemetry: {enabled: false}
nux: {enabled: false}
# The default manager starts four processes a step to copy what it prints; these steps print nothing, they log events.
compute_logs: {module: dagster._core.storage.noop_compute_log_manager, class: NoOpComputeLogManager}
# Without this a run fails for good that is due while the code server is being restarted.
run_coordinator:
  module: dagster._core.run_coordinator
  class: QueuedRunCoordinator
  config: {max_user_code_failure_retries: 10, user_code_failure_retry_delay: 30}
concurrency:
  # Steps that ask arXiv take turns at its gate, request by request, so that a backfill of weeks does not keep a night
  # waiting; the pool bounds how many do that where there is room for more runs than three.
  pools: {default_limit: 3, granularity: op}
  runs:
    max_concurrent_runs: 3
    tag_concurrency_limits:
      - {key: dagster/backfill, limit: 2}  # one place is kept for the schedule and the sensor
      - {key: dagster/backfill, value: {applyLimitPerUniqueValue: true}, limit: 1}  # and backfills go on side by side
run_monitoring:
  enabled: true
  start_timeout_seconds: 600
  max_runtime_seconds: 259200  # a month of arXiv by polite HTTP takes 20 hours, and two backfills share the gate
  free_slots_after_run_end_seconds: 60
run_retries: {enabled: true, max_retries: 2, retry_on_asset_or_op_failure: false}
retention:
  schedule: {purge_after_days: 90}
  sensor: {purge_after_days: {skipped: 7, started: 30, success: 30, failure: 90}}
"""

SQLITE = """\
storage:  # Dagster's default, kept open between transactions
  custom:
    module: pipelines.sqlite_records
    class: OpenSqliteStorage
    config: {base_dir: {env: DAGSTER_HOME}}
"""

POSTGRES = f"""\
storage:
  postgres:
    postgres_url: {{env: {URL_VARIABLE}}}
"""
"""The URL may hold a password: it stays in the environment, and the file names the variable alone."""


def settings_text(instance_url: str | None) -> str:
    """The `dagster.yaml` of one machine with files, or of any number with the database that `instance_url` names."""
    return SETTINGS + (POSTGRES if instance_url else SQLITE)


def prepare_home(home: Path, instance_url: str | None = None) -> Path:
    """Make the folder with its settings when it is not there, and tell Dagster of it; returns its absolute path.

    Raises `BadOptions` where a person edited the settings and they do not say what `instance_url` does.
    """
    home = home.absolute()
    home.mkdir(parents=True, exist_ok=True)
    settings, wanted = home / "dagster.yaml", settings_text(instance_url)
    found = settings.read_text(encoding="utf-8") if settings.exists() else None
    ours = {None, settings_text(None), settings_text("any"), SETTINGS}  # the last of homes older than `sqlite_records`
    if found in ours and found != wanted:
        aside = home / f".dagster.yaml.{os.getpid()}"
        aside.write_text(wanted, encoding="utf-8")
        aside.replace(settings)
    elif found and instance_url and URL_VARIABLE not in found:
        raise BadOptions(f"{settings} was edited and names no database; its storage is to be:\n{POSTGRES.rstrip()}")
    os.environ["DAGSTER_HOME"] = str(home)
    if instance_url:
        os.environ[URL_VARIABLE] = _for_sqlalchemy(instance_url)
    return home


def _for_sqlalchemy(url: str) -> str:
    """The URL with its driver named: SQLAlchemy would take psycopg 3 for `postgresql://`, and dagster-postgres speaks 2."""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in {"postgres", "postgresql", "postgresql+psycopg2"}:
        raise BadOptions(f"the instance's URL begins with postgresql://, not {scheme if separator else 'this'!r}")
    return f"postgresql+psycopg2://{rest}"


def open_instance(home: Path, instance_url: str | None = None) -> dg.DagsterInstance:
    """The instance in `home`. The first to open it makes its tables, and nobody else does meanwhile: two would spoil them."""
    home.mkdir(parents=True, exist_ok=True)
    with FileLock(home / ".opening"):
        prepare_home(home, instance_url)
        if instance_url:
            _require_database(_for_sqlalchemy(instance_url))
        return dg.DagsterInstance.get()


@contextmanager
def own_instance(home: Path, instance_url: str | None = None) -> Iterator[tuple[dg.DagsterInstance, dict[str, str]]]:
    """The instance in `home`, and the tags by which runs of this process are known.

    Each process holds a lock for as long as it lives. A lock that is free while its file is still there tells of a
    process that was killed: its runs are marked as failed and their places in pools are given back, or the next run
    would wait for them for ever.
    """
    locks = home / "processes"
    locks.mkdir(parents=True, exist_ok=True)
    name = uuid4().hex
    with open_instance(home, instance_url) as instance, FileLock(locks / f"{name}.lock"):
        for path in sorted(locks.glob("*.lock")):
            if path.stem != name:
                _bury(instance, path)
        yield instance, {OWNER_TAG: name}
    (locks / f"{name}.lock").unlink(missing_ok=True)


def _require_database(url: str) -> None:
    """Ask the database once: Dagster's own attempts end in a page of warnings."""
    try:
        create_engine(url, poolclass=NullPool).connect().close()
    except DBAPIError as error:
        raise ServiceUnavailable(f"Dagster's database does not answer: {str(error.orig).splitlines()[0]}") from error
    except (ArgumentError, ValueError):  # whose words quote what may be a part of a password
        raise BadOptions("the instance's URL is none: write / in a password as %2F, : as %3A, @ as %40") from None
    except ModuleNotFoundError as error:
        raise BadOptions(f"PostgreSQL needs {error.name}: install arxiv-chunks[postgres]") from error


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
