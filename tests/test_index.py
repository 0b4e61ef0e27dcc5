"""The index in a store: made of all papers, wherever the store is."""

import polars as pl
import pytest
from small_store import Invented, date, fill, words

from arxiv_chunks.errors import OutdatedTable
from arxiv_chunks.references.index import build_index
from arxiv_chunks.tables import PAPERS
from resources.index import scan_index, scan_papers, write_index
from resources.local_store import LocalStore
from resources.partitions import partition_key

DAY = date(2024, 3, 1)


@pytest.mark.parametrize("name", ["store", "a [new] one", "what?", "*", "per%20cent", "a{b,c}"])
def test_the_folder_s_name_is_no_pattern(name, tmp_path):
    store = LocalStore(tmp_path / name)
    fill(store, DAY, [Invented("2403.00001", [words(1)])])
    fill(LocalStore(tmp_path / "a n one"), DAY, [Invented("2403.00002", [words(2)])])
    assert write_index(store, build_index(scan_papers(store))).rows == 1
    assert scan_index(store).collect()["id"].to_list() == ["2403.00001"]


def test_papers_are_found_in_every_kind_of_store(store):
    assert scan_papers(store).collect().is_empty()
    for day, identifier in ((DAY, "2403.00001"), (date(2023, 5, 1), "2305.00001")):
        fill(store, day, [Invented(identifier, [words(1)])])
    assert sorted(scan_papers(store).collect()["id"]) == ["2305.00001", "2403.00001"]


def test_papers_of_another_version_are_told(tmp_path):
    store = LocalStore(tmp_path)
    fill(store, DAY, [Invented("2403.00001", [words(1)])])
    path = tmp_path / partition_key(PAPERS, DAY)
    pl.read_parquet(path).drop("title").write_parquet(path)
    with pytest.raises(OutdatedTable, match="list them again"):
        write_index(store, build_index(scan_papers(store)))
