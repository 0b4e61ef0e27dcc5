"""`papers`: what arXiv says was first submitted on each day."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import dagster as dg
from pydantic import Field

from arxiv_chunks.records import Paper
from arxiv_chunks.rows import ledger_row, paper_row
from arxiv_chunks.tables import PAPERS
from assets.days import day_asset, days_of
from assets.news import Told, known_details
from assets.reporting import Progress, reporting
from assets.stage import finish_day, frame_of, left_by_earlier_runs
from resources.arxiv.client import ArxivClient
from resources.arxiv.licences import redistributable
from resources.store import Store


class Listing(dg.Config):
    """Which papers of a day are wanted. A store holds one selection: another one replaces the days that it is run for."""

    categories: list[str] = Field(
        default=[], description="arXiv categories, such as cs.CL; a paper of any of them is taken. Empty: all of arXiv."
    )
    told: list[Told] = Field(
        default=[],
        description="What the sensor was just told of papers of the day that changed: no other paper of it did.",
    )
    told_on: str | None = Field(default=None, description="The UTC day on which the sensor was told.")


def listing_after(news: Iterable[Paper], on: date, categories: list[str]) -> dict[str, Any]:
    """The configuration of a run for which the sensor has news of papers of its day."""
    told = [Told.of(paper) for paper in news]
    return Listing(categories=categories, told=told, told_on=on.isoformat()).model_dump()


@day_asset(PAPERS, code_version="1", pool="arxiv")
def papers(
    context: dg.AssetExecutionContext,
    config: Listing,
    arxiv: dg.ResourceParam[ArxivClient],
    store: dg.ResourceParam[Store],
    progress: dg.ResourceParam[Progress],
) -> None:
    """Metadata, versions and licence of every paper **first submitted** on the day (UTC), from arXiv's API.

    A day is only written when what was read is as much as arXiv says there is.
    """
    with reporting(context) as reports:
        for day in days_of(context):
            asked = arxiv.usage.requests
            earlier = left_by_earlier_runs(store, PAPERS, day).iter_rows(named=True)
            known = known_details(config.told, config.told_on, earlier)
            listed = arxiv.list_day(day, config.categories, known)
            progress.advance("papers", len(listed))
            finish_day(
                store,
                PAPERS,
                day,
                frame_of(
                    PAPERS, (paper_row(paper, redistributable=redistributable(paper.license)) for paper in listed)
                ),
                [ledger_row(paper.arxiv_id, paper.version, "papers", 1) for paper in listed],
                reports,
                preview=["id", "version", "title", "primary_category", "license"],
                made_with={"categories": " ".join(config.categories)},
                figures={"requests": arxiv.usage.requests - asked},
            )
