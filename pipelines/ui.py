"""`arxiv-chunks ui`: Dagster's web server and daemon on the same instance that `run` writes to."""

import os
import signal
import sys
from pathlib import Path

import dagster as dg

from assets.days import DAYS
from assets.overview import STAGES
from pipelines.instance import open_instance
from pipelines.settings import Settings

PROJECT = Path(__file__).parents[1]
LOOK_SECONDS = "900"
"""A look at what changed takes some requests at three seconds each, and arXiv's time for pages of megabytes; Dagster gives 60."""


def count_days(instance: dg.DagsterInstance) -> None:
    """Have Dagster count which days are made. It keeps its count and adds what is new whenever a page asks, so the first
    page after `run` made thousands would wait for all of them: a second of processor time for a table of all of arXiv's.
    """
    for name in STAGES:
        instance.get_status_by_partition(dg.AssetKey(name), [], DAYS)


def serve_ui(settings: Settings, host: str, port: int) -> None:
    """Replace this process by `dagster dev` on the project's workspace; settings travel as environment variables."""
    for name, value in settings.model_dump(exclude_none=True).items():
        os.environ[f"ARXIV_CHUNKS_{name.upper()}"] = str(value)
    # Its tables are made before several want them at once.
    with open_instance(settings.home, settings.instance_url) as instance:
        count_days(instance)
    os.environ.setdefault("DAGSTER_BACKFILL_RETRY_DEFINITION_CHANGED_ERROR", "1")  # else a restart of the code ends it
    if "://" not in settings.store:
        os.environ["ARXIV_CHUNKS_STORE"] = str(Path(settings.store).absolute())
    os.environ["ARXIV_CHUNKS_HOME"] = str(settings.home.absolute())
    os.environ.setdefault("DAGSTER_SENSOR_GRPC_TIMEOUT_SECONDS", LOOK_SECONDS)
    os.chdir(PROJECT)  # where workspace.yaml says that the code is
    # A shell that starts this in the background has it ignore SIGINT, and Dagster would then ignore SIGTERM too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    command = [sys.executable, "-m", "dagster", "dev", "-w", "workspace.yaml", "-h", host, "-p", str(port)]
    os.execv(sys.executable, command)  # noqa: S606  # no shell is wanted
