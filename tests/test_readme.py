"""README's commands and snippets are what a new user can type."""

import json
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

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
COMMANDS = [line.split("#")[0].strip() for line in re.findall(r"^\$ (.*)$", README, re.MULTILINE)]
SNIPPETS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def test_its_figures_are_those_that_were_measured():
    head, *rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in README.splitlines() if line[:1] == "|"
    ][:6]
    names = [name.split()[0].lower() for name in head[1:]]
    quality, speed = (_measured(name) for name in ("text_quality", "text_speed"))
    shown = {row[0].split()[0]: dict(zip(names, row[1:], strict=True)) for row in rows[1:]}
    for name in names:
        fragments, paragraphs, *_, furniture = quality[name]
        assert shown["prose"][name] == f"{100 * fragments:.1f} %"
        assert shown["paragraphs"][name] == f"{100 * paragraphs:.1f} %"
        assert shown["running"][name] == f"{furniture:g}"
        pages = speed[{"arxiv-chunks": "read_pdf", "pymupdf": 'get_text("text")'}.get(name, name)][0]
        assert shown["pages"][name] == (f"{pages:.1f}" if pages < 10 else f"{pages:.0f}")


def _measured(benchmark):
    """The figures of a result's table, by the first word of their row; versions are no figures."""
    text = json.loads((ROOT / "benchmarks" / "results" / f"{benchmark}.json").read_text(encoding="utf-8"))["text"]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"]
    number = re.compile(r"\d+(\.\d+)?")
    return {re.split("[, ]", row[0])[0]: [float(c) for c in row[1:] if number.fullmatch(c)] for row in cells}


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


SAID_OF_ONE_FILE = {
    "text": "The abstract|Abstract|Introduction",
    "references": r'"index": 0, .*"authors": \[.*"resolved_id": ',
    "chunks": r'"chunk": .*"char_start": 0',
    "inspect": "<svg|<img",
    "parse-references": r'"authors": \["A. Ada"\], "title": "On words"',
}


@pytest.mark.parametrize("line", [c for c in COMMANDS if c.split()[1] in SAID_OF_ONE_FILE])
def test_commands_for_one_file_answer(line, tmp_path):
    shutil.copy(SAMPLE / "pdf" / "2403.99001v1.pdf", tmp_path / "paper.pdf")
    (tmp_path / "entries.txt").write_text("A. Ada. On words. Journal of Words 3, 4 (2001).\n", encoding="utf-8")
    words, _, given = line.partition("<")
    run = subprocess.run(
        [sys.executable, "-m", "pipelines.cli", *shlex.split(words)[1:]],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        input=(tmp_path / given.strip()).read_text(encoding="utf-8") if given else None,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
    )
    assert (run.returncode, run.stderr) == (0, "")
    page = tmp_path / "paper.html"
    answer = page.read_text(encoding="utf-8") if page.exists() else run.stdout
    assert re.search(SAID_OF_ONE_FILE[line.split()[1]], answer), answer[:2000]


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
        timeout=300,
        check=False,
        env={"PYTHONPATH": str(Path(__file__).parents[1]), "PATH": "/usr/bin:/bin"},
    )
    assert run.returncode == 0, run.stderr
    assert "Reference(" in run.stdout
    assert "Chunk(" in run.stdout


def test_every_setting_is_named():
    for name in Settings.model_fields:
        assert f"_{name.upper()}`" in README
