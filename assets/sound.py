"""What must hold of every written day. Each rule gets what is stored of one day and returns the faults found, in words."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

import polars as pl

from arxiv_chunks.tables import CHUNKS, DOCUMENTS, LEDGER, PAPERS, REFERENCES, TEXTS, Table
from resources.partitions import read_partition
from resources.store import Store


class Written(NamedTuple):
    """One day of a table as it stands in the store; read once, however many rules look at it."""

    store: Store
    table: Table
    day: date
    frame: pl.DataFrame

    @classmethod
    def read(cls, store: Store, table: Table, day: date) -> "Written":
        """What stands in the store; a day that was never made has no rows."""
        frame = read_partition(store, table, day)
        return cls(store, table, day, frame if frame is not None else pl.DataFrame(schema=table.schema))

    def ledger(self, day: date | None = None) -> pl.DataFrame:
        """The table's part of the ledger on this day, or another; no rows where there is none."""
        ledger = read_partition(self.store, LEDGER, day or self.day, name=self.table.name)
        return ledger if ledger is not None else pl.DataFrame(schema=LEDGER.schema)


Rule = Callable[[Written], list[str]]


def schema(written: Written) -> list[str]:
    """The columns have the names, order and types that `tables.py` gives them."""
    found = written.frame.schema
    return [] if found == written.table.schema else [f"{written.table.name} has {dict(found)}"]


def ids_unique(written: Written) -> list[str]:
    """No two rows share the columns that name a row."""
    keys = list(written.table.sorted_by)
    named = written.frame.select(keys)
    return [" ".join(map(str, row)) for row in named.filter(named.is_duplicated()).unique().sort(keys).iter_rows()]


def published_on_the_day(written: Written) -> list[str]:
    """Each paper's first version was submitted on the day whose partition it is in."""
    wrong = written.frame.filter(pl.col("published").dt.date() != written.day)
    return [f"{row['id']} was published {row['published']}" for row in wrong.iter_rows(named=True)]


def every_paper_accounted_for(written: Written) -> list[str]:
    """The day is complete: the stage's ledger has each of its papers once, and no other."""
    listed = Written.read(written.store, PAPERS, written.day).frame["id"].to_list()
    accounted = written.ledger()["id"].to_list()
    missing = [f"{i} is missing from the ledger" for i in listed if i not in set(accounted)]
    surplus = [f"{i} is in the ledger, not in papers" for i in accounted if i not in set(listed)]
    return missing + surplus + ([] if len(set(accounted)) == len(accounted) else ["a paper stands twice in the ledger"])


def rows_as_the_ledger_says(written: Written) -> list[str]:
    """Each paper has as many rows as the ledger says, and no row is an orphan."""
    said = dict(written.ledger().select("id", "row_count").iter_rows())
    name = written.table.columns[0].name
    counted = dict(written.frame.group_by(name).len().iter_rows())
    return [
        f"{i} has {counted.get(i, 0)} rows, the ledger says {said.get(i, 0)}"
        for i in sorted(said.keys() | counted.keys())
        if counted.get(i, 0) != said.get(i, 0)
    ]


def block_spans_point_at_the_text(written: Written) -> list[str]:
    """Each block with a span is what its span of the body says."""
    readable = written.frame.filter(pl.col("status") == "ok")
    bodies = dict(readable.select("id", "body").iter_rows())
    spans = (
        readable.select("id", "blocks")
        .explode("blocks")
        .unnest("blocks")
        .select("id", "char_start", "char_end", "text")
    )
    return [
        f"{arxiv_id}: block at {start} is not what the body says"
        for arxiv_id, start, end, text in spans.filter(pl.col("char_start").is_not_null()).iter_rows()
        if bodies[arxiv_id][start:end] != text
    ]


def chunk_spans_point_at_the_text(written: Written) -> list[str]:
    """Each chunk is what its span of the body says."""
    bodies = dict(Written.read(written.store, TEXTS, written.day).frame.select("id", "body").iter_rows())
    spans = written.frame.select("doi", "id", "chunk", "char_start", "char_end")
    return [
        f"{row['id']} is not what the body says"
        for row in spans.iter_rows(named=True)
        if (bodies.get(row["doi"]) or "")[row["char_start"] : row["char_end"]] != row["chunk"]
    ]


def never_itself(written: Written) -> list[str]:
    """No paper is resolved as a reference of its own."""
    wrong = written.frame.filter(pl.col("resolved_id") == pl.col("id"))
    return [f"{row['id']} entry {row['index']} resolves to itself" for row in wrong.iter_rows(named=True)]


OF_EVERY_TABLE = (schema, ids_unique, rows_as_the_ledger_says)
OF_EVERY_STAGE = (*OF_EVERY_TABLE, every_paper_accounted_for)
SOUND: Mapping[str, tuple[Rule, ...]] = {
    PAPERS.name: (*OF_EVERY_TABLE, published_on_the_day),
    DOCUMENTS.name: OF_EVERY_STAGE,
    TEXTS.name: (*OF_EVERY_STAGE, block_spans_point_at_the_text),
    REFERENCES.name: (*OF_EVERY_STAGE, never_itself),
    CHUNKS.name: (*OF_EVERY_STAGE, chunk_spans_point_at_the_text),
}
