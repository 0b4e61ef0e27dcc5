"""`arxiv-chunks status`: what it says is what the store holds."""

import io
import json
from collections import Counter

import polars as pl
import pytest
from click.testing import CliRunner
from small_store import Invented, date, fill, words

from arxiv_chunks.errors import ServiceBroken
from arxiv_chunks.tables import LEDGER
from pipelines.cli import cli
from pipelines.status import status_of
from resources.partitions import delete_partition
from resources.store import open_store
from resources.totals import read_totals


def some_days(store):
    fill(
        store,
        date(2023, 5, 1),
        [Invented("2305.00001", [words(1), words(2)]), Invented("2305.00002", reason="garbled")],
    )
    fill(
        store,
        date(2024, 3, 1),
        [Invented("2403.00001", [words(3)], cites=["a"]), Invented("2403.00002", reason="scanned")],
    )
    return store


def said(url, *arguments):
    result = CliRunner().invoke(cli, ["status", "--store", url, *arguments], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_counts_are_those_of_the_ledger_in_every_kind_of_store(store, store_url):
    some_days(store)
    told = json.loads(said(store_url, "--format", "json"))
    assert told["days"] == {"count": 2, "first": "2023-05-01", "last": "2024-03-01"}
    assert told["stages"]["papers"] == {"ok": 4, "failed": {}, "rows": 4}
    assert told["stages"]["texts"] == {"ok": 2, "failed": {"garbled": 1, "scanned": 1}, "rows": 2}
    assert told["stages"]["chunks"] == {"ok": 2, "failed": {"upstream": 2}, "rows": 3}
    assert told["stages"]["references"]["rows"] == 3
    assert told["pdf_bytes"] == 4000
    assert told["waiting"] == 0


def test_partitions_that_do_not_tell_their_totals_are_counted_by_their_rows(store, store_url):
    some_days(store)
    told = said(store_url, "--format", "json")
    counted = json.loads(told) | {"table_bytes": None}
    for key in (found.key for name in ("ledger/date=2023", "documents/") for found in store.list(name)):
        file = io.BytesIO()
        pl.read_parquet(io.BytesIO(store.read(key))).write_parquet(file)
        store.write(key, file.getvalue())
    assert json.loads(said(store_url, "--format", "json")) | {"table_bytes": None} == counted


def test_totals_are_those_of_the_rows(tmp_path):
    store = some_days(open_store(str(tmp_path)))
    for path in (tmp_path / LEDGER.name).rglob("*.parquet"):
        rows = pl.read_parquet(path, hive_partitioning=False)
        expected = Counter()
        for row in rows.iter_rows(named=True):
            expected[row["stage"], row["status"], row["reason"]] += row["row_count"]
        told = read_totals(store, LEDGER, [str(path.relative_to(tmp_path))])
        assert {row[:3]: row[4] for row in told.iter_rows()} == expected
        assert sum(told["papers"]) == rows.height


def test_sizes_are_those_of_the_files(tmp_path):
    store = some_days(open_store(str(tmp_path)))
    told = status_of(store).table_bytes
    for name, size_bytes in told.items():
        assert size_bytes == sum(path.stat().st_size for path in (tmp_path / name).rglob("*.parquet"))


def test_the_table_shows_stages_reasons_and_what_is_missing(tmp_path):
    store = some_days(open_store(str(tmp_path)))
    delete_partition(store, LEDGER, date(2024, 3, 1), name="chunks")
    lines = [" ".join(line.split()) for line in said(str(tmp_path)).splitlines()]
    assert lines[0].startswith("2 days, 2023-05-01 to 2024-03-01; 4.0 kB of PDFs")
    assert "texts garbled 1" in lines
    assert "2 papers are listed and not built yet" in lines
    assert any(line.startswith("references 2 2 3 ") for line in lines)


def test_an_empty_store_is_no_error(tmp_path):
    told = json.loads(said(str(tmp_path / "nothing"), "--format", "json"))
    assert told["days"] == {"count": 0, "first": None, "last": None}
    assert said(str(tmp_path / "nothing")).startswith("0 days;")


@pytest.mark.parametrize("table", ["ledger", "documents"])
def test_an_object_that_is_no_table_is_named(table, tmp_path):
    store = some_days(open_store(str(tmp_path)))
    key = max(found.key for found in store.list(f"{table}/"))
    store.write(key, b"no Parquet")
    with pytest.raises(ServiceBroken, match=f"{key}: not a Parquet file"):
        status_of(store)
