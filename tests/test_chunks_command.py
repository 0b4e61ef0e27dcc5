"""`chunks` and `run` take every option of the chunker, with its defaults and choices, and say what is wrong in one line."""

import json
import subprocess
import sys
from dataclasses import fields
from typing import get_args

import pytest

from arxiv_chunks.chunks.options import LEAVABLE, ChunkOptions, Strategy, TokenizerName, Unit
from pipelines import cli
from resources.sources import SAMPLE

PAPER = str(SAMPLE / "pdf" / "2403.99001v1.pdf")
COMMANDS = [cli.chunks, cli.inspect, cli.run]


def chunks(*arguments: str) -> list[dict]:
    command = [sys.executable, "-m", "pipelines.cli", "chunks", PAPER, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_commands_take_what_the_chunker_takes(command):
    options = {option.name: option for option in command.params}
    assert set(options) >= {field.name for field in fields(ChunkOptions)}
    for field in fields(ChunkOptions):
        if field.default:
            assert options[field.name].default == field.default
    choices = {name: set(options[name].type.choices) for name in ("unit", "tokenizer", "strategy", "leave_out")}
    assert choices == {
        "unit": set(get_args(Unit)),
        "tokenizer": set(get_args(TokenizerName)),
        "strategy": set(get_args(Strategy)),
        "leave_out": LEAVABLE,
    }


def test_options_reach_the_chunker():
    by_page = chunks("--strategy", "page", "--size", "5000", "--overlap", "0", "--tokenizer", "o200k_base")
    assert len({row["pages"][0] for row in by_page}) > 2
    assert any(len(row["section"]) == 0 for row in by_page)  # a page holds more than one section
    left = chunks("--size", "2000", "--unit", "characters", "--section-floor", "2000", "--leave-out", "equation")
    assert 1000 < max(len(row["chunk"]) for row in left) <= 2000
    assert all(row["tokens"] is None for row in left)


@pytest.mark.parametrize("command", [["chunks", PAPER], ["run", "--source", "sample"]], ids=lambda words: words[0])
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--overlap", "300"], "arxiv-chunks: overlap is 300 tokens; it must be smaller than size, 300"),
        (
            ["--section-floor", "-1"],
            "arxiv-chunks: section_floor is -1; it must be a whole number of at least 0 tokens",
        ),
        (["--strategy", "semantic"], "'semantic' is not one of 'section', 'recursive', 'sentence', 'page'"),
        (["--tokenizer", "gpt2"], "'gpt2' is not one of 'cl100k_base', 'o200k_base'"),
        (["--leave-out", "paragraph"], "'paragraph' is not one of 'caption', 'table', 'footnote', 'equation'"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(command, arguments, said, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["arxiv-chunks", *command, *arguments])
    assert cli.main() == 2
    printed = capsys.readouterr()
    assert said in printed.err
    assert printed.err.count("\n") == 1
    assert not printed.out
