"""Days as the ranges that Dagster runs take on."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dagster._core.storage.tags import (
    ASSET_PARTITION_RANGE_END_TAG,
    ASSET_PARTITION_RANGE_START_TAG,
    PARTITION_NAME_TAG,
)


@dataclass(frozen=True)
class Range:
    """Consecutive days that one Dagster run takes on."""

    first: date
    last: date

    @property
    def tags(self) -> dict[str, str]:
        """By which Dagster knows the run's partitions, and people the run: the list of runs hides Dagster's own tags."""
        if self.first == self.last:
            return {PARTITION_NAME_TAG: self.first.isoformat()}
        return {
            ASSET_PARTITION_RANGE_START_TAG: self.first.isoformat(),
            ASSET_PARTITION_RANGE_END_TAG: self.last.isoformat(),
            "days": f"{self.first} to {self.last}",
        }


def group(days: Iterable[date], longest: int) -> Iterator[Range]:
    """Sorted days as ranges without a gap, none longer than `longest`."""
    run: list[date] = []
    for day in days:
        if run and (day - run[-1] != timedelta(days=1) or len(run) == longest):
            yield Range(run[0], run[-1])
            run = []
        run.append(day)
    if run:
        yield Range(run[0], run[-1])
