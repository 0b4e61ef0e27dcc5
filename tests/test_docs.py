"""The documentation is true: commands exist, what is generated is current, and the site has no dead link."""

import json
import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml
from snippets import NAMES, ROOT, commands_of, text_of

from pipelines.cli import cli
from resources.sources import SAMPLE, open_arxiv
from resources.stand_in.server import serving

COMMANDS = sorted({line for name in NAMES for line in commands_of(name) if line.startswith("arxiv-chunks")})


@pytest.mark.parametrize("line", COMMANDS)
def test_commands_and_options_exist(line, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copy(SAMPLE / "pdf" / "2403.99001v1.pdf", "paper.pdf")
    shutil.copy(SAMPLE / "metadata.jsonl", "arxiv-metadata-oai-snapshot.json")
    Path("my-papers").mkdir()
    with cli.make_context("arxiv-chunks", shlex.split(line.split("<")[0])[1:]) as context:
        name, command, rest = cli.resolve_command(context, [*context._protected_args, *context.args])
        assert command is not None
        command.make_context(name, rest, parent=context)


def test_the_data_dictionary_is_current():
    page = runpy.run_path(str(ROOT / "scripts" / "data_dictionary.py"))["page"]()
    assert (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8") == page, "run `make docs`"


def test_the_guide_s_metadata_are_enough_for_a_folder_of_one_s_own(tmp_path):
    written = re.search(r"```json\n(.*?)```", text_of("docs/guides/own-pdfs.md"), re.DOTALL)[1]
    (tmp_path / "pdf").mkdir()
    (tmp_path / "metadata.jsonl").write_text(json.dumps(json.loads(written)) + "\n", encoding="utf-8")
    shutil.copy(SAMPLE / "pdf" / "2403.99001v1.pdf", tmp_path / "pdf")
    with serving(tmp_path, 0) as url, open_arxiv(url, None, None, None) as arxiv:
        (paper,) = arxiv.list_day(date(2024, 3, 12), [])
    assert (paper.arxiv_id, paper.title, paper.authors) == ("2403.99001", "A title", ("A. Author",))


def test_the_site_builds_without_a_warning(tmp_path):
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    finished = subprocess.run(
        build, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False, env=environment
    )
    assert finished.returncode == 0, finished.stderr
    assert "WARNING" not in finished.stderr
    assert (tmp_path / "site" / "data-dictionary.html").exists()


def test_every_page_has_its_place_in_the_navigation():
    def pages(part):
        return (
            [part]
            if isinstance(part, str)
            else [p for inner in (part.values() if isinstance(part, dict) else part) for p in pages(inner)]
        )

    nav = pages(yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"])
    assert sorted(f"docs/{page}" for page in nav) == sorted(name for name in NAMES if name.startswith("docs/"))
