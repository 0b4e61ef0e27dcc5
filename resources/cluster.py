"""Workers on this machine, or on the Dask cluster that one setting names. Dask is imported where it is wanted."""

import gc
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import Any

from typing_extensions import override

from arxiv_chunks.errors import BadInput, BadOptions, ServiceUnavailable
from resources.memory import map_large_blocks
from resources.workers import R, T, Workers


@contextmanager
def open_workers(
    count: int, seconds_per_item: float, bytes_per_item: int, scheduler: str | None = None
) -> Iterator[Workers]:
    """Workers for as long as the block lasts: `count` processes here, or all that an existing cluster has.

    The machines of the cluster have this package in the same version, reach the store, and read PDFs in processes under
    the same limits as here. Each Dask thread has one such process, so `--nthreads` is a machine's number of hands. Where
    the cluster grows with its work, `count` says how many hands to find work for from the start.

    Dask does a lost worker's items again on others. Raises `ServiceUnavailable` where the scheduler does not answer, as
    `map` does where an item lost several workers, and `BadOptions` for an address that is none.
    """
    map_large_blocks()  # what workers read and make passes through this process
    gc.freeze()  # else each full collection looks through all of Dagster: a fifth of this process' time in a run
    if not scheduler:
        with Workers(count, seconds_per_item=seconds_per_item, bytes_per_item=bytes_per_item) as workers:
            yield workers
        return
    try:
        from distributed import Client  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise BadOptions(f"a Dask cluster needs {error.name}: install arxiv-chunks[dask]") from error
    try:
        client = Client(scheduler, timeout="15s", name="arxiv-chunks")
    except OSError as error:
        raise ServiceUnavailable(f"the Dask scheduler at {scheduler} does not answer") from error
    except ValueError as error:
        raise BadOptions(f"{scheduler!r} is no Dask scheduler's address, such as tcp://host:8786") from error
    with client:
        hands = max(count, sum(client.nthreads().values()))
        yield ClusterWorkers(
            scheduler,
            hands,
            seconds_per_item=seconds_per_item,
            bytes_per_item=bytes_per_item,
            executor=client.get_executor(pure=False),
        )


class ClusterWorkers(Workers):
    """Workers on a cluster: where the cluster fails, that is told where the results are waited for, in the step itself."""

    def __init__(self, scheduler: str, count: int, **options: Any) -> None:
        super().__init__(count, **options)
        self._scheduler = scheduler

    @override
    def map(
        self, function: Callable[[Any], R], items: Iterable[T], load: Callable[[T], object] | None = None
    ) -> Iterator[tuple[T, R | BadInput]]:
        from distributed import KilledWorker  # noqa: PLC0415

        try:
            yield from super().map(function, items, load)
        except KilledWorker as error:
            raise ServiceUnavailable(f"the Dask cluster at {self._scheduler} loses its workers: {error}") from error
        except CancelledError as error:
            raise ServiceUnavailable(f"the Dask scheduler at {self._scheduler} went away") from error
