"""Asset checks: what must hold of every written day. They read what is stored, not what was meant, and block what follows.

Each rule gets what is stored of one day and returns the faults that it found, in words.
"""

import warnings
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

import dagster as dg
import polars as pl

from arxiv_chunks.tables import CHUNKS, DOCUMENTS, LEDGER, PAPERS, REFERENCES, TABLES, TEXTS, Table
from assets.days import DAYS, days_of
from resources.partitions import read_partition
from resources.store import Store

SHOWN_FAULTS = 20


class Written(NamedTuple):
    """One day of a table as it stands in the store; read once, however many rules look at it."""

    store: Store
    table: Table
    day: date
    frame: pl.DataFrame


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
    """The stage's ledger has each paper of the day once, and no other."""
    listed = _read(written.store, PAPERS, written.day)["id"].to_list()
    ledger = read_partition(written.store, LEDGER, written.day, name=written.table.name)
    accounted = ledger["id"].to_list() if ledger is not None else []
    missing = [f"{i} is missing from the ledger" for i in listed if i not in set(accounted)]
    surplus = [f"{i} is in the ledger, not in papers" for i in accounted if i not in set(listed)]
    return missing + surplus + ([] if len(set(accounted)) == len(accounted) else ["a paper stands twice in the ledger"])


def rows_as_the_ledger_says(written: Written) -> list[str]:
    """Each paper has as many rows as the ledger says, and no row is an orphan."""
    ledger = read_partition(written.store, LEDGER, written.day, name=written.table.name)
    said = {row["id"]: row["row_count"] for row in ledger.iter_rows(named=True)} if ledger is not None else {}
    name = written.table.columns[0].name
    counted = dict(written.frame.group_by(name).len().iter_rows())
    return [
        f"{i} has {counted.get(i, 0)} rows, the ledger says {said.get(i, 0)}"
        for i in sorted(said.keys() | counted.keys())
        if counted.get(i, 0) != said.get(i, 0)
    ]


def block_spans_point_at_the_text(written: Written) -> list[str]:
    """Each block with a span is what its span of the body says."""
    readable = written.frame.filter(pl.col("status") == "ok").select("id", "body", "blocks")
    return [
        f"{row['id']}: block at {block['char_start']} is not what the body says"
        for row in readable.iter_rows(named=True)
        for block in row["blocks"]
        if block["char_start"] is not None and row["body"][block["char_start"] : block["char_end"]] != block["text"]
    ]


def chunk_spans_point_at_the_text(written: Written) -> list[str]:
    """Each chunk is what its span of the body says."""
    bodies = dict(_read(written.store, TEXTS, written.day).select("id", "body").iter_rows())
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


RULES: Mapping[str, tuple[Rule, ...]] = {
    PAPERS.name: (schema, ids_unique, published_on_the_day),
    DOCUMENTS.name: (schema, ids_unique, every_paper_accounted_for),
    TEXTS.name: (schema, ids_unique, every_paper_accounted_for, block_spans_point_at_the_text),
    REFERENCES.name: (schema, ids_unique, every_paper_accounted_for, rows_as_the_ledger_says, never_itself),
    CHUNKS.name: (
        schema,
        ids_unique,
        every_paper_accounted_for,
        rows_as_the_ledger_says,
        chunk_spans_point_at_the_text,
    ),
}


def _read(store: Store, table: Table, day: date) -> pl.DataFrame:
    frame = read_partition(store, table, day)
    return frame if frame is not None else pl.DataFrame(schema=table.schema)


def _checks_of(table: Table, rules: tuple[Rule, ...]) -> dg.AssetChecksDefinition:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.PreviewWarning)  # checks by partition: the pinned version holds them
        specs = [
            dg.AssetCheckSpec(
                rule.__name__, asset=table.name, description=rule.__doc__, blocking=True, partitions_def=DAYS
            )
            for rule in rules
        ]

    @dg.multi_asset_check(name=f"{table.name}_checks", specs=specs)
    def check(context: dg.AssetCheckExecutionContext, store: dg.ResourceParam[Store]) -> Iterator[dg.AssetCheckResult]:
        found: dict[Rule, list[str]] = {rule: [] for rule in rules}
        for day in days_of(context):
            written = Written(store, table, day, _read(store, table, day))
            for rule, faults in found.items():
                faults += [f"{day}: {fault}" for fault in rule(written)]
        for rule, faults in found.items():
            yield dg.AssetCheckResult(
                passed=not faults,
                check_name=rule.__name__,
                asset_key=table.name,
                severity=dg.AssetCheckSeverity.ERROR,
                metadata={"faults": len(faults), "first faults": dg.MetadataValue.json(faults[:SHOWN_FAULTS])},
            )

    return check


def build_checks() -> list[dg.AssetChecksDefinition]:
    """One step of checks for each table."""
    return [_checks_of(TABLES[name], rules) for name, rules in RULES.items()]
