"""Resolution against a small index: what must be linked, and what must not."""

import datetime as dt
import json
from pathlib import Path

import polars as pl
import pytest

from arxiv_chunks import build_index, resolve
from arxiv_chunks.records import Reference, ReferenceFields
from arxiv_chunks.tables import INDEX, PAPERS

CASES = json.loads((Path(__file__).parent / "cases" / "resolution.json").read_text())


def paper(**values):
    row = dict.fromkeys(PAPERS.schema.names()) | values
    row["published"] = dt.datetime(row.pop("year", 2017), 4, 1, tzinfo=dt.UTC)
    row["authors"] = row["authors"] or []
    return row


def entry(**fields):
    source = fields.pop("arxiv_id_source", None)
    fields["authors"] = tuple(fields.get("authors", ()))
    return Reference(0, None, "", 1, ReferenceFields(**fields), arxiv_id_source=source)


@pytest.fixture(scope="module")
def index():
    return build_index(pl.DataFrame([paper(**p) for p in CASES["papers"]], schema=PAPERS.schema)).collect()


def test_the_index_has_the_schema_of_its_table(index):
    assert index.schema == INDEX.schema
    assert index["id"].is_sorted()


@pytest.mark.parametrize("case", CASES["entries"], ids=lambda c: c["name"])
def test_an_entry_resolves_as_it_should(index, case):
    answer = resolve([entry(**case["entry"])], index)[0]
    assert (answer and [answer.arxiv_id, answer.method]) == case["expected"]
    assert answer is None or 0 < answer.confidence <= 1


def test_answers_stand_in_the_order_of_the_entries_and_do_not_depend_on_company(index):
    entries = [entry(**case["entry"]) for case in CASES["entries"]]
    assert resolve(entries, index) == [resolve([e], index)[0] for e in entries]
    assert resolve([], index) == []


def test_the_index_may_lie_in_parquet_files(index, tmp_path):
    index.write_parquet(tmp_path / "index.parquet")
    entries = [entry(**case["entry"]) for case in CASES["entries"]]
    assert resolve(entries, pl.scan_parquet(tmp_path / "*.parquet")) == resolve(entries, index)
