"""The bundled sample: what issue 2 promises of it is there, and its truth agrees with its sources and its PDFs."""

import json
import re
import shutil
import subprocess
import sys
import unicodedata
from email.utils import parsedate_to_datetime
from pathlib import Path

import pymupdf
import pytest

import resources
from arxiv_chunks.identifiers import clean_arxiv_id, clean_doi, parse_arxiv_id

SAMPLE = Path(resources.__file__).parent / "sample"
SOURCES = {path.stem: path for path in sorted((SAMPLE / "sources").glob("*/*.tex"))}
PAPERS = [json.loads(line) for line in (SAMPLE / "metadata.jsonl").read_text(encoding="utf-8").splitlines()]
TRUTH = sorted((SAMPLE / "truth").glob("*.truth.json"))
NAMES = [path.name.removesuffix(".truth.json") for path in TRUTH]
SNAPSHOT_KEYS = [
    *("id", "submitter", "authors", "title", "comments", "journal-ref", "doi", "report-no", "categories", "license"),
    *("abstract", "versions", "update_date", "authors_parsed"),
]


def identifier(name: str) -> str:
    return re.match(r"% arXiv:(\S+v\d+)", SOURCES[name].read_text(encoding="utf-8"))[1]


def pdf(name: str) -> Path:
    return SAMPLE / "pdf" / f"{identifier(name).replace('/', '_')}.pdf"


def squeeze(text: str) -> str:
    return re.sub(r"[^0-9a-z]", "", unicodedata.normalize("NFKD", text).casefold())


def without_pdf() -> set[str]:
    return {
        f"{p['id']}{v['version']}"
        for p in PAPERS
        for v in p["versions"]
        if not (SAMPLE / "pdf" / f"{p['id'].replace('/', '_')}{v['version']}.pdf").exists()
    }


def test_metadata_has_the_snapshot_s_columns_and_well_formed_values():
    assert len(PAPERS) >= 14
    assert len({p["id"] for p in PAPERS}) == len(PAPERS)
    for paper in PAPERS:
        assert list(paper) == SNAPSHOT_KEYS
        assert parse_arxiv_id(paper["id"]) == (paper["id"], None)
        assert [v["version"] for v in paper["versions"]] == [f"v{n}" for n in range(1, len(paper["versions"]) + 1)]
        created = [parsedate_to_datetime(v["created"]) for v in paper["versions"]]
        assert created == sorted(created)
        assert [f"{c:%a, %-d %b %Y %H:%M:%S} GMT" for c in created] == [v["created"] for v in paper["versions"]]
        assert len(paper["authors"].split(" and ")) == len(paper["authors_parsed"])
        assert paper["abstract"].startswith("  ")
        assert paper["abstract"].endswith("\n")


def test_the_papers_cover_days_and_licences():
    days = {parsedate_to_datetime(p["versions"][0]["created"]).date() for p in PAPERS}
    assert len(days) >= 6
    assert {day.year for day in days} == {1997, 2009, 2024}
    assert len({p["license"] for p in PAPERS}) >= 6


def test_the_special_cases_are_there():
    assert sum(len(p["versions"]) == 3 for p in PAPERS) == 1
    withdrawn = [p for p in PAPERS if "withdrawn" in (p["comments"] or "")]
    assert [len(p["versions"]) for p in withdrawn] == [2]
    assert without_pdf() == {f"{withdrawn[0]['id']}v2", "2403.99013v1"}
    assert any("/" in p["id"] for p in PAPERS)


def test_every_pdf_has_a_source_and_metadata():
    files = {path.stem for path in (SAMPLE / "pdf").iterdir()}
    assert files == {identifier(name).replace("/", "_") for name in SOURCES}
    assert {f"{p['id']}{v['version']}" for p in PAPERS for v in p["versions"]} - without_pdf() == {
        identifier(name) for name in SOURCES
    }
    assert sum(path.stat().st_size for path in (SAMPLE / "pdf").iterdir()) < 5_000_000


def test_only_the_damaged_file_has_no_truth():
    assert set(SOURCES) - set(NAMES) == {"fourier"}
    assert not pdf("fourier").read_bytes().rstrip().endswith(b"%%EOF")
    with pymupdf.open(pdf("fourier")) as document:
        assert len(document) == 0


def test_at_least_eight_classes_and_the_promised_features_are_used():
    texts = {name: path.read_text(encoding="utf-8") for name, path in SOURCES.items()}
    classes = {re.search(r"\\documentclass(?:\[.*?\])?\{(.+?)\}", text)[1] for text in texts.values()}
    assert classes >= {
        "article",
        "amsart",
        "revtex4-2",
        "IEEEtran",
        "acmart",
        "llncs",
        "elsarticle",
        "mnras",
        "scrartcl",
    }
    for feature, fewest in {
        r"\\begin\{(?:figure|table)\*\}": 6,  # floats across two columns
        r"\\linenumbers": 2,
        r"\\footnote\{": 12,
        r"\\begin\{(?:theorem|proposition)\}": 4,
        r"\\begin\{(?:itemize|enumerate)\}": 10,
        r"\\cite[pt]\{": 4,  # author and year
        r"\\begin\{thebibliography\}": 1,
        r"\{hyperref\}": 4,
        r"\\begin\{tikzpicture\}": 10,
    }.items():
        assert sum(bool(re.search(feature, text)) for text in texts.values()) >= fewest, feature


@pytest.mark.parametrize("name", NAMES)
def test_the_pdf_prints_what_the_truth_says(name):
    with pymupdf.open(pdf(name)) as document:
        assert 4 <= len(document) <= 10
        text = "".join(page.get_text() for page in document)
        links = {link["uri"] for page in document for link in page.get_links() if "uri" in link}
        pages = len(document)
    printed = squeeze(re.sub(r"^\d{1,3} *$", "", text, flags=re.MULTILINE))  # without the numbers of lines and pages
    paper = next(p for p in PAPERS if p["id"] == parse_arxiv_id(identifier(name)).paper)
    if said := re.search(r"(\d+) pages", paper["comments"] or ""):
        assert int(said[1]) == pages
    windows = [
        words[at : at + 8]
        for paragraph in json.loads((SAMPLE / "truth" / f"{name}.truth.json").read_text(encoding="utf-8"))
        for words in map(str.split, paragraph["fragments"])
        for at in range(0, len(words) - 7, 8)
    ]
    share = sum(squeeze("".join(words)) in printed for words in windows) / len(windows)
    assert share > 0.93  # running heads, floats and notes interrupt a few
    for entry in json.loads((SAMPLE / "truth" / f"{name}.refs.json").read_text(encoding="utf-8")):
        assert entry["year"] is None or entry["year"] in printed
        for key in ("first_author", "doi", "arxiv_id"):
            assert squeeze(entry[key] or "") in printed, entry
        assert entry["linked_arxiv_id"] is None or any(u.endswith("/" + entry["linked_arxiv_id"]) for u in links)
        assert entry["linked_doi"] is None or any(u.endswith("/" + entry["linked_doi"]) for u in links)


@pytest.mark.parametrize("name", NAMES)
def test_every_identifier_that_the_truth_names_is_clean(name):
    for entry in json.loads((SAMPLE / "truth" / f"{name}.refs.json").read_text(encoding="utf-8")):
        for key in ("arxiv_id", "linked_arxiv_id"):
            assert entry[key] is None or clean_arxiv_id(entry[key]) == entry[key]
        for key in ("doi", "linked_doi"):
            assert entry[key] is None or clean_doi(entry[key]) == entry[key].lower()


@pytest.mark.parametrize("name", NAMES)
def test_every_fragment_occurs_in_the_source(name):
    source = squeeze(re.sub(r"\\(?:emph|texttt|textbf)\b|\\-", "", SOURCES[name].read_text(encoding="utf-8")))
    paragraphs = json.loads((SAMPLE / "truth" / f"{name}.truth.json").read_text(encoding="utf-8"))
    assert {p["kind"] for p in paragraphs} <= {"body", "abstract", "item", "note", "caption", "head"}
    assert sum(p["kind"] == "abstract" for p in paragraphs) == 1
    for paragraph in paragraphs:
        for fragment in paragraph["fragments"]:
            assert len(fragment.split()) >= 8
            assert not re.search(r"[\\${}~]", fragment)
            assert squeeze(fragment) in source


def test_the_abstracts_of_the_metadata_are_those_of_the_papers():
    for name in NAMES:
        if re.search(r"-v\d$", name):
            continue  # the metadata tells of the latest version
        paper = next(p for p in PAPERS if p["id"] == parse_arxiv_id(identifier(name)).paper)
        paragraphs = json.loads((SAMPLE / "truth" / f"{name}.truth.json").read_text(encoding="utf-8"))
        abstract = next(p for p in paragraphs if p["kind"] == "abstract")
        assert all(squeeze(fragment) in squeeze(paper["abstract"]) for fragment in abstract["fragments"])


def test_sample_papers_cite_each_other():
    ids = {p["id"] for p in PAPERS}
    cited = [
        entry["arxiv_id"]
        for name in NAMES
        for entry in json.loads((SAMPLE / "truth" / f"{name}.refs.json").read_text(encoding="utf-8"))
        if entry["arxiv_id"] in ids
    ]
    assert len(cited) >= 12
    assert len(set(cited)) >= 7


def test_the_truth_is_written_again_from_the_sources(tmp_path):
    subprocess.run([sys.executable, SAMPLE / "write_truth", "--output", tmp_path], check=True)
    for path in sorted((SAMPLE / "truth").iterdir()):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()
    for name in NAMES:
        assert (tmp_path / f"{name}.pdf").read_bytes() == pdf(name).read_bytes()


def test_typesetting_again_gives_the_same_bytes(tmp_path):
    committed = pdf("softmax").read_bytes()
    release = re.search(rb"PTEX.Fullbanner .*?(TeX Live[^)]+)\)", committed)[1]
    pdflatex = shutil.which("pdflatex")
    if not pdflatex or release not in subprocess.run([pdflatex, "--version"], capture_output=True, check=True).stdout:
        pytest.skip(f"the sample was typeset with {release.decode()}, which is not installed")
    done = subprocess.run([SAMPLE / "typeset", "--output", tmp_path, "softmax"], capture_output=True, check=False)
    if re.search(b"not found|couldn't open", done.stderr):
        pytest.skip("a TeX package that `resources/sample/typeset` names is not installed")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / pdf("softmax").name).read_bytes() == committed
