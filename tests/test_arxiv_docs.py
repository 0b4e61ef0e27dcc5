"""docs/arxiv.md names code and proofs: what it names must exist."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "arxiv.md").read_text()
CASES = {case["label"] for case in json.loads((ROOT / "tests" / "cases" / "arxiv_faults.json").read_text())}
CODE = "arxiv_chunks|resources|assets|pipelines"
NAMED = re.findall(rf"`((?:{CODE}|tests)/[\w/.]+)` `([^`]+)`", PAGE)


@pytest.mark.parametrize(("path", "name"), sorted(set(NAMED)))
def test_what_is_named_exists(path, name):
    text = (ROOT / path).read_text()
    assert f"def {name}(" in text if name.startswith("test_") else name in text


def test_files_exist():
    for path in re.findall(rf"`((?:{CODE}|tests)/[\w/.]+)`", PAGE):
        assert (ROOT / path).is_file(), path


def test_cases_exist():
    named = set(re.findall(r"case `([^`]+)`", PAGE))
    assert named
    assert named <= CASES, named - CASES


def test_every_row_has_code_and_proof():
    tables = PAGE.split("## Manners", 1)[1].split("## Withdrawn", 1)[0]
    rows = [line.strip("| ").split(" | ") for line in tables.splitlines() if line.startswith("|") and "---" not in line]
    rows = [row for row in rows if row[1] != "code"]
    assert len(rows) > 30
    for row in rows:
        assert len(row) == 3, row
        assert re.search(rf"`({CODE})/", row[1]), row
        assert re.search(r"`tests/|case `", row[2]), row
