"""Work on a few items at once, for work that leaves Python's lock alone: compression, columns, disks."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def side_by_side(work: Callable[[Item], Result], items: Iterable[Item], threads: int) -> Iterator[Result]:
    """What `work` makes of each item, in the items' order; no more than `threads` of them are taken ahead of the reader.

    >>> list(side_by_side(len, ["a", "bcd", "ef"], threads=2))
    [1, 3, 2]
    """
    with ThreadPoolExecutor(threads) as pool:
        under_way: deque[Future[Result]] = deque()
        for item in items:
            under_way.append(pool.submit(work, item))
            if len(under_way) == threads:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
