"""Shells in which Dagster configures the plain objects of this folder. Nothing is decided here."""

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from resources.arxiv.client import ArxivClient
from resources.sources import open_arxiv
from resources.store import Store, open_store
from resources.workers import Workers


class ArxivFromSettings(dg.ConfigurableResourceFactory[ArxivClient]):
    """A client of arXiv, for one run."""

    source: str
    contact: str | None = None

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[ArxivClient]:
        with open_arxiv(self.source, self.contact) as client:
            yield client

    def create_resource(self, context: dg.InitResourceContext) -> ArxivClient:
        raise NotImplementedError("a client must be closed: use yield_for_execution")


class StoreFromUrl(dg.ConfigurableResourceFactory[Store]):
    """The object store at a folder or an `s3://` URL."""

    url: str

    def create_resource(self, context: dg.InitResourceContext) -> Store:
        return open_store(self.url)


class WorkersFromLimits(dg.ConfigurableResourceFactory[Workers]):
    """Processes that read PDFs, for one run."""

    count: int
    seconds_per_pdf: float
    bytes_per_pdf: int

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Workers]:
        with Workers(self.count, seconds_per_item=self.seconds_per_pdf, bytes_per_item=self.bytes_per_pdf) as workers:
            yield workers

    def create_resource(self, context: dg.InitResourceContext) -> Workers:
        raise NotImplementedError("workers must be stopped: use yield_for_execution")
