"""Which failures are tried again, by whom, and when: those of services, by the step itself, after minutes.

The clients of arXiv and S3 have tried for seconds by then. A paper's own fault never comes here (it is a row), and
neither a refusal nor a bug gets better by asking again. A run whose process died is Dagster's to retry (`run_retries`).
"""

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from arxiv_chunks.errors import ServiceUnavailable

ATTENDED_TAG = ".dagster/arxiv-chunks-attended"
"""Marks runs that a person waits for: they are told at once what is the matter, and may try again themselves.
The UI hides tags that begin so: its list of runs is for what people look for."""

RETRIES = 2
FIRST_WAIT_SECONDS = 60
GROWTH = 5
"""One minute for what is being restarted, five more for what has to be noticed; a longer outage is the operator's."""


@contextmanager
def patient(
    context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext, first_wait_seconds: float = FIRST_WAIT_SECONDS
) -> Iterator[None]:
    """Have Dagster try the step again when a service was unavailable; after the last attempt its error stands."""
    try:
        yield
    except ServiceUnavailable as error:
        if ATTENDED_TAG in context.run.tags or context.retry_number >= RETRIES:
            raise
        raise dg.RetryRequested(
            max_retries=RETRIES, seconds_to_wait=first_wait_seconds * GROWTH**context.retry_number
        ) from error
