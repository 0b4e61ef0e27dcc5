"""A release: what is in it, what may not be, that nobody ever sees half of one, and that it says the truth of itself."""

import json
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import dagster as dg
import duckdb
import mlcroissant
import polars as pl
import pyarrow.parquet as pq
import pytest
import yaml
from small_store import ARXIV_ALONE, MADE_WITH, Invented, fill, words

from arxiv_chunks.errors import BadOptions, ServiceBroken, ServiceUnavailable
from arxiv_chunks.tables import CHUNKS, PAPERS, RELEASED
from pipelines.definitions import build_definitions
from pipelines.settings import Settings
from resources.local_store import LocalStore
from resources.release.build import build_release
from resources.release.make import make_release
from resources.release.shards import ShardWriter, arrow_schema
from resources.s3_store import S3Store
from resources.store import open_store

EARLY, LATE = date(2023, 5, 1), date(2024, 3, 1)
PAPERS_OF = {
    EARLY: [
        Invented("2305.00001", [words(1), words(2), words(3)]),
        Invented("2305.00002", [words(4), words(5)], license=ARXIV_ALONE),
        Invented("2305.00003", reason="garbled"),
        Invented("2305.00004", [words(6)], license="http://creativecommons.org/licenses/by-nc-nd/4.0/"),
    ],
    LATE: [
        Invented("2403.00001", [words(1), words(7)], cites=["2305.00001"]),  # repeats a chunk of an earlier paper
        Invented("2403.00002", [words("de"), words("de")], language="de", category="hep-th"),  # and one of its own
        Invented("2403.00003", [words(1), words(2), words(3)]),  # repeats a whole paper
    ],
}
SHARED = ["2305.00001", "2305.00003", "2403.00001", "2403.00002", "2403.00003"]


def filled(store):
    for day, papers in PAPERS_OF.items():
        fill(store, day, papers)
    return store


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    folder = tmp_path_factory.mktemp("release")
    return make_release(filled(LocalStore(folder / "store")), str(folder / "out"))


@pytest.fixture(scope="module")
def place(released):
    return Path(released.place)


def table(place, name):
    return pl.read_parquet(f"{place}/{name}/*.parquet")


def files(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_all_tables_hold_the_same_papers_those_that_may_be_shared(place):
    assert table(place, "papers")["id"].to_list() == SHARED
    assert set(table(place, "references")["id"]) == set(SHARED) - {"2305.00003"}
    assert table(place, "chunks")["id"].to_list() == [
        *(f"2305.00001#{n}" for n in range(3)),
        *(f"2403.00001#{n}" for n in range(2)),
        *(f"2403.00002#{n}" for n in range(2)),
        *(f"2403.00003#{n}" for n in range(3)),
    ]


def test_rows_are_those_of_the_store_with_the_schema_that_is_promised(released, place):
    stored = pl.read_parquet(f"{place.parent}/store/chunks/**/*.parquet").filter(pl.col("doi").is_in(SHARED))
    assert table(place, "chunks").drop("duplicate_cluster").equals(stored)
    for name, promised in RELEASED.items():
        for shard in released.release.shards[name]:
            assert pq.read_schema(place / shard.path).remove_metadata() == arrow_schema(promised)


def test_all_licences_hold_everything_and_the_card_warns(place, tmp_path):
    made = make_release(LocalStore(place.parent / "store"), str(tmp_path / "all"), all_licences=True)
    assert made.release.figures.rows["papers"] == 7
    assert made.release.figures.withheld == 0
    assert "may not be shared" in made.card
    assert "other" in header(made.card)["license"]


def test_near_duplicates_are_marked_and_nothing_is_dropped(place):
    clusters = dict(table(place, "chunks").select("id", "duplicate_cluster").drop_nulls().iter_rows())
    assert clusters == {
        "2305.00001#0": "2305.00001#0",
        "2305.00001#1": "2305.00001#1",
        "2305.00001#2": "2305.00001#2",
        "2403.00001#0": "2305.00001#0",
        "2403.00002#0": "2403.00002#0",
        "2403.00002#1": "2403.00002#0",
        "2403.00003#0": "2305.00001#0",
        "2403.00003#1": "2305.00001#1",
        "2403.00003#2": "2305.00001#2",
    }
    papers = table(place, "papers").select("id", "duplicate_cluster", "duplicate_share").rows()
    assert papers == [
        ("2305.00001", "2305.00001", 0.0),
        ("2305.00003", None, None),
        ("2403.00001", None, 0.5),
        ("2403.00002", None, 0.0),
        ("2403.00003", "2305.00001", 1.0),
    ]


def test_the_same_store_gives_the_same_bytes_and_the_second_release_touches_nothing(place):
    before, times = files(place), {p: p.stat().st_mtime_ns for p in place.rglob("*")}
    assert not make_release(LocalStore(place.parent / "store"), str(place)).changed
    assert {p: p.stat().st_mtime_ns for p in place.rglob("*")} == times
    again = make_release(LocalStore(place.parent / "store"), str(place.parent / "again"))
    assert again.changed
    assert files(Path(again.place)) == before


def header(card):
    return yaml.safe_load(card.split("---\n")[1])


def test_the_card_s_header_says_what_the_shards_hold(released, place):
    said = header(released.card)
    assert said["license"] == "cc-by-4.0"
    assert said["language"] == ["de", "en"]
    assert said["size_categories"] == ["n<1K"]
    assert [config["config_name"] for config in said["configs"]] == ["chunks", "papers", "references"]
    for info in said["dataset_info"]:
        rows = table(place, info["config_name"])
        size = sum(p.stat().st_size for p in (place / info["config_name"]).iterdir())
        assert info["splits"][0]["num_examples"] == rows.height
        assert info["download_size"] == size
        assert [feature["name"] for feature in info["features"]] == rows.columns


def test_the_card_tells_counts_failures_settings_and_thanks(released):
    card = released.card
    for said in (
        "| papers | 5 |",
        "| of them with text | 4 |",
        "| chunks | 10 |",
        "| chunks that nearly repeat an earlier one | 5 |",
        "| papers that nearly repeat an earlier one | 1 |",
        "2 more were left out",
        "| 2023 | 2 |",
        "| hep-th | 1 |",
        "| de | 1 |",
        "| ok | 4 |",
        "| texts | garbled | 1 |",
        f"| chunks | options | `{MADE_WITH['options']}` | 2 |",
        "Thank you to arXiv for use of its open access interoperability.",
    ):
        assert said in card, said


@pytest.mark.filterwarnings("ignore")  # of rdflib and pandas, at mlcroissant
def test_croissant_is_valid_and_its_records_are_the_rows(place):
    dataset = mlcroissant.Dataset(jsonld=str(place / "croissant.json"))
    assert dataset.metadata.issues.errors == set()
    assert dataset.metadata.issues.warnings == set()
    for name in RELEASED:
        records = list(dataset.records(record_set=name))
        assert len(records) == table(place, name).height
    assert records[0]["references/id"] == b"2305.00001"


def test_checksums_are_those_that_sha256sum_takes(place):
    check = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=place, capture_output=True, check=False
    )
    assert check.returncode == 0
    assert check.stdout.count(b": OK") == 3


def test_shards_have_page_indexes_bloom_filters_and_what_they_were_made_with(place):
    shard = f"{place}/chunks/train-00000-of-00001.parquet"
    column = pq.ParquetFile(shard).metadata.row_group(0).column(0)
    assert column.has_column_index
    assert column.has_offset_index
    query = "SELECT path_in_schema FROM parquet_metadata(?) WHERE bloom_filter_length > 0"
    assert {name for (name,) in duckdb.execute(query, [shard]).fetchall()} == {"doi", "id"}
    probe = duckdb.execute(f"SELECT bloom_filter_excludes FROM parquet_bloom_probe('{shard}', 'doi', '9999.99999')")
    assert probe.fetchall() == [(True,)]
    metadata = {key.decode(): value.decode() for key, value in pq.read_metadata(shard).metadata.items()}
    assert json.loads(metadata["made_with"]) == [MADE_WITH]


def test_shards_and_row_groups_end_at_their_sizes_and_keep_every_row_in_order(tmp_path):
    rows = [dict.fromkeys(PAPERS.schema) | {"id": f"{n:05}", "abstract": words(n, 50)} for n in range(3000)]
    frame = pl.DataFrame(rows, schema=PAPERS.schema)
    papers = RELEASED["papers"]
    writer = ShardWriter(tmp_path, papers, {}, shard_bytes=100_000, row_group_bytes=100_000)
    for part in frame.iter_slices(700):
        writer.write(
            part.select(
                [pl.col(c) if c in part.columns else pl.lit(None, t).alias(c) for c, t in papers.schema.items()]
            )
        )
    shards = writer.close()
    assert len(shards) > 2
    assert [s.path for s in shards] == [f"papers/train-{n:05}-of-{len(shards):05}.parquet" for n in range(len(shards))]
    assert all(s.size_bytes >= 100_000 for s in shards[:-1])
    groups = [pq.read_metadata(tmp_path / s.path) for s in shards]
    assert sum(g.num_rows for g in groups) == 3000
    assert sum(s.rows for s in shards) == 3000
    assert max(g.row_group(n).num_rows for g in groups for n in range(g.num_row_groups)) < 400
    read = pl.concat([pl.read_parquet(tmp_path / s.path) for s in shards])
    assert read["id"].to_list() == frame["id"].to_list()


def test_a_table_without_rows_has_an_empty_shard(tmp_path):
    store = LocalStore(tmp_path / "store")
    fill(store, EARLY, [Invented("2305.00001", reason="scanned", license=ARXIV_ALONE)])
    made = make_release(store, str(tmp_path / "out"))
    assert {name: table(made.place, name).height for name in RELEASED} == dict.fromkeys(RELEASED, 0)


def test_a_failure_leaves_the_release_that_was_there(place, tmp_path, monkeypatch):
    store = LocalStore(shutil.copytree(place.parent / "store", tmp_path / "store"))
    out = shutil.copytree(place, tmp_path / "out")
    read, reads = LocalStore.read, []

    def failing(self, key):
        reads.append(key)
        if len(reads) > 12:
            raise ServiceUnavailable("the disk is gone")
        return read(self, key)

    with monkeypatch.context() as patch:
        patch.setattr(LocalStore, "read", failing)
        with pytest.raises(ServiceUnavailable):
            make_release(store, str(out), all_licences=True)
    assert files(out) == files(place)
    (tmp_path / ".out.part").mkdir()  # as a killed process would leave it
    assert make_release(store, str(out), all_licences=True).changed
    assert sorted(path.name for path in tmp_path.iterdir()) == [".out.lock", "out", "store"]


def test_a_process_that_died_between_two_renames_costs_nothing(place, tmp_path):
    (tmp_path / ".out.part").mkdir()
    shutil.copytree(place, tmp_path / ".out.part" / "old")
    with pytest.raises(BadOptions):
        make_release(LocalStore(tmp_path / "empty"), str(tmp_path / "out"))
    assert files(tmp_path / "out") == files(place)


@pytest.mark.parametrize(
    "other", [PAPERS_OF[LATE][:1], [replace(p, texts=[f"{t} again" for t in p.texts]) for p in PAPERS_OF[LATE]]]
)
def test_a_store_that_changes_meanwhile_is_noticed(place, other, tmp_path):
    store = LocalStore(shutil.copytree(place.parent / "store", tmp_path / "store"))
    (tmp_path / "out").mkdir()
    (tmp_path / "scratch").mkdir()

    def meddle(done, _total):
        if done == 2:
            fill(store, LATE, other)

    with pytest.raises(ServiceBroken, match="2024-03-01 changed"):
        build_release(store, tmp_path / "out", tmp_path / "scratch", code_version="0", progress=meddle)


def test_what_is_no_release_is_not_replaced(place, tmp_path):
    (tmp_path / "thesis.tex").write_text("do not lose me")
    with pytest.raises(BadOptions, match="something else"):
        make_release(LocalStore(place.parent / "store"), str(tmp_path))
    with pytest.raises(BadOptions, match="no chunks to release"):
        make_release(LocalStore(tmp_path / "empty"), str(tmp_path / "out"))


def test_in_s3_the_checksums_come_last_and_the_place_follows_from_the_content(new_bucket, place, monkeypatch):
    s3_url = new_bucket("moto")
    store = LocalStore(place.parent / "store")
    sent, write_file = [], S3Store.write_file
    monkeypatch.setattr(S3Store, "write_file", lambda self, key, path: sent.append(key) or write_file(self, key, path))
    made = make_release(store, s3_url)
    assert sent[-1] == "SHA256SUMS"
    assert {info.key for info in open_store(made.place).list()} == set(files(place))
    assert {key: open_store(made.place).read(key) for key in files(place)} == files(place)
    again = make_release(store, s3_url)
    assert (again.place, again.changed) == (made.place, False)


def test_a_store_in_s3_is_released_beside_its_tables(new_bucket):
    store = filled(open_store(new_bucket("moto")))
    made = make_release(store)
    assert made.place.startswith(store.url("release") + "/")
    assert pl.scan_parquet(f"{made.place}/chunks/*.parquet").select(pl.len()).collect().item() == 10


def test_dagster_makes_it_and_shows_its_card(place, tmp_path):
    store = LocalStore(shutil.copytree(place.parent / "store", tmp_path / "store"))
    definitions = build_definitions(Settings(source="sample", store="unused"), {"store": store})
    with dg.DagsterInstance.ephemeral() as instance:
        assert definitions.resolve_job_def("releasing").execute_in_process(instance=instance).success
        event = instance.get_latest_materialization_event(dg.AssetKey("release"))
    metadata = event.asset_materialization.metadata
    assert metadata["dagster/row_count"].value == 10
    assert metadata["papers_withheld"].value == 2
    assert metadata["card"].value.startswith("\n# arXiv chunks")
    assert files(Path(metadata["place"].value)) == files(place)


def test_the_columns_of_the_store_come_first():
    assert RELEASED["chunks"].columns[: len(CHUNKS.columns)] == CHUNKS.columns
