"""A setting or a place that cannot be is one clear line, without what may be a secret."""

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from arxiv_chunks.errors import BadOptions
from pipelines.cli import cli
from pipelines.settings import Settings
from resources.sources import SAMPLE

COMMAND = [sys.executable, "-m", "pipelines.cli"]


def test_a_setting_of_the_environment_that_cannot_be_is_one_line(monkeypatch):
    monkeypatch.setenv("ARXIV_CHUNKS_WORKERS", "secret")
    monkeypatch.setenv("ARXIV_CHUNKS_BYTES_PER_PDF", "0")
    with pytest.raises(BadOptions) as told:
        Settings()
    assert "workers" in str(told.value)
    assert "bytes_per_pdf" in str(told.value)
    assert "secret" not in str(told.value)
    assert "\n" not in str(told.value)


def test_settings_are_taken_from_the_environment_and_from_what_is_given(monkeypatch):
    monkeypatch.setenv("ARXIV_CHUNKS_WORKERS", "3")
    assert Settings(store="here").workers == 3
    assert Settings(workers=2).workers == 2


def test_a_port_that_is_none_is_told_before_anything_starts():
    told = CliRunner().invoke(cli, ["ui", "--port", "70000"])
    assert told.exit_code == 2
    assert "--port" in told.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")  # noqa: PTH110  # a device
def test_a_full_disk_behind_the_output_is_one_line():
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = subprocess.run(
            [*COMMAND, "text", SAMPLE / "pdf" / "2403.99001v1.pdf"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1)
    assert b"No space left" in done.stderr


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path):
    (tmp_path / "file").touch()
    home = str(tmp_path / "file" / "home")
    places = ["--source", "sample", "--store", str(tmp_path / "store"), "--home", home]
    done = subprocess.run([*COMMAND, "run", *places], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert home in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
