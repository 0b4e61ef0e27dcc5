"""README's commands and snippets are what a new user can type."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from pipelines.cli import cli
from pipelines.settings import Settings
from resources.sources import SAMPLE

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
MAKEFILE = (Path(__file__).parents[1] / "Makefile").read_text(encoding="utf-8")
COMMANDS = [line.split("#")[0].strip() for line in re.findall(r"^\$ (.*)$", README, re.MULTILINE)]
SNIPPETS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("line", [c for c in COMMANDS if c.startswith("arxiv-chunks")])
def test_commands_and_options_exist(line, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copy(next((SAMPLE / "pdf").glob("2403.99001v1.pdf")), "paper.pdf")
    Path("arxiv-metadata-oai-snapshot.json").touch()
    words = shlex.split(line.split("<")[0])[1:]
    with cli.make_context("arxiv-chunks", words) as context:
        name, command, rest = cli.resolve_command(context, [*context._protected_args, *context.args])
        assert command is not None
        command.make_context(name, rest, parent=context)


def test_every_command_is_shown():
    shown = {line.split()[1] for line in COMMANDS if line.startswith("arxiv-chunks")}
    assert shown == set(cli.list_commands(click.Context(cli)))


def test_make_has_the_tasks_that_are_named():
    for task in re.findall(r"(?:`|\$ )make ([a-z]+)\b", README):
        assert re.search(rf"^{task}:", MAKEFILE, re.MULTILINE), task


def test_the_library_works_in_five_lines(tmp_path):
    shutil.copy(SAMPLE / "pdf" / "2403.99001v1.pdf", tmp_path / "paper.pdf")
    (snippet,) = [s for s in SNIPPETS if "read_pdf" in s]
    assert len([line for line in snippet.splitlines() if line.strip()]) <= 5
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", snippet],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={"PYTHONPATH": str(Path(__file__).parents[1]), "PATH": "/usr/bin:/bin"},
    )
    assert run.returncode == 0, run.stderr
    assert "Reference(" in run.stdout
    assert "Chunk(" in run.stdout


def test_every_setting_is_named():
    for name in Settings.model_fields:
        assert f"_{name.upper()}`" in README
