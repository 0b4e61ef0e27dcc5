"""Work on many papers at once: results in order, memory flat, and a poison paper costs its own result alone."""

import os
import reprlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from types import TracebackType
from typing import Any, Self, TypeVar

from arxiv_chunks.errors import BadInput
from resources.processes import LimitedProcesses

T = TypeVar("T")
R = TypeVar("R")

_IN_FLIGHT_PER_WORKER = 8  # results come in order: so many may be done while the first of them still computes


class Workers:
    """A pool of `count` processes, to be used as a context manager, for as many maps as one likes.

    Each item may take `seconds_per_item` by the clock, and its process `bytes_per_item` of memory, which includes the
    60 MB or so of the libraries. A process is replaced after `max_tasks_per_worker` items, which bounds what leaks in
    C libraries add up to.

    With an `executor` (Dask's, say) the items go there instead: limits are then its own business, and `count` says how
    many items it works on at once.

    >>> with Workers(2, seconds_per_item=1) as workers:  # doctest: +SKIP
    ...     for paper, text in workers.map(read_text, papers):
    ...         print(paper, "failed:" if isinstance(text, BadInput) else "says:", text)
    """

    def __init__(
        self,
        count: int | None = None,
        *,
        seconds_per_item: float = 120,
        bytes_per_item: int = 2 << 30,
        max_tasks_per_worker: int = 200,
        executor: Executor | None = None,
    ) -> None:
        self.count = count or os.cpu_count() or 1
        self._executor = executor or LimitedProcesses(
            self.count, seconds=seconds_per_item, memory_bytes=bytes_per_item, max_calls=max_tasks_per_worker
        )
        self._owned = executor is None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._owned:
            self._executor.shutdown(cancel_futures=True)

    def map(self, function: Callable[[T], R], items: Iterable[T]) -> Iterator[tuple[T, R | BadInput]]:
        """Each item with what `function` makes of it, in the order of the items, which are taken as they are needed.

        A `BadInput` stands for a result where `function` raised it, where a limit was met, or where the worker died.
        Any other exception of `function` is a bug and is raised here, with the item named in a note. `function` must
        be found by name in its module, and items and results must pickle.
        """
        pending: deque[tuple[T, Future[R]]] = deque()
        try:
            for item in items:
                pending.append((item, self._executor.submit(function, item)))
                if len(pending) >= self.count * _IN_FLIGHT_PER_WORKER:
                    yield _settled(pending.popleft())
            while pending:
                yield _settled(pending.popleft())
        finally:
            for _, future in pending:
                future.cancel()


def _settled(submitted: tuple[T, Future[Any]]) -> tuple[T, Any]:
    item, future = submitted
    try:
        return item, future.result()
    except BadInput as error:
        return item, error
    except Exception as error:
        error.add_note(f"while working on {reprlib.repr(item)}")
        raise
