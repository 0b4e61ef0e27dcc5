"""A deployment as `deploy/` describes it, as processes of this machine: code server, daemon and web server of Dagster."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import dagster as dg
import yaml
from dagster._core.instance.ref import InstanceRef
from services.ports import free_port

from pipelines.instance import settings_text

ROOT = Path(__file__).parents[2]
QUICK = {"poll_interval_seconds": 3, "free_slots_after_run_end_seconds": 1, "start_timeout_seconds": 120}
"""Run monitoring as in our settings, only sooner: tests do not wait two minutes for a death to be noticed."""
LAUNCH = """mutation($params: LaunchBackfillParams!) { launchPartitionBackfill(backfillParams: $params) {
    __typename ... on LaunchBackfillSuccess { backfillId } ... on PythonError { message } } }"""
STATUS = """query($id: String!) { partitionBackfillOrError(backfillId: $id) { __typename
    ... on PartitionBackfill { status error { message } } } }"""
ENDED = {"COMPLETED_SUCCESS", "COMPLETED_FAILED", "COMPLETED", "FAILED", "CANCELED"}
STAGES = ("papers", "index", "documents", "texts", "references", "chunks")


class Deployment:
    """Three services on one home; each may be killed and started again."""

    def __init__(
        self,
        folder: Path,
        environment: Mapping[str, str],
        more_settings: Mapping[str, Any] | None = None,
        module: str = "pipelines.definitions",
    ) -> None:
        self.folder, self.home, self.module = folder, folder / "home", module
        self.code_port, self.web_port = free_port(), free_port()
        self.home.mkdir(parents=True, exist_ok=True)
        settings = yaml.safe_load(settings_text(None))
        settings["run_monitoring"] |= QUICK
        settings["run_coordinator"]["config"]["user_code_failure_retry_delay"] = 3
        settings["storage"]["custom"]["config"]["base_dir"] = str(self.home)  # who looks in has no environment for it
        (self.home / "dagster.yaml").write_text(yaml.safe_dump(settings | dict(more_settings or {})))
        server = {"grpc_server": {"host": "127.0.0.1", "port": self.code_port, "location_name": "arxiv_chunks"}}
        (folder / "workspace.yaml").write_text(yaml.safe_dump({"load_from": [server]}))
        self.environment = os.environ | {"DAGSTER_HOME": str(self.home), "ARXIV_CHUNKS_HOME": str(self.home)}
        self.environment |= {"DAGSTER_BACKFILL_RETRY_DEFINITION_CHANGED_ERROR": "1", **environment}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def _command(self, name: str) -> list[str]:
        workspace = ["-w", str(self.folder / "workspace.yaml")]
        dagster = [sys.executable, "-m"]
        return {
            "code server": [
                *(*dagster, "dagster", "code-server", "start", "-h", "127.0.0.1", "-p", str(self.code_port)),
                *("-m", self.module, "--location-name", "arxiv_chunks"),
            ],
            "daemon": [*dagster, "dagster._daemon", "run", *workspace],
            "web server": [*dagster, "dagster_webserver", "-h", "127.0.0.1", "-p", str(self.web_port), *workspace],
        }[name]

    def start(self, name: str) -> None:
        """Start one service in a process group of its own; its words go to a file."""
        with (self.folder / f"{name.replace(' ', '-')}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                self._command(name), cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self, name: str) -> None:
        """Kill one service with all its children, as the kernel does when memory is short: nobody is asked."""
        process = self.processes[name]
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)

    def stop(self) -> None:
        """End all of them."""
        for name, process in self.processes.items():
            if process.poll() is None:
                self.kill(name)

    @property
    def url(self) -> str:
        """Where the web server listens."""
        return f"http://127.0.0.1:{self.web_port}"

    def ask(self, query: str, **variables: Any) -> Any:
        """The answer to a GraphQL query."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(f"{self.url}/graphql", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            told = json.load(answer)
        assert "errors" not in told, told
        return told["data"]

    def wait_until_ready(self, seconds: float = 300) -> None:
        """Until the code location is loaded, whatever was asked before."""
        query = "{ workspaceOrError { ... on Workspace { locationEntries { loadStatus locationOrLoadError { __typename } } } } }"
        deadline = time.monotonic() + seconds
        while True:
            try:
                (entry,) = self.ask(query)["workspaceOrError"]["locationEntries"]
                if entry["locationOrLoadError"] and entry["locationOrLoadError"]["__typename"] == "RepositoryLocation":
                    return
                self.ask('mutation { reloadRepositoryLocation(repositoryLocationName: "arxiv_chunks") { __typename } }')
            except (OSError, ValueError, KeyError):
                pass
            assert time.monotonic() < deadline, f"not ready: {self.words()}"
            time.sleep(0.5)

    def words(self) -> str:
        """The end of what each service wrote."""
        return "\n".join(f"{p.name}: {p.read_text(errors='replace')[-3000:]}" for p in self.folder.glob("*.log"))

    def backfill(self, days: Sequence[str], assets: Sequence[str] = STAGES) -> str:
        """Ask for a backfill of these days; returns its id."""
        params = {"assetSelection": [{"path": [name]} for name in assets], "partitionNames": list(days)}
        answer = self.ask(LAUNCH, params=params)["launchPartitionBackfill"]
        assert answer["__typename"] == "LaunchBackfillSuccess", answer
        return str(answer["backfillId"])

    def backfill_status(self, backfill_id: str) -> str:
        """How a backfill stands."""
        return str(self.ask(STATUS, id=backfill_id)["partitionBackfillOrError"]["status"])

    def wait_for(self, backfill_id: str, seconds: float = 300) -> str:
        """Until a backfill has ended; returns how."""
        deadline = time.monotonic() + seconds
        status = "unknown"
        while status not in ENDED:
            assert time.monotonic() < deadline, f"backfill {status} after {seconds} s: {self.words()}"
            time.sleep(1)
            with suppress(OSError):  # the server may be busy with what it was told before
                status = self.backfill_status(backfill_id)
        return status

    @contextmanager
    def instance(self) -> Iterator[dg.DagsterInstance]:
        """The instance as this process sees it."""
        with dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(self.home))) as instance:
            yield instance

    def run_workers(self) -> list[int]:
        """The processes that execute runs now: those that say so in a run that has not ended, and live."""
        with self.instance() as instance:
            runs = instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED]))
            return [pid for run in runs if (pid := _pid_of(instance, run.run_id)) and Path(f"/proc/{pid}").exists()]


def _pid_of(instance: dg.DagsterInstance, run_id: str) -> int | None:
    for record in reversed(instance.all_logs(run_id, of_type=dg.DagsterEventType.ENGINE_EVENT)):
        metadata = record.dagster_event.engine_event_data.metadata if record.dagster_event else {}
        if "pid" in metadata:
            return int(metadata["pid"].value)
    return None


@contextmanager
def running(
    folder: Path,
    environment: Mapping[str, str],
    more_settings: Mapping[str, Any] | None = None,
    module: str = "pipelines.definitions",
) -> Iterator[Deployment]:
    """All three services, ready."""
    deployment = Deployment(folder, environment, more_settings, module)
    with deployment.instance():
        pass  # makes the tables, as `ExecStartPre` does: three services at once would spoil them
    try:
        for name in ("code server", "daemon", "web server"):
            deployment.start(name)
        deployment.wait_until_ready()
        yield deployment
    finally:
        deployment.stop()
