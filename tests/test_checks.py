"""Each asset check fails on a day that is wrong in its way, and passes on an empty one."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from arxiv_chunks.tables import CHUNKS, LEDGER, PAPERS, REFERENCES, TABLES, TEXTS
from assets import checks
from assets.checks import RULES, Written
from resources.partitions import write_partition
from resources.store import open_store

DAY = date(2024, 3, 11)


def frame(table, *rows):
    return pl.DataFrame([dict.fromkeys(table.schema) | row for row in rows], schema=table.schema)


@pytest.fixture
def store(tmp_path):
    """A day with one paper, whose body is `abc def`, and a ledger that says that it has two references."""
    store = open_store(str(tmp_path))
    write_partition(store, PAPERS, DAY, frame(PAPERS, {"id": "2403.99001"}), {})
    write_partition(store, TEXTS, DAY, frame(TEXTS, {"id": "2403.99001", "status": "ok", "body": "abc def"}), {})
    ledger = frame(LEDGER, {"id": "2403.99001", "stage": "references", "row_count": 2})
    write_partition(store, LEDGER, DAY, ledger, {}, name="references")
    return store


BLOCK = {"kind": "paragraph", "text": "abd", "level": None, "section": [], "char_start": 0, "char_end": 3, "boxes": []}
CHUNK = {"doi": "2403.99001", "chunk-id": 0, "id": "2403.99001#0", "chunk": "def.", "char_start": 4, "char_end": 7}
WRONG = [
    (checks.schema, PAPERS, frame(PAPERS).drop("license")),
    (checks.ids_unique, PAPERS, frame(PAPERS, {"id": "2403.99001"}, {"id": "2403.99001"})),
    (
        checks.published_on_the_day,
        PAPERS,
        frame(PAPERS, {"id": "2403.99001", "published": datetime(2024, 3, 12, tzinfo=UTC)}),
    ),
    (checks.every_paper_accounted_for, TEXTS, frame(TEXTS)),  # there is no ledger of texts
    (checks.rows_as_the_ledger_says, REFERENCES, frame(REFERENCES, {"id": "2403.99001", "index": 0})),
    (
        checks.block_spans_point_at_the_text,
        TEXTS,
        frame(TEXTS, {"id": "2403.99001", "status": "ok", "body": "abc def", "blocks": [BLOCK]}),
    ),
    (checks.chunk_spans_point_at_the_text, CHUNKS, frame(CHUNKS, CHUNK)),
    (
        checks.never_itself,
        REFERENCES,
        frame(REFERENCES, {"id": "2403.99001", "index": 0, "resolved_id": "2403.99001"}),
    ),
]


@pytest.mark.parametrize(("rule", "table", "rows"), WRONG, ids=[rule.__name__ for rule, *_ in WRONG])
def test_a_wrong_day_is_told(store, rule, table, rows):
    assert rule(Written(store, table, DAY, rows))


def test_every_rule_has_its_wrong_day():
    assert {rule for rules in RULES.values() for rule in rules} == {rule for rule, *_ in WRONG}


@pytest.mark.parametrize("name", RULES)
def test_a_day_without_papers_passes(tmp_path, name):
    empty = Written(open_store(str(tmp_path)), TABLES[name], DAY, frame(TABLES[name]))
    assert [fault for rule in RULES[name] for fault in rule(empty)] == []
