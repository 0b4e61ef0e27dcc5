"""Where Dagster keeps its records: a folder, or a PostgreSQL database by one setting."""

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import dagster as dg
import psycopg
import pytest
import yaml
from services import postgres
from services.ports import free_port
from small_arxiv import make_folder, many

from arxiv_chunks.errors import BadOptions
from pipelines.instance import POSTGRES, SETTINGS, SQLITE, open_instance, own_instance, prepare_home
from pipelines.sqlite_records import KeptOpen
from resources.stand_in.server import serving

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch):
    monkeypatch.setenv("DAGSTER_HOME", "")  # both are set by what is tested, and taken back here
    monkeypatch.setenv("ARXIV_CHUNKS_INSTANCE_URL", "")


@pytest.fixture(scope="module")
def database():
    with postgres.running() as url:
        yield url.replace("test@", "test:the-password@")


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    with serving(make_folder(tmp_path_factory.mktemp("papers"), many(3))) as url:
        yield url


def run(source, folder, **environment):
    command = [sys.executable, "-m", "pipelines.cli", "run", "--source", source, "--from", "2024-03-01"]
    places = ["--to", "2024-03-01", "--store", str(folder / "dataset"), "--home", str(folder / "home")]
    return subprocess.run(
        [*command, *places],
        env=os.environ | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_one_setting_keeps_the_records_in_postgresql(database, source, tmp_path):
    done = run(source, tmp_path, ARXIV_CHUNKS_INSTANCE_URL=database)
    assert done.returncode == 0, done.stderr
    with psycopg.connect(database) as connection:
        (statuses,) = connection.execute("SELECT array_agg(DISTINCT status) FROM runs").fetchone()
    assert statuses == ["SUCCESS"]
    assert not list((tmp_path / "home").rglob("*.db"))
    for path in (tmp_path / "home").rglob("*"):
        assert path.is_dir() or b"the-password" not in path.read_bytes()


def test_a_run_that_was_killed_is_noticed_in_postgresql_too(database, tmp_path):
    script = """
import os, signal, sys
from pathlib import Path
import dagster as dg
from pipelines.instance import own_instance
with own_instance(Path(sys.argv[1]), sys.argv[2]) as (instance, tags):
    instance.create_run_for_job(dg.job(name="lost")(lambda: None), tags=tags, status=dg.DagsterRunStatus.STARTED)
    os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = subprocess.run([sys.executable, "-c", script, tmp_path, database], cwd=ROOT, check=False, timeout=300)
    assert killed.returncode == -9
    with own_instance(tmp_path, database) as (instance, _):
        (lost,) = [run for run in instance.get_runs() if run.job_name == "lost"]
    assert lost.status.value == "FAILURE"


def test_a_database_that_is_not_there_is_one_clear_line(source, tmp_path):
    url = f"postgresql://somebody:the-password@127.0.0.1:{free_port()}/none"
    done = run(source, tmp_path, ARXIV_CHUNKS_INSTANCE_URL=url)
    assert done.returncode == 1
    assert done.stderr.lstrip().startswith("arxiv-chunks: Dagster's database does not answer")
    assert done.stderr.strip().count("\n") == 0
    assert "the-password" not in done.stderr


def test_a_url_of_another_kind_is_told(tmp_path):
    with pytest.raises(BadOptions, match="begins with postgresql://"):
        prepare_home(tmp_path, "mysql://somewhere")


def test_settings_follow_the_url_until_somebody_edits_them(tmp_path):
    file, url = tmp_path / "dagster.yaml", "postgresql://somewhere/records"
    for wanted in (None, url, None):
        prepare_home(tmp_path, wanted)
        assert set(yaml.safe_load(file.read_text())["storage"]) == {"postgres" if wanted else "custom"}
    edited = file.read_text() + "# mine\n"
    file.write_text(edited)
    prepare_home(tmp_path)
    with pytest.raises(BadOptions, match="was edited and names no database"):
        prepare_home(tmp_path, url)
    assert file.read_text() == edited
    edited = edited.replace(SQLITE, POSTGRES)
    file.write_text(edited)
    prepare_home(tmp_path, url)
    assert file.read_text() == edited


def test_a_home_of_before_gets_the_settings_of_today(tmp_path):
    (tmp_path / "dagster.yaml").write_text(SETTINGS)
    prepare_home(tmp_path)
    assert (tmp_path / "dagster.yaml").read_text() == SETTINGS + SQLITE


def test_a_url_that_is_none_is_told_without_its_password(tmp_path):
    with pytest.raises(BadOptions, match="URL is none") as told:
        open_instance(tmp_path, "postgresql://user@127.0.0.1:secret/records")
    assert "secret" not in str(told.value)


def test_all_who_open_a_new_instance_at_once_may_use_it(tmp_path):
    together = Barrier(4)

    def open_and_ask(_):
        together.wait()
        with open_instance(tmp_path) as instance:
            return instance.get_runs()

    with ThreadPoolExecutor(
        4
    ) as threads:  # without the lock half of them fail, and some leave tables that nobody can use
        assert list(threads.map(open_and_ask, range(4))) == [[]] * 4


def test_sqlite_s_logs_stay_while_the_instance_is_open_and_are_gone_after(tmp_path):
    logs = lambda: {path.name for path in (tmp_path / "history").rglob("*.db-wal")}  # noqa: E731
    with open_instance(tmp_path) as instance:
        run = instance.create_run_for_job(dg.job(name="kept")(lambda: None))
        instance.report_engine_event("a word", run)
        assert logs() == {"runs.db-wal", "index.db-wal", f"{run.run_id}.db-wal"}
    assert not logs()


def test_sqlite_s_databases_do_not_all_stay_open(tmp_path):
    paths = [tmp_path / f"{i}.db" for i in range(3)]
    for path in paths:
        sqlite3.connect(path).execute("PRAGMA journal_mode = WAL").connection.close()
    kept = KeptOpen(2)
    (tmp_path / "broken.db").write_bytes(b"no database" * 100)
    for path in [*paths[:2], paths[0], paths[2], tmp_path / "none.db", tmp_path / "broken.db"]:
        kept.keep(path)
    assert {path.name for path in tmp_path.glob("*-wal")} == {"0.db-wal", "2.db-wal"}
    kept.close()
    assert not list(tmp_path.glob("*-wal"))
