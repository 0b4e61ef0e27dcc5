"""Each asset check fails on a day that is wrong in its way, and passes on an empty one."""

from datetime import UTC, date, datetime, timedelta

import dagster as dg
import polars as pl
import pytest

from arxiv_chunks.tables import CHUNKS, LEDGER, PAPERS, REFERENCES, TABLES, TEXTS
from assets import sound as checks
from assets import usual
from assets.checks import build_checks
from assets.days import DAYS_OF_A_RUN
from assets.sound import SOUND, Written
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
    assert {rule for rules in SOUND.values() for rule in rules} == {rule for rule, *_ in WRONG}


@pytest.mark.parametrize("name", SOUND)
def test_a_day_without_papers_passes(tmp_path, name):
    empty = Written(open_store(str(tmp_path)), TABLES[name], DAY, frame(TABLES[name]))
    assert [fault for rule in (*SOUND[name], *usual.USUAL[name]) for fault in rule(empty)] == []


def ledger_of(stage, failed, papers, reason="damaged"):
    rows = [
        {"id": f"2403.{n:05}", "stage": stage}
        | ({"status": "failed", "reason": reason} if n < failed else {"status": "ok"})
        for n in range(papers)
    ]
    return frame(LEDGER, *rows)


def history(store, stage, *days_before):
    """Ledgers of a stage, each as (days before, failed papers, papers)."""
    for before, failed, papers in days_before:
        write_partition(store, LEDGER, DAY - timedelta(days=before), ledger_of(stage, failed, papers), {}, name=stage)


def papers_of(count):
    return frame(PAPERS, *({"id": f"2403.{n:05}"} for n in range(count)))


def text(n, body):
    return {"id": f"2403.{n:05}", "status": "ok", "body": body, "blocks": []}


def chunk(paper, text):
    return {"doi": paper, "id": f"{paper}#0", "content_sha256": text}


STEADY = [(n, 2, 100) for n in range(1, 15)]


def test_more_failures_than_usual_are_told_and_as_many_are_not(store):
    history(store, "texts", *STEADY)
    for failed, told in ((2, False), (5, False), (30, True)):
        write_partition(store, LEDGER, DAY, ledger_of("texts", failed, 100), {}, name="texts")
        assert bool(usual.failures_as_usual(Written(store, TEXTS, DAY, frame(TEXTS)))) == told


def test_failures_of_the_stage_before_are_not_told_again(store):
    write_partition(store, LEDGER, DAY, ledger_of("texts", 90, 100, reason="upstream"), {}, name="texts")
    assert usual.failures_as_usual(Written(store, TEXTS, DAY, frame(TEXTS))) == []


@pytest.mark.parametrize(("count", "told"), [(300, False), (120, False), (20, True), (0, True)])
def test_a_day_with_far_fewer_papers_than_its_weekday_has_is_told(store, count, told):
    history(store, "papers", *((7 * week, 0, 300) for week in (1, 2, 3, 4)), (1, 0, 20))
    assert bool(usual.as_many_as_usual(Written(store, PAPERS, DAY, papers_of(count)))) == told


def test_the_first_days_of_a_store_and_small_selections_have_nothing_to_compare_with(store):
    assert usual.as_many_as_usual(Written(store, PAPERS, DAY, papers_of(0))) == []
    history(store, "papers", (7, 0, 5), (14, 0, 9))
    assert usual.as_many_as_usual(Written(store, PAPERS, DAY, papers_of(0))) == []


def test_broken_characters_in_many_papers_are_told_in_one_they_are_not(store):
    clean, broken = "plain words " * 50, "plain \ufffd\ue001 words " * 50
    one = frame(TEXTS, text(0, broken), *(text(n, f"{clean} {n}") for n in range(1, 30)))
    many = frame(TEXTS, text(0, broken), text(1, broken), *(text(n, f"{clean} {n}") for n in range(2, 9)))
    assert usual.characters_are_whole(Written(store, TEXTS, DAY, one)) == []
    assert len(usual.characters_are_whole(Written(store, TEXTS, DAY, many))) == 2


def test_two_papers_with_one_text_are_told(store):
    rows = frame(TEXTS, text(1, "the same"), text(2, "another"), text(3, "the same"), text(4, ""), text(5, ""))
    assert usual.no_body_twice(Written(store, TEXTS, DAY, rows)) == ["2403.00001 and 2403.00003 have the same text"]


def test_chunks_that_stand_in_two_papers_are_told(store):
    rows = frame(CHUNKS, chunk("2403.00001", "a"), chunk("2403.00002", "a"), chunk("2403.00002", "b"))
    assert len(usual.no_chunk_in_two_papers(Written(store, CHUNKS, DAY, rows))) == 2
    within = frame(CHUNKS, chunk("2403.00001", "a"), chunk("2403.00001", "a"), chunk("2403.00002", "b"))
    assert usual.no_chunk_in_two_papers(Written(store, CHUNKS, DAY, within)) == []


def test_a_wrong_day_stops_the_chain_and_an_odd_one_does_not(tmp_path):
    """Run the checks of `texts` as Dagster does, on a day with the same text under two ids that `papers` does not list."""
    (definition,) = [d for d in build_checks() if d.node_def.name == "texts_checks"]
    store = open_store(str(tmp_path))
    write_partition(store, TEXTS, DAY, frame(TEXTS, text(1, "same"), text(2, "same")), {})
    assert {spec.name: spec.blocking for spec in definition.check_specs} == {"sound": True, "usual": False}
    job = dg.define_asset_job("looking", selection=dg.AssetSelection.checks(definition))
    definitions = dg.Definitions(asset_checks=[definition], jobs=[job], resources={"store": store})
    tags = {"dagster/partition": DAY.isoformat()}
    run = definitions.resolve_job_def("looking").execute_in_process(tags=tags, raise_on_error=False)
    found = {evaluation.check_name: evaluation for evaluation in run.get_asset_check_evaluations()}
    assert not any(evaluation.passed for evaluation in found.values())
    assert found["sound"].severity == dg.AssetCheckSeverity.ERROR
    assert found["usual"].severity == dg.AssetCheckSeverity.WARN
    assert "no body twice" in found["usual"].description


def test_a_check_that_a_person_asks_for_alone_looks_at_the_newest_month(tmp_path):
    (definition,) = [d for d in build_checks() if d.node_def.name == "texts_checks"]
    store = open_store(str(tmp_path))
    stored = [DAY - timedelta(days=7 * week) for week in range(DAYS_OF_A_RUN + 2)]
    for day in stored:
        write_partition(store, TEXTS, day, frame(TEXTS), {})
    wanted = dg.AssetCheckKey(dg.AssetKey("texts"), "usual")
    result = dg.materialize([definition], resources={"store": store}, selection=dg.AssetSelection.checks(wanted))
    (evaluation,) = result.get_asset_check_evaluations()
    assert evaluation.check_name == "usual"
    assert evaluation.metadata["days"].value == f"{stored[DAYS_OF_A_RUN - 1]} to {stored[0]}"
