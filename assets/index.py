"""`index`: what references are resolved against, built from all harvested papers."""

import dagster as dg

from arxiv_chunks.references.index import build_index
from assets.days import GROUP, OWNERS
from assets.papers import papers
from assets.reporting import place_of
from resources.index import scan_papers, write_index
from resources.store import Store


@dg.asset(
    deps=[papers],
    group_name=GROUP,
    kinds={"parquet"},
    owners=OWNERS,
    code_version="1",
)
def index(store: dg.ResourceParam[Store]) -> dg.MaterializeResult[None]:
    """Titles, authors, years, DOIs and journal references of **all** papers in the store, keyed for look-up."""
    info = write_index(store, build_index(scan_papers(store)))
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": info.rows,
            "object": place_of(store.url(info.key)),
            "bytes": info.size_bytes,
            "changed": info.written,
        }
    )
