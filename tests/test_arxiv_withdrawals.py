"""Comments that say that a paper is withdrawn, and comments that only speak of withdrawing."""

import json
from pathlib import Path

import pytest

from resources.arxiv.withdrawals import says_withdrawn

CASES = json.loads((Path(__file__).parent / "cases" / "withdrawals.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["comment"] or "nothing")
def test_comment(case):
    assert says_withdrawn(case["comment"]) is case["withdrawn"]


def test_no_comment():
    assert not says_withdrawn(None)
