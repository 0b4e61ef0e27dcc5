"""What people read the dataset with, on a release in a folder and in S3: the pages' own snippets, and what must come of them."""

import json
import os
from pathlib import Path

import pytest
from small_store import ARXIV_ALONE, Invented, date, fill, words
from snippets import python_of, run_python

from arxiv_chunks.tables import CHUNKS, SEED_COLUMN_COUNT
from resources.local_store import LocalStore
from resources.release.make import make_release

SEED_ROWS = Path(os.environ.get("ARXIV_CHUNKS_CORPUS", Path(__file__).parents[2] / "shared")) / "seed/rows.jsonl"
LEAVE = (
    "\nimport os, sys; sys.stdout.flush(); os._exit(0)\n"  # PyArrow aborts some scripts that end right behind a stream
)
PAPERS = [
    Invented("2403.99001", [words(1), words(2)], cites=["1706.03762", "1512.03385"]),
    Invented("2403.99002", [words(3)], license=ARXIV_ALONE),
    Invented("2403.99003", [words(1), words(4), words(5)], license="http://creativecommons.org/licenses/by-nc-sa/4.0/"),
    Invented("2403.99004", [words(6)], language="de", category="cs.LG"),
]
OBSTORE = 'from obstore.fsspec import register; register("s3")\n'


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder with the default store and its release."""
    folder = tmp_path_factory.mktemp("home")
    store = LocalStore(folder / "data" / "dataset")
    fill(store, date(2024, 3, 12), PAPERS)
    make_release(store)
    return folder


@pytest.fixture(params=["folder", "s3"])
def code_of(request, home, monkeypatch):
    """A function: a page's snippets, made to read the release in the folder or in S3."""
    if request.param == "folder":
        return lambda name, which: "\n".join(s for s in python_of(name) if which in s)
    place = make_release(LocalStore(home / "data" / "dataset"), request.getfixturevalue("new_bucket")("moto")).place
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
    monkeypatch.setenv("AWS_ENDPOINT_URL", os.environ["AWS_ENDPOINT_URL_S3"])

    def code(name, which):
        snippets = "\n".join(s for s in python_of(name) if which in s)
        assert 'release = "data/dataset/release"' in snippets
        return OBSTORE + snippets.replace('"data/dataset/release"', repr(place))

    return code


def test_readme_s_snippet(code_of, home):
    printed = run_python(code_of("README.md", "release ="), home)
    assert printed.count("2403.99003#2") >= 1
    assert "{'id': '1706.03762'}" in printed


def test_every_reader_of_the_page_sees_the_same(code_of, home):
    checks = """
import json
features = {name: str(feature) for name, feature in data.features.items()}
print("CHECK" + json.dumps({
    "polars": one_paper.collect().height,
    "pandas": papers["id"].to_list(),
    "arrow": chunks.count_rows(),
    "duckdb": duckdb.sql("SELECT count(*) FROM chunks WHERE doi = '2403.99003'").fetchall()[0][0],
    "streamed": [row["id"] for row in stream],
    "whole": list(whole["id"]),
    "names": data.column_names,
    "features": features,
    "record": records[0],
}))
"""
    printed = run_python(code_of("docs/reading.md", "") + checks + LEAVE, home)
    told = json.loads(printed.split("CHECK")[1])
    released = ["2403.99001", "2403.99003", "2403.99004"]
    assert (told["polars"], told["duckdb"], told["arrow"]) == (3, 3, 6)
    assert told["pandas"] == told["whole"] == released
    assert [i.split("#")[0] for i in told["streamed"]] == [*released[:1] * 2, *released[1:2] * 3, *released[2:]]
    assert told["names"][:SEED_COLUMN_COUNT] == list(CHUNKS.schema)[:SEED_COLUMN_COUNT]
    assert told["features"]["references"] == "List({'id': Value('string')})"
    assert told["features"]["chunk-id"] == "Value('int64')"
    assert {told["features"][name] for name in told["names"][:14] if name != "chunk-id"} == {"Value('string')"}
    cites = ["1706.03762", "1512.03385"]
    assert told["record"] == {
        "id": "2403.99001#0",
        "metadata": {"text": words(1), "source": "http://arxiv.org/pdf/2403.99001", "cites": cites},
    }


def test_the_configurations_of_the_card_load_by_name_with_the_features_that_it_says(home):
    code = """
import json, yaml
from datasets import Features, load_dataset
header = yaml.safe_load(open("data/dataset/release/README.md").read().split("---\\n")[1])
for info in header["dataset_info"]:
    for streaming in (False, True):
        loaded = load_dataset("data/dataset/release", info["config_name"], split="train", streaming=streaming)
        rows = list(loaded)
        assert len(rows) == info["splits"][0]["num_examples"], rows
        assert loaded.features == Features._from_yaml_list(info["features"]), loaded.features
print(load_dataset("data/dataset/release", split="train").num_rows)
"""
    assert run_python(code + LEAVE, home).split()[-1] == "6"


@pytest.mark.skipif(not SEED_ROWS.exists(), reason="the published rows are not at hand")
def test_code_for_the_published_rows_gives_the_same_shapes_on_ours(home):
    code = f"""
import json
from datasets import load_dataset

def index(data):  # as notebooks that fill a vector database do it
    data = data.to_pandas()
    data = data[["id", "chunk", "title", "source", "references", "published", "primary_category", "chunk-id", "authors"]]
    data = data.rename(columns={{"chunk": "text"}})
    batches = []
    for at in range(0, len(data), 32):
        batch = data.iloc[at : at + 32]
        for _, row in batch.iterrows():
            batches.append((row["id"], row["text"], {{
                "title": row["title"], "source": row["source"], "year": int(row["published"][:4]),
                "authors": row["authors"].split(", "), "cites": [r["id"] for r in row["references"]],
            }}))
    return batches

def shape(value):
    if isinstance(value, dict): return {{k: shape(v) for k, v in value.items()}}
    if isinstance(value, (list, tuple)): return sorted({{json.dumps(shape(v)) for v in value}})
    return type(value).__name__

theirs = index(load_dataset("json", data_files={str(SEED_ROWS)!r}, split="train"))
ours = index(load_dataset("parquet", data_files="data/dataset/release/chunks/*.parquet", split="train"))
assert len(theirs) == 100 and len(ours) == 6
assert shape(theirs[0]) == shape(ours[0]), (shape(theirs[0]), shape(ours[0]))
"""
    run_python(code, home)


def test_every_recipe_gives_what_it_says(home):
    code = "\n".join(python_of("docs/recipes.md"))
    checks = """
import json
frames = {name: value.collect() for name, value in list(globals().items()) if isinstance(value, pl.LazyFrame)}
print("CHECK" + json.dumps({name: frame.height for name, frame in frames.items()}))
"""
    told = json.loads(run_python(code + checks, home).split("CHECK")[1])
    assert told == {
        "chunks": 6, "papers": 3, "references": 6, "english": 5, "clear": 6, "prose": 6, "long_enough": 6, "mostly_letters": 0,
        "may_be_shared": 6, "commercial": 3, "public_domain": 0, "without_repeats": 5, "papers_without_repeats": 3,
        "repeat_much_of_others": 0, "since_2024": 6, "of_machine_learning": 1, "graph": 4, "sure": 0, "by_method": 1,
        "citations": 6,
        "what_is_said_of_whom": 0, "for_embedding": 6,
    }  # fmt: skip


def test_the_guide_s_snippet_reads_a_pdf(home):
    from resources.sources import SAMPLE

    (home / "paper.pdf").write_bytes((SAMPLE / "pdf" / "2403.99001v1.pdf").read_bytes())
    assert "None" in run_python("\n".join(python_of("docs/guides/own-pdfs.md")), home)
