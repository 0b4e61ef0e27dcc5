"""`release`: the dataset as it leaves the store: compacted shards, a card, Croissant and checksums."""

import dagster as dg
from pydantic import Field

from assets.chunks import chunks
from assets.days import GROUP, OWNERS
from assets.papers import papers
from assets.references import references
from resources.store import Store


class Releasing(dg.Config):
    """Which papers a release holds."""

    all_licences: bool = Field(
        default=False, description="Also papers whose licence lets nobody share their text: for use where it is made."
    )


@dg.asset(
    deps=[papers, references, chunks],
    group_name=GROUP,
    kinds={"parquet", "huggingface"},
    owners=OWNERS,
    code_version="1",
)
def release(config: Releasing, store: dg.ResourceParam[Store]) -> dg.MaterializeResult[None]:
    """**All** days in shards of about 500 MB, with a dataset card; near-duplicates marked, papers that may be shared alone."""
    from resources.release.make import make_release  # noqa: PLC0415  # PyArrow and Jinja: a third of a second for every run

    made = make_release(store, all_licences=config.all_licences)
    figures = made.release.figures
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": figures.rows["chunks"],
            "place": made.place,
            "changed": made.changed,
            "bytes": made.release.size_bytes,
            "papers": figures.rows["papers"],
            "papers_withheld": figures.withheld,
            "references": figures.rows["references"],
            "repeated_chunks": figures.repeated_chunks,
            "card": dg.MetadataValue.md(made.card.split("---\n", 2)[-1]),
        }
    )
