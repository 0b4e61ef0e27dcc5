"""Shells in which Dagster configures the plain objects of this folder, one set for each run. Nothing is decided here."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from resources.arxiv.client import ArxivClient
from resources.cluster import open_workers
from resources.sources import open_arxiv
from resources.store import Store, open_store
from resources.workers import Workers


def arxiv_resource(
    source: str, contact: str | None, gate_url: str | None, snapshot: Path | None
) -> dg.ResourceDefinition:
    """A client of arXiv. The launchpad offers source and contact; `gate_url` may hold a password, `snapshot` is the machine's."""
    schema = {
        "source": dg.Field(str, default_value=source, description="arxiv, gcs, s3, sample, or a server's URL"),
        "contact": dg.Field(str, default_value=contact or "", description="address that arXiv can write to"),
    }

    @dg.resource(config_schema=schema)
    def arxiv(context: dg.InitResourceContext) -> Iterator[ArxivClient]:
        source, contact = context.resource_config["source"], context.resource_config["contact"] or None
        with open_arxiv(source, contact, gate_url, snapshot) as client:
            yield client

    return arxiv


def store_resource(url: str) -> dg.ResourceDefinition:
    """The object store; the argument is what the launchpad offers."""

    @dg.resource(config_schema={"url": dg.Field(str, default_value=url, description="folder or s3://bucket/prefix")})
    def store(context: dg.InitResourceContext) -> Store:
        return open_store(context.resource_config["url"])

    return store


def workers_resource(
    count: int, seconds_per_item: float, bytes_per_item: int, scheduler: str | None
) -> dg.ResourceDefinition:
    """The processes that read PDFs, here or on a cluster; the arguments are what the launchpad offers."""
    schema = {
        "scheduler": dg.Field(str, default_value=scheduler or "", description="tcp:// of a Dask cluster, or nothing"),
        "count": dg.Field(int, default_value=count, description="processes"),
        "seconds_per_item": dg.Field(
            float, default_value=seconds_per_item, description="a paper that takes longer fails"
        ),
        "bytes_per_item": dg.Field(int, default_value=bytes_per_item, description="a paper that needs more fails"),
    }

    @dg.resource(config_schema=schema)
    def workers(context: dg.InitResourceContext) -> Iterator[Workers]:
        with open_workers(**context.resource_config) as workers:
            yield workers

    return workers
