"""Retries where a service is at fault, none where data or the code is."""

import dagster as dg
import pytest

from arxiv_chunks.errors import BadInput, Reason, ServiceRefused, ServiceUnavailable
from assets.patience import ATTENDED_TAG, RETRIES, patient


def attempts(*failures, tags=None):
    """How often a step is tried whose attempts end so, and whether the run succeeds."""
    left, count = list(failures), 0

    @dg.asset
    def stage(context: dg.AssetExecutionContext) -> None:
        nonlocal count
        count += 1
        with patient(context, first_wait_seconds=0):
            if left:
                raise left.pop(0)

    result = dg.materialize([stage], tags=tags, raise_on_error=False)
    return count, result.success


def test_a_service_that_comes_back_is_asked_again():
    assert attempts(ServiceUnavailable("down")) == (2, True)


def test_a_service_that_stays_away_fails_the_run():
    assert attempts(*[ServiceUnavailable("down")] * 9) == (1 + RETRIES, False)


@pytest.mark.parametrize("failure", [ServiceRefused("no"), BadInput(Reason.DAMAGED), KeyError("a bug")])
def test_what_asking_again_does_not_cure_is_not_tried_again(failure):
    assert attempts(failure) == (1, False)


def test_whoever_waits_is_told_at_once():
    assert attempts(ServiceUnavailable("down"), tags={ATTENDED_TAG: ""}) == (1, False)
