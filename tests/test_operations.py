"""docs/operations.md names what there is: every reason, error, job, schedule and sensor, and no setting that is not one."""

import re
from pathlib import Path

import yaml

import arxiv_chunks.errors as kinds
from arxiv_chunks.errors import Reason
from assets.patience import FIRST_WAIT_SECONDS, GROWTH, RETRIES
from pipelines.definitions import build_definitions
from pipelines.instance import SETTINGS
from pipelines.settings import Settings

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
CODE = set(re.findall(r"`([^`\n]+)`", PAGE))


def test_every_reason_of_the_ledger_has_its_line_and_there_is_no_other():
    rows = PAGE.split("| reason |")[1].split("\n\n")[0]
    named = {word for line in rows.splitlines()[2:] for word in re.findall(r"`([a-z_]+)`", line.split("|")[1])}
    assert named == set(map(str, Reason))


def test_errors_that_are_named_exist():
    named = {word for word in CODE if re.fullmatch(r"(Service|Bad)[A-Z][A-Za-z]+", word)}
    assert named >= {"ServiceUnavailable", "ServiceRefused", "ServiceBroken", "BadOptions"}
    assert all(hasattr(kinds, name) for name in named)


def test_every_job_schedule_and_sensor_is_named():
    repository = build_definitions(Settings(source="sample", store="unused")).get_repository_def()
    jobs = {job.name for job in repository.get_all_jobs() if not job.name.startswith("__")}
    assert {f"`{name}`" for name in jobs} <= {f"`{word}`" for word in CODE}
    assert set(re.findall(r"\| schedule `(\w+)`", PAGE)) == {s.name for s in repository.schedule_defs}
    assert set(re.findall(r"\| sensor `(\w+)`", PAGE)) >= {
        s.name for s in repository.sensor_defs if "default" not in s.name
    }
    assert set(re.findall(r"job `(\w+)`", PAGE)) == jobs


def test_settings_that_are_named_exist():
    named = set(re.findall(r"ARXIV_CHUNKS_([A-Z_]+)", PAGE))
    assert named
    assert named <= {name.upper() for name in Settings.model_fields}


def test_numbers_are_those_of_the_settings():
    settings = yaml.safe_load(SETTINGS)
    assert settings["concurrency"]["runs"]["max_concurrent_runs"] == 3
    assert settings["concurrency"]["runs"]["tag_concurrency_limits"][0]["limit"] == 2
    assert settings["run_monitoring"]["max_runtime_seconds"] == 3 * 24 * 3600
    assert settings["run_monitoring"]["start_timeout_seconds"] == 10 * 60
    assert settings["retention"]["sensor"]["purge_after_days"]["failure"] == 90
    assert settings["run_retries"]["max_retries"] == 2
    assert RETRIES == 2
    assert sum(FIRST_WAIT_SECONDS * GROWTH**n for n in range(RETRIES)) == 6 * 60
