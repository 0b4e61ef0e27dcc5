"""How well and how fast references are resolved when their identifiers are hidden.

    resolution.py CORPUS [--papers N] [--folder F]    CORPUS holds corpus/truth/*.pdf, corpus/truth/*.refs.json and gold/reference_strings.jsonl

An index is built of N synthetic papers (near-duplicate titles, series, common short titles, Zipf-like surnames, journal references in the
styles that authors type; always the same) and of the papers that the truth's entries cite by arXiv identifier and title. The
entries are read from the PDFs; what they print and link as identifiers is taken away. Printed:
  title     precision and recall of resolving them; an entry of a paper that is not in the index counts as wrong when linked
  journal   the same for hand-labelled entries with an arXiv identifier, by journal, volume, page, authors and year alone
  build, resolve   seconds and peak memory of building the index, and of resolving 40,000 entries, each in a process of its own
Each figure stands beside its bar; the exit code is 1 where one misses.
"""

import argparse
import itertools
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec
import numpy as np
import polars as pl
import report

from arxiv_chunks import build_index, find_references, parse_reference, read_pdf, resolve
from arxiv_chunks.identifiers import clean_arxiv_id, parse_arxiv_id
from arxiv_chunks.records import Reference, ReferenceFields

SEED = 20261122
BATCH = 250_000
PAPERS = 3_000_000
ENTRIES_A_DAY = 40_000


QUALITIES = "deep robust adaptive stochastic nonlinear quantum topological sparse convex bayesian efficient scalable generalized relativistic thermal magnetic optical chiral holographic supersymmetric ultracold spectral random hierarchical weakly-supervised self-consistent low-rank non-equilibrium multi-scale high-dimensional gauge-invariant time-dependent data-driven semi-classical long-range".split()
THINGS = "networks models fields galaxies graphs operators equations systems clusters neutrinos lattices manifolds algorithms bosons fermions states transitions oscillations estimators polymers plasmas detectors surfaces embeddings transformers agents decays amplitudes stars disks solitons kernels codes games groups modules varieties".split()
DEEDS = "learning estimation classification dynamics formation scattering transport inference optimization segmentation detection reconstruction evolution stability localization entanglement renormalization sampling compression translation synchronization clustering regression tomography control simulation acceleration fluctuations correlations bounds".split()
FRAMES = (
    "{q} {t} for {d}",
    "{d} of {q} {t}",
    "On the {d} of {t}",
    "{q} {d} in {q2} {t}",
    "A note on {q} {t}",
    "{d} and {d2} in {q} {t}",
    "{q} {t}: a survey",
    "Measurement of {t} {d} at {n} TeV",
    "{q} {t} with {q2} {t2}",
    "Towards {q} {d} of {t}",
    "{d} in $\\mathcal{{N}}={n}$ {q} {t}",
    "{q} {t} and their {d}",
    "Fast {q} {d} via {q2} {t}",
    "The {d} of {t} in {n} dimensions",
)
SHORT = "Dark matter;Deep learning;Quantum gravity;Introduction;Random matrices;Neutrino oscillations;Dark energy;Representation learning;Cosmic rays;String theory;Graph neural networks;Black holes;Inflation;Axions;Machine learning;Magnetic fields in galaxies;Quantum computing;Star formation;Mirror symmetry;Attention".split(
    ";"
)
COMMON = "Wang Li Zhang Chen Liu Yang Kim Smith Singh Kumar Lee Huang Garcia Johnson Müller Brown Rossi Ivanov Tanaka Nguyen Martin Suzuki Schmidt Silva Jones Williams Gupta Park Sato Davis".split()
SYLLABLES = "ba ko ri ten shi mar lo van del fer gu sta no wi ka ro mi che lin do pe sa bre hol ster man son berg ova ini ez aki ur".split()
JOURNALS = "Phys.Rev.D;Phys.Rev.Lett.;Phys. Rev. B;Phys.Lett.B;Nucl.Phys.B;JHEP;Astrophys.J.;Mon.Not.Roy.Astron.Soc.;Astron.Astrophys.;J. Math. Phys.;Commun. Math. Phys.;Phys. Rev. A;Phys. Rev. E;Class.Quant.Grav.;J. Phys. A: Math. Theor.;Physica A;Eur.Phys.J.C;New J. Phys.;Journal of Applied Physics;Trans. Amer. Math. Soc.".split(
    ";"
)


def surnames(random: np.random.Generator) -> np.ndarray:
    made = ["".join(parts).capitalize() for parts in itertools.product(SYLLABLES, SYLLABLES, SYLLABLES)]
    return np.array(COMMON + list(random.permutation(made)[:8000]))


def synthetic_papers(count: int, wanted: list[dict[str, object]]) -> itertools.chain[pl.DataFrame]:
    """Frames of papers: the wanted ones with decoys close to them, then `count` made up."""
    random = np.random.default_rng(SEED)
    names = surnames(random)
    weights = 1 / (np.arange(len(names)) + 8)
    weights /= weights.sum()
    yield frame(wanted + [decoy for paper in wanted for decoy in decoys(paper, random, names)])
    for start in range(0, count, BATCH):
        yield made_up(start, min(BATCH, count - start), random, names, weights)


def frame(rows: list[dict[str, object]]) -> pl.DataFrame:
    schema = {
        "id": pl.String,
        "title": pl.String,
        "authors": pl.List(pl.String),
        "year": pl.Int32,
        "doi": pl.String,
        "journal_ref": pl.String,
    }
    return (
        pl.DataFrame(rows, schema=schema)
        .with_columns(published=pl.datetime("year", 6, 1, time_zone="UTC"))
        .drop("year")
    )


def decoys(paper: dict[str, object], random: np.random.Generator, names: np.ndarray) -> list[dict[str, object]]:
    """Papers that a careless resolver takes for this one."""
    title, words = str(paper["title"]), str(paper["title"] or "Untitled").split()
    other = [f"{chr(65 + random.integers(26))}. {names[random.integers(len(names))]}"]
    swapped = list(words)
    swapped[random.integers(len(words))] = str(random.choice(THINGS))
    year = int(str(paper["year"]))
    near = [
        (title, other, year),
        (title, other, year - 12),
        (f"{title}. II", paper["authors"], year + 1),
        (f"{title}: Part III", paper["authors"], year + 2),
        (f"{title} revisited", paper["authors"], year + 3),
        (f"Comment on `{title}'", other, year + 1),
        (" ".join(swapped), paper["authors"], year),
        (" ".join(words[: max(2, len(words) // 2)]), paper["authors"], year),
        (" ".join([*words, "and", str(random.choice(DEEDS))]), paper["authors"], year),
    ]
    made = [
        {"title": t, "authors": a, "year": y, "doi": None, "journal_ref": None}
        for t, a, y in near
        if t != title or a != paper["authors"]
    ]
    if reference := paper.get("journal_ref"):
        digits = str(reference).rsplit(":", 1)
        moved = re.sub(r"(\d+)(?=\D*$)", lambda m: str(int(m[1]) + 1), digits[0])
        made += [
            {
                "title": "Some other matter",
                "authors": other,
                "year": year,
                "doi": None,
                "journal_ref": f"{moved}:{digits[-1]}",
            },
            {
                "title": "Some other matter",
                "authors": other,
                "year": year,
                "doi": None,
                "journal_ref": re.sub(r"^[A-Za-z. ]+", "Acta Imag. ", str(reference)),
            },
        ]
    return [row | {"id": f"decoy/{paper['id']}/{n}"} for n, row in enumerate(made)]


def made_up(
    start: int, count: int, random: np.random.Generator, names: np.ndarray, weights: np.ndarray
) -> pl.DataFrame:
    def pick(words: list[str] | tuple[str, ...]) -> pl.Series:
        return pl.Series(np.array(words)[random.integers(len(words), size=count)])

    number = np.arange(start, start + count)
    parts = {
        "q": pick(QUALITIES),
        "q2": pick(QUALITIES),
        "t": pick(THINGS),
        "t2": pick(THINGS),
        "d": pick(DEEDS),
        "d2": pick(DEEDS),
    }
    parts |= {
        "n": pl.Series(random.integers(1, 15, size=count)).cast(pl.String),
        "frame": pl.Series(random.integers(len(FRAMES), size=count)),
    }
    titles = (
        pl.DataFrame(parts)
        .select(
            pl.coalesce(
                pl.when(pl.col("frame") == n).then(
                    pl.format(
                        re.sub(r"\{\w+\}", "{}", text.replace("{{", "\x01").replace("}}", "\x02")),
                        *re.findall(r"\{(\w+)\}", text.replace("{{", "").replace("}}", "")),
                    )
                )
                for n, text in enumerate(FRAMES)
            ).str.replace_many(["\x01", "\x02"], ["{", "}"])
        )
        .to_series()
    )
    titles = titles + pick(
        ["", "", "", "", "", ". I. Theory", ". II. Applications", ". III", " with applications", " revisited"]
    )
    titles = pl.select(pl.when(pl.Series(random.random(count) < 0.01)).then(pick(SHORT)).otherwise(titles)).to_series()
    initials = pick([f"{chr(65 + i)}." for i in range(26)])
    people = [initials + " " + pl.Series(random.choice(names, size=count, p=weights)) for _ in range(3)]
    years = random.integers(1995, 2026, size=count)
    numbers = pl.DataFrame(
        {
            "j": pick(JOURNALS),
            "v": random.integers(1, 900, size=count),
            "p": random.integers(1, 99999, size=count),
            "y": years + random.integers(0, 2, size=count),
        }
    )
    styles = [
        pl.format("{}{}:{},{}", "j", "v", "p", "y"),
        pl.format("{} {}, {} ({})", "j", "v", "p", "y"),
        pl.format("{} {} ({}) {}", "j", "v", "y", "p"),
    ]
    style = pl.Series(random.integers(5, size=count))
    journals = numbers.select(pl.coalesce(pl.when(style == n).then(text) for n, text in enumerate(styles))).to_series()
    return pl.DataFrame(
        {
            "id": pl.Series(number).cast(pl.String) + "/made",
            "title": titles,
            "authors": pl.select(pl.concat_list(people)).to_series(),
            "doi": "10.9999/made." + pl.Series(number).cast(pl.String),
            "journal_ref": journals,
            "published": pl.select(pl.datetime(pl.Series(years), 6, 1, time_zone="UTC")).to_series(),
        }
    ).select("id", "title", "authors", "doi", "journal_ref", "published")


def without_identifiers(reference: Reference) -> Reference:
    return msgspec.structs.replace(
        reference,
        fields=msgspec.structs.replace(reference.fields, arxiv_id=None, doi=None, url=None),
        arxiv_id_source=None,
        doi_source=None,
    )


def truth_entries(truth: Path) -> tuple[list[dict[str, object]], list[tuple[Reference, str | None]]]:
    """The papers that the truth's entries cite by identifier and title, and all entries as read from the PDFs, ids taken away."""
    papers: dict[str, dict[str, object]] = {}
    entries: list[tuple[Reference, str | None]] = []
    for file in sorted(truth.glob("*.refs.json")):
        for row in json.loads(file.read_text()):
            cited = clean_arxiv_id(str(row["arxiv_id"] or row["linked_arxiv_id"] or ""))
            if cited and row["title"] and row["first_author"] and row["year"]:
                yymm = parse_arxiv_id(cited).yymm  # type: ignore[union-attr]
                year = int(yymm[:2]) + (1900 if yymm > "9000" else 2000)
                papers[cited] = {"id": cited, "title": row["title"], "authors": [row["first_author"]], "year": year}
    for file in sorted(truth.glob("*.refs.json")):
        document = read_pdf(file.with_name(file.name.replace(".refs.json", ".pdf")).read_bytes())
        for reference in find_references(document):
            cited = reference.fields.arxiv_id or cited_without_identifier(reference.raw, papers)
            entries.append((without_identifiers(reference), cited if cited in papers else None))
    return list(papers.values()), entries


def cited_without_identifier(raw: str, papers: dict[str, dict[str, object]]) -> str | None:
    """The same papers are cited elsewhere by title alone."""
    text = re.sub(r"\W", "", raw).casefold()
    found = [p for p in papers.values() if re.sub(r"\W", "", str(p["title"])).casefold() in text]
    return str(max(found, key=lambda p: len(str(p["title"])))["id"]) if found else None


def gold_entries(gold: Path) -> tuple[list[dict[str, object]], list[tuple[Reference, str | None]]]:
    """Hand-labelled entries with identifier, journal, volume and page; half of their papers' references are typed as INSPIRE does."""
    papers: dict[str, dict[str, object]] = {}
    entries: list[tuple[Reference, str | None]] = []
    for line in gold.read_text().splitlines():
        row = json.loads(line)
        cited = clean_arxiv_id(row["arxiv_id"] or "")
        if not (cited and row["journal"] and row["volume"] and row["page"] and row["year"]):
            continue
        year = int(re.search(r"\d{4}", row["year"])[0])  # type: ignore[index]
        volume, page = row["volume"], re.split(r"\s*[-–]", row["page"])[0]
        squeezed = re.sub(r"(?<=\.)\s", "", row["journal"]) + ("." if "." in row["journal"] else "")
        typed = f"{squeezed}{volume}:{page},{year}" if len(papers) % 2 else f"{row['journal']} {volume} ({year}) {page}"
        papers[cited] = {
            "id": cited,
            "title": row["title"] or "",
            "authors": [row["first_author"]] if row["first_author"] else [],
            "year": year,
            "journal_ref": typed,
        }
        parsed = msgspec.structs.replace(parse_reference(row["raw"]), arxiv_id=None, doi=None, title=None)
        entries.append((Reference(len(entries), None, "", 1, parsed), cited))
    return list(papers.values()), entries


def score(name: str, entries: list[tuple[Reference, str | None]], index: pl.LazyFrame) -> list[report.Bar]:
    """Precision and recall of resolving `entries`; what went wrong is printed."""
    answers = resolve([reference for reference, _ in entries], index)
    right = sum(a is not None and a.arxiv_id == cited for a, (_, cited) in zip(answers, entries, strict=True))
    given, known = sum(a is not None for a in answers), sum(cited is not None for _, cited in entries)
    methods = pl.Series([a.method for a in answers if a]).value_counts(sort=True).rows() if given else []
    print(f"{name}: {len(entries)} entries, {known} of papers in the index, by method {dict(methods)}")
    for answer, (reference, cited) in zip(answers, entries, strict=True):
        if (answer and answer.arxiv_id) != cited:
            print(
                f"    {cited} -> {answer and (answer.arxiv_id, answer.method)}  {reference.raw[:140] or reference.fields}"
            )
    return [
        report.at_least(f"{name}: precision", 0.99, right / max(given, 1)),
        report.at_least(f"{name}: recall", 0.90, right / max(known, 1)),
    ]


def measured(name: str, seconds_bar: float, gib_bar: float, *arguments: str) -> list[report.Bar]:
    """Run a stage in a process of its own: its seconds by the clock, those of the processors, and its peak memory."""
    start = time.monotonic()
    process = subprocess.Popen([sys.executable, __file__, *arguments])
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - start
    if status:
        sys.exit(f"{name} failed")
    print(f"{name}: {usage.ru_utime + usage.ru_stime:.1f} s of processor time")
    return [
        report.at_most(f"{name}: time", seconds_bar, seconds, "s"),
        report.at_most(f"{name}: peak memory", gib_bar, usage.ru_maxrss / 2**20, "GiB"),
    ]


def resolve_a_day(folder: Path) -> None:
    """Entries as they come: every second one of a paper in the index, some misspelt, the rest of none."""
    index = pl.scan_parquet(folder / "index.parquet")
    rows = pl.scan_parquet(folder / "papers-1.parquet").head(ENTRIES_A_DAY // 2).collect().rows(named=True)
    references = []
    for n, row in enumerate(rows):
        title = row["title"] if n % 4 else row["title"].replace("e", "", 1)
        for shown in (title, f"{title} unheard of"):
            fields = ReferenceFields(
                authors=tuple(row["authors"]),
                title=shown,
                journal="Phys. Rev. D",
                volume="76",
                page=str(n),
                year=row["published"].year,
            )
            references.append(Reference(len(references), None, "", 1, fields))
    found = sum(answer is not None for answer in resolve(references, index))
    print(f"{len(references)} entries, {found} resolved")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--papers", type=int, default=PAPERS)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--stage", choices=["build", "resolve"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp())
    if options.stage == "build":
        build_index(pl.scan_parquet(folder / "papers-*.parquet")).sink_parquet(
            folder / "index.parquet", compression="zstd"
        )
        return 0
    if options.stage == "resolve":
        resolve_a_day(folder)
        return 0
    folder.mkdir(exist_ok=True)
    wanted, entries = truth_entries(options.corpus / "corpus" / "truth")
    labelled, journal_entries = gold_entries(options.corpus / "gold" / "reference_strings.jsonl")
    if not (folder / "papers-0.parquet").exists():
        taken = {paper["id"] for paper in wanted}
        for n, papers in enumerate(
            synthetic_papers(options.papers, wanted + [p for p in labelled if p["id"] not in taken])
        ):
            papers.write_parquet(folder / f"papers-{n}.parquet")
    again = [str(options.corpus), "--folder", str(folder), "--stage"]
    bars = measured("building the index", 120, 2, *again, "build")
    bars += measured(f"resolving {ENTRIES_A_DAY:,} entries", 20, 1, *again, "resolve")
    index = pl.scan_parquet(folder / "index.parquet")
    bars += score("by title", entries, index) + score("by journal reference", journal_entries, index)
    rows = [[bar.what, bar.measured] for bar in bars]
    about = f"{options.papers:,} synthetic papers; identifiers taken away from the entries. {report.versions('polars', 'rapidfuzz')}."
    return report.keep(
        "resolution",
        "References: resolved to papers",
        f"{report.table(['', 'measured'], rows)}\n\n{about}",
        bars=bars,
        whole=options.papers == PAPERS,
    )


if __name__ == "__main__":
    sys.exit(main())
