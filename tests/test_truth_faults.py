"""The faults of the truth that `make quality` puts right are believed only where the page shows them."""

import json
import sys
from pathlib import Path

import pymupdf
import pytest

FOLDER = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture
def truth_faults(monkeypatch):
    monkeypatch.syspath_prepend(str(FOLDER))
    import truth_faults

    yield truth_faults
    sys.modules.pop("truth_faults", None)


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "truth"
    folder.mkdir()
    with pymupdf.open() as document:
        document.new_page().insert_text((72, 72), ["The method (left) and", "the other one."])
        document.save(folder / "a.pdf")
    said = [{"kind": "caption", "fragments": ["The method(left) and the other one."]}]
    (folder / "a.truth.json").write_text(
        json.dumps([*said, {"kind": "body", "fragments": ["The method(left) is ours."]}])
    )
    return folder


def put_right(truth_faults, corpus, says, prints, *, paper="a"):
    into = corpus.parent / "right"
    into.mkdir()
    truth_faults.put_right(corpus, into, [truth_faults.Fault(paper, [1], says, prints, "")])
    return json.loads((into / "a.truth.json").read_text())


def test_a_fault_is_put_right_in_captions_alone(truth_faults, corpus):
    right = put_right(truth_faults, corpus, "method(left) and the", "method (left) and the")
    assert [p["fragments"][0] for p in right] == ["The method (left) and the other one.", "The method(left) is ours."]


@pytest.mark.parametrize(
    ("says", "prints", "why"),
    [
        ("method(right)", "method (left)", "no caption or note of a has"),
        ("method(left) is ours", "method (left) and", "no caption or note of a has"),  # the body has it
        ("method(left)", "method left", "does not print 'method left'"),
        ("the other one", "the other", "prints 'the other one', as the truth has it"),
    ],
)
def test_what_is_no_fault_is_an_error(truth_faults, corpus, says, prints, why):
    with pytest.raises(SystemExit, match=why.replace("(", r"\(").replace(")", r"\)")):
        put_right(truth_faults, corpus, says, prints)


@pytest.mark.parametrize(("says", "prints", "paper"), [("a lost blank", "other", "a"), ("method(left)", "method", "b")])
def test_another_corpus_and_a_truth_put_right_are_left_as_they_are(truth_faults, corpus, says, prints, paper):
    before = json.loads((corpus / "a.truth.json").read_text())
    assert put_right(truth_faults, corpus, says, prints, paper=paper) == before


def test_every_fault_that_is_known_says_how_one_sees_it(truth_faults):
    faults = truth_faults.read_faults()
    assert faults
    assert all(f.evidence and f.says != f.prints and f.pages for f in faults)
