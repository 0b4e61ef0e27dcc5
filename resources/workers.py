"""Work on many papers at once: results in order, memory flat, and a poison paper costs its own result alone."""

import os
import reprlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from types import TracebackType
from typing import Any, Self, TypeVar

from arxiv_chunks.errors import BadInput
from resources.limits import result
from resources.processes import LimitedProcesses, Limits, call_near_here

T = TypeVar("T")
R = TypeVar("R")

Call = Callable[..., bytes]

_IN_FLIGHT_PER_WORKER = 8  # results come in order: so many may be done while the first of them still computes


class Workers:
    """A pool of `count` processes, to be used as a context manager, for as many maps as one likes.

    Each item may take `seconds_per_item` by the clock, and its process `bytes_per_item` of memory, which includes the
    60 MB or so of the libraries. A process is replaced after `max_tasks_per_worker` items, which bounds what leaks in
    C libraries add up to.

    An `executor` of another kind (Dask's) takes the items to other machines; the limits travel with them, and each
    machine keeps processes of its own. `count` then says how many items are worked on at once.

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
        limits = Limits(seconds_per_item, bytes_per_item, max_tasks_per_worker)
        self._processes = LimitedProcesses(limits) if executor is None else None
        self._call: Call = self._processes.call if self._processes else partial(call_near_here, limits)
        self._executor = executor or ThreadPoolExecutor(self.count, thread_name_prefix="worker")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._processes:
            self._processes.close()
            self._executor.shutdown(cancel_futures=True)

    def map(
        self, function: Callable[[Any], R], items: Iterable[T], load: Callable[[T], object] | None = None
    ) -> Iterator[tuple[T, R | BadInput]]:
        """Each item with what `function` makes of it, in the order of the items, which are taken as they are needed.

        What an item needs from outside, such as a PDF from the store, `load` fetches beside the process, without its
        limits and where there is a network: `function` then gets what it returned instead of the item.

        A `BadInput` stands for a result where `function` raised it, where a limit was met, or where the worker died.
        Any other exception is a bug, or a broken service where `load` raised it, and is raised here, with the item
        named in a note. Functions must be found by name in their module, and items and results must pickle.
        """
        pending: deque[tuple[T, Future[bytes]]] = deque()
        try:
            for item in items:
                pending.append((item, self._executor.submit(_loaded, self._call, function, load, item)))
                if len(pending) >= self.count * _IN_FLIGHT_PER_WORKER:
                    yield _settled(pending.popleft())
            while pending:
                yield _settled(pending.popleft())
        finally:
            for _, future in pending:
                future.cancel()


def _loaded(call: Call, function: Callable[[Any], object], load: Callable[[T], object] | None, item: T) -> bytes:
    return call(function, load(item) if load else item)


def _settled(submitted: tuple[T, Future[bytes]]) -> tuple[T, Any]:
    item, future = submitted
    try:
        return item, result(future.result())
    except BadInput as error:
        return item, error
    except Exception as error:
        error.add_note(f"while working on {reprlib.repr(item)}")
        raise
