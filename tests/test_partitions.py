"""Partitions: the same rows give the same bytes, everywhere, and other people's tools read them."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arxiv_chunks.errors import OutdatedTable, ServiceBroken
from arxiv_chunks.tables import CHUNKS, LEDGER, PAPERS, TABLES, TEXTS, Table
from resources.local_store import LocalStore
from resources.partitions import (
    FOOTER_BYTES,
    days,
    delete_partition,
    partition_key,
    read_current_partition,
    read_partition,
    read_partition_metadata,
    write_partition,
)
from resources.store import open_store

DAY = date(2017, 4, 17)
METADATA = {"fingerprint": "0123", "code_version": "1", "options": '{"size": 300}'}


def frame_of(table: Table, rows: int) -> pl.DataFrame:
    """Rows with something in every column, no two the same."""
    return pl.DataFrame(
        [{column.name: _value(column.dtype, row) for column in table.columns} for row in range(rows)],
        schema=table.schema,
    )


def _value(dtype, row):
    match dtype:
        case pl.List(inner=inner):
            return [_value(inner, row), _value(inner, row + 1)]
        case pl.Struct(fields=fields):
            return {field.name: _value(field.dtype, row) for field in fields}
        case pl.Datetime():
            return datetime(2017, 4, 17, 1, 2, row % 60, 345_000, tzinfo=UTC)
        case pl.String():
            return None if row % 7 == 6 else f"{row:04} naïve ∑"
        case pl.Boolean():
            return row % 2 == 0
        case pl.Float32():
            return row / 8
    return row


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_table_comes_back_as_it_was_written(table, tmp_path):
    store, frame = LocalStore(tmp_path), frame_of(table, 20)
    info = write_partition(store, table, DAY, frame, METADATA)
    assert (info.rows, info.written) == (20, True)
    assert info.size_bytes == (tmp_path / info.key).stat().st_size
    back = read_partition(store, table, DAY)
    assert back.schema == table.schema
    assert back.equals(frame.sort(table.sorted_by))
    assert read_partition_metadata(store, table, DAY) == METADATA


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_day_without_papers_has_a_partition_without_rows(table, tmp_path):
    store = LocalStore(tmp_path)
    write_partition(store, table, DAY, table.schema.to_frame(), METADATA)
    assert read_partition(store, table, DAY).equals(table.schema.to_frame())
    assert read_partition_metadata(store, table, DAY) == METADATA


@pytest.mark.parametrize("columns", [None, ["id", "verdict"]])
def test_a_partition_with_other_columns_is_named(columns, tmp_path):
    store, frame = LocalStore(tmp_path), frame_of(TEXTS, 3).drop("verdict")
    key = partition_key(TEXTS, DAY)
    (tmp_path / key).parent.mkdir(parents=True)
    frame.write_parquet(tmp_path / key)
    with pytest.raises(OutdatedTable, match="run 2017-04-17 again"):
        read_current_partition(store, TEXTS, DAY, columns)
    assert read_current_partition(store, TEXTS, DAY, ["id"]).equals(frame.select("id"))
    assert read_partition(store, TEXTS, DAY).equals(frame)


def test_what_the_store_keeps_is_the_same_everywhere(store, tmp_path):
    frame = frame_of(CHUNKS, 50)
    here = write_partition(LocalStore(tmp_path / "here"), CHUNKS, DAY, frame, METADATA)
    there = write_partition(store, CHUNKS, DAY, frame, METADATA)
    assert here == there
    assert store.read(there.key) == (tmp_path / "here" / here.key).read_bytes()
    assert not write_partition(store, CHUNKS, DAY, frame, METADATA).written
    assert write_partition(store, CHUNKS, DAY, frame, METADATA | {"fingerprint": "4567"}).written
    assert read_partition_metadata(store, CHUNKS, DAY)["fingerprint"] == "4567"
    assert write_partition(store, CHUNKS, DAY, frame.head(49), METADATA).written
    assert read_partition(store, CHUNKS, DAY, ["chunk-id", "doi"]).shape == (49, 2)


ROWS = st.lists(
    st.tuples(st.text(max_size=5), st.integers(-(2**31), 2**31 - 1), st.none() | st.text(max_size=5)), max_size=20
)


@settings(max_examples=50, deadline=None)
@given(ROWS, st.randoms(use_true_random=False), st.integers(1, 7))
def test_neither_the_order_of_rows_nor_how_memory_holds_them_changes_a_byte(rows, random, piece):
    table = Table("words", "a word", LEDGER.columns[:3], ("id", "version", "stage"))
    frame = pl.DataFrame(rows, schema=table.schema, orient="row")
    random.shuffle(rows)
    shuffled = pl.DataFrame(rows, schema=table.schema, orient="row")
    pieces = [shuffled.slice(start, piece) for start in range(0, shuffled.height, piece)]
    in_pieces = pl.concat([table.schema.to_frame(), *pieces], rechunk=False)
    assert _bytes_of(table, frame) == _bytes_of(table, in_pieces)


class _Memory(dict):
    def write(self, key, data):
        self[key] = data
        return True


def _bytes_of(table, frame):
    memory = _Memory()
    write_partition(memory, table, DAY, frame, METADATA)
    return memory[partition_key(table, DAY)]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda f: f.rename({"status": "state"}), "ledger: column 3 must be status String, not state String"),
        (lambda f: f.select("version", "id", *f.columns[2:]), "column 0 must be id String, not version Int32"),
        (lambda f: f.cast({"row_count": pl.Int32}), "column 6 must be row_count Int64, not row_count Int32"),
        (lambda f: f.with_columns(detail=pl.lit(None)), "column 5 must be detail String, not detail Null"),
        (lambda f: f.drop("row_count"), "column 6 must be row_count Int64, not no more columns"),
        (lambda f: f.with_columns(more=1), "column 7 must be no more columns, not more Int32"),
    ],
    ids=["name", "order", "type", "no type", "one missing", "one too many"],
)
def test_a_frame_of_another_schema_is_refused(change, message, tmp_path):
    store = LocalStore(tmp_path)
    with pytest.raises(ValueError, match=message):
        write_partition(store, LEDGER, DAY, change(frame_of(LEDGER, 2)), {})
    assert list(store.list()) == []


def test_the_ledger_has_a_file_for_each_stage(store):
    for stage in ("papers", "texts"):
        frame = frame_of(LEDGER, 3).with_columns(stage=pl.lit(stage))
        assert write_partition(store, LEDGER, DAY, frame, {"stage": stage}, name=stage).key == (
            f"ledger/date=2017-04-17/{stage}.parquet"
        )
    assert read_partition(store, LEDGER, DAY, ["stage"], name="texts")["stage"].unique().to_list() == ["texts"]
    assert read_partition_metadata(store, LEDGER, DAY, name="papers") == {"stage": "papers"}
    assert days(store, LEDGER) == [DAY]
    delete_partition(store, LEDGER, DAY, name="papers")
    assert read_partition(store, LEDGER, DAY, name="papers") is None
    assert days(store, LEDGER) == [DAY]


def test_days_are_those_that_have_a_partition(store):
    assert days(store, PAPERS) == []
    assert read_partition(store, PAPERS, DAY) is None
    assert read_partition_metadata(store, PAPERS, DAY) is None
    for day in (date(2020, 1, 2), DAY, date(1986, 4, 25)):
        write_partition(store, PAPERS, day, PAPERS.schema.to_frame(), {})
    write_partition(store, LEDGER, date(2001, 1, 1), LEDGER.schema.to_frame(), {}, name="papers")
    assert days(store, PAPERS) == [date(1986, 4, 25), DAY, date(2020, 1, 2)]
    delete_partition(store, PAPERS, DAY)
    assert days(store, PAPERS) == [date(1986, 4, 25), date(2020, 1, 2)]


def test_an_object_that_is_no_parquet_is_told_by_its_place(store):
    store.write(partition_key(PAPERS, DAY), b"something else")
    for read in (read_partition, read_partition_metadata):
        with pytest.raises(ServiceBroken, match=r"papers\.parquet: not a Parquet file; delete it"):
            read(store, PAPERS, DAY)


def test_a_footer_is_shorter_than_what_is_read_of_the_end(tmp_path):
    long = {"options": "x" * 10_000}
    for table in TABLES.values():
        info = write_partition(LocalStore(tmp_path), table, DAY, frame_of(table, 100), long)
        data = (tmp_path / info.key).read_bytes()
        assert int.from_bytes(data[-8:-4], "little") + 8 < FOOTER_BYTES


@pytest.fixture
def two_days(store):
    for day, rows in ((DAY, 3), (date(2020, 1, 2), 5)):
        write_partition(store, CHUNKS, day, frame_of(CHUNKS, rows), METADATA)
    return store


def test_polars_reads_all_days_at_once(two_days):
    options = two_days.polars_storage_options or None
    scan = pl.scan_parquet(two_days.url("chunks") + "/**/*.parquet", hive_partitioning=True, storage_options=options)
    assert scan.collect_schema() == pl.Schema(CHUNKS.schema | {"date": pl.Date})
    assert scan.group_by("date").len().sort("date").collect().rows() == [(DAY, 3), (date(2020, 1, 2), 5)]
    assert scan.filter(pl.col("date") == DAY).select("chunk-id").collect().height == 3


def test_polars_finds_keys_where_the_store_finds_them(new_bucket, monkeypatch, tmp_path):
    url = new_bucket("ceph")
    keys = [os.environ[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")]
    (tmp_path / "keys").write_text("[own]\naws_access_key_id = {}\naws_secret_access_key = {}\n".format(*keys))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "keys"))
    monkeypatch.setenv("AWS_PROFILE", "own")
    store = open_store(url)
    key = write_partition(store, CHUNKS, DAY, frame_of(CHUNKS, 3), METADATA).key
    assert pl.scan_parquet(store.url(key), storage_options=store.polars_storage_options).collect().height == 3


def test_duckdb_and_pyarrow_read_all_days_at_once(tmp_path):
    import pyarrow.dataset

    store = open_store(str(tmp_path))
    write_partition(store, CHUNKS, DAY, frame_of(CHUNKS, 3), METADATA)
    write_partition(store, CHUNKS, date(2020, 1, 2), frame_of(CHUNKS, 5), METADATA)
    Path(tmp_path / "chunks/date=2017-04-17/.chunks.parquet.part").write_bytes(b"half a file")
    pattern = f"{tmp_path}/chunks/**/*.parquet"
    found = duckdb.sql(
        f"select date, count(*) from read_parquet('{pattern}', hive_partitioning=true) group by 1 order by 1"
    )
    assert found.fetchall() == [(DAY, 3), (date(2020, 1, 2), 5)]
    first = duckdb.sql(f"""select "references"[1].id from '{pattern}' order by "chunk-id" limit 1""")
    assert first.fetchall() == [("0",)]
    assert pyarrow.dataset.dataset(tmp_path / "chunks", partitioning="hive").count_rows() == 8


def test_what_is_told_of_s3_holds_no_secret(s3_url, monkeypatch):
    store = open_store(s3_url)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    told = f"{store!r} {store.url('key')} {store.polars_storage_options}"
    assert "the-access-key" not in told
    assert "the-secret-key" not in told
