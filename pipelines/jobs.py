"""The jobs: selections of assets that are run together."""

import dagster as dg

from assets.chunks import chunks
from assets.documents import documents
from assets.index import index
from assets.overview import overview
from assets.papers import papers
from assets.references import references
from assets.release import release
from assets.texts import texts

DAILY = [papers, documents, texts, references, index, chunks, overview]
ASSETS = [*DAILY, release]

listing = dg.define_asset_job(
    "listing",
    selection=dg.AssetSelection.assets(papers),
    description="Ask arXiv what was submitted on the days.",
)
indexing = dg.define_asset_job(
    "indexing",
    selection=dg.AssetSelection.assets(index),
    description="Build what references are resolved against, from all papers listed so far.",
)
building = dg.define_asset_job(
    "building",
    selection=dg.AssetSelection.assets(documents, texts, references, chunks),
    description="Fetch, read, resolve and chunk the papers of days that are listed.",
)
drawing = dg.define_asset_job(
    "drawing",
    selection=dg.AssetSelection.assets(overview),
    description="Draw the pictures of the newest days.",
)
daily = dg.define_asset_job(
    "daily",
    selection=dg.AssetSelection.assets(*DAILY),
    description="The whole chain for a day: what the schedule runs.",
)

releasing = dg.define_asset_job(
    "releasing",
    selection=dg.AssetSelection.assets(release),
    description="Compact everything that is made into a release.",
)

JOBS = [listing, indexing, building, drawing, daily, releasing]
