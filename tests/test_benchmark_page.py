"""The benchmark page says what was measured, and `make benchmark` fails where a promise does not hold."""

import json
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture
def page(monkeypatch):
    monkeypatch.syspath_prepend(str(FOLDER))
    import page

    yield page
    for name in ("page", "report"):
        sys.modules.pop(name, None)


def test_the_committed_page_is_that_of_the_committed_results(page):
    assert page.PAGE.read_text(encoding="utf-8") == page.page_of(page.read_results())


def test_its_scripts_and_pictures_are_there(page):
    assert all((FOLDER / f"{name}.py").exists() for name in page.BENCHMARKS)
    for name, result in page.read_results().items():
        assert all((page.PICTURES / picture).exists() for picture in page.pictures(name, result))


def test_a_broken_promise_is_kept_told_and_ends_with_1(page, monkeypatch, tmp_path, capsys):
    import report

    monkeypatch.setattr(report, "RESULTS", tmp_path)
    monkeypatch.setattr(page, "PAGE", tmp_path / "page.md")
    monkeypatch.setattr(page, "PICTURES", tmp_path / "pictures")
    monkeypatch.setattr(sys, "argv", ["page.py", "--page-only"])
    slow = report.at_least("chunks of 300 tokens", 8, 7.25, "MB/s")
    plot = report.Plot("Chunks", "MB/s", {"ours": 7.25, "another": 9.0})
    assert report.keep("chunks_speed", "Speed", "| a |", bars=[slow], plots=[plot]) == 1
    assert json.loads((tmp_path / "chunks_speed.json").read_text())["bars"][0]["held"] is False
    assert page.main() == 1
    assert "does not hold: chunks of 300 tokens: 7.25 MB/s, promised at least 8 MB/s" in capsys.readouterr().err
    assert "| chunks of 300 tokens | at least 8 MB/s | 7.25 MB/s | **no** |" in (tmp_path / "page.md").read_text()
    assert "<svg" in (tmp_path / "pictures" / "chunks_speed.svg").read_text()


def test_what_is_not_the_whole_measurement_is_not_kept(page, monkeypatch, tmp_path):
    import report

    monkeypatch.setattr(report, "RESULTS", tmp_path)
    held = report.at_most("promises broken", 0, 0, "times")
    assert report.keep("chunks_promises", "Promises", "", bars=[held], whole=False) == 0
    assert not list(tmp_path.iterdir())
