"""What a release has to say of itself, counted from the store while it is made."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl


@dataclass
class Figures:
    """Counts over the papers of a release; `withheld` is how many more the store has, whose licence forbids it."""

    days: list[date] = field(default_factory=list)
    rows: Counter[str] = field(default_factory=Counter)
    withheld: int = 0
    papers_with_chunks: int = 0
    years: Counter[str] = field(default_factory=Counter)
    categories: Counter[str] = field(default_factory=Counter)
    licences: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    failures: Counter[tuple[str, str]] = field(default_factory=Counter)
    tokens: int = 0
    resolved: int = 0
    repeated_chunks: int = 0
    repeated_papers: int = 0
    made_with: dict[str, Counter[str]] = field(default_factory=dict)

    def count(self, day: date, tables: Mapping[str, pl.DataFrame], ledger: pl.DataFrame) -> None:
        """Take in one day: the released rows, and the ledger of the same papers."""
        papers, chunks, references = tables["papers"], tables["chunks"], tables["references"]
        self.days.append(day)
        for name, frame in tables.items():
            self.rows[name] += frame.height
        texts = chunks.unique("doi", keep="first", maintain_order=True)
        self.papers_with_chunks += texts.height
        self.years += Counter({str(day.year): papers.height})
        self.categories += _counter(papers["primary_category"])
        self.licences += _counter(papers["license"])
        self.languages += _counter(texts["language"])
        self.verdicts += _counter(texts["verdict"])
        failed = ledger.filter((pl.col("status") == "failed") & (pl.col("reason") != "upstream"))
        self.failures += Counter(failed.select("stage", "reason").iter_rows())
        self.tokens += int(chunks["token_count"].sum())
        self.resolved += references["resolved_id"].count()
        self.repeated_chunks += _later_in_cluster(chunks)
        self.repeated_papers += _later_in_cluster(papers)


def _counter(values: pl.Series) -> Counter[Any]:
    return Counter(values.to_list())


def _later_in_cluster(frame: pl.DataFrame) -> int:
    return frame.filter(pl.col("duplicate_cluster") != pl.col("id")).height
