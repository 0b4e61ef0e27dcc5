"""Everything that Dagster is told, in one place. The command line builds the same definitions with live objects in them."""

from collections.abc import Mapping
from typing import Any

import dagster as dg

from assets.checks import build_checks
from assets.reporting import Silent
from pipelines.alerts import alerts
from pipelines.jobs import ASSETS, JOBS
from pipelines.schedules import SCHEDULES
from pipelines.sensors import SENSORS
from pipelines.settings import Settings
from resources.alerts import Alerts
from resources.wiring import arxiv_resource, store_resource, workers_resource


def build_definitions(settings: Settings, overrides: Mapping[str, Any] | None = None) -> dg.Definitions:
    """The code location. `overrides` replaces resources by name with objects that live longer than one run."""
    resources: dict[str, Any] = {
        "arxiv": arxiv_resource(settings.source, settings.contact, settings.gate_url, settings.snapshot),
        "store": store_resource(settings.store),
        "workers": workers_resource(
            settings.workers, settings.seconds_per_pdf, settings.bytes_per_pdf, settings.scheduler
        ),
        "progress": Silent(),
        "alerts": Alerts((settings.alerts or "").split()),
    }
    return dg.Definitions(
        assets=ASSETS,
        asset_checks=build_checks(),
        jobs=JOBS,
        schedules=SCHEDULES,
        sensors=[*SENSORS, alerts],
        resources=resources | dict(overrides or {}),
        executor=dg.in_process_executor,  # a step as a process of its own costs a second; the workers are the parallel part
    )


defs = build_definitions(Settings())
