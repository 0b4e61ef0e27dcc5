"""Which entry stands at each place that the PDF's in-text links lead to.

An anchor is a point beside its entry's first line: above it, on its baseline, or between, but at one height in one paper (in
54 of 56 papers nine in ten anchors lie within 3 points of the usual height, which is between -29 and 8 points from the line's
top). So the height is learned first: the one at which most anchors meet an entry. At a page's top they may stand lower. An
anchor that meets no entry near its height, or two alike (it may tell no column), is left alone: its links say nothing.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence

from arxiv_chunks.records import Anchor, Box

HIGHEST, LOWEST = -35.0, 20.0  # points from an entry's top to its anchor
SPREAD = 1.5  # points from the usual height within which anchors count for it
FARTHEST = 6.0  # points from the usual height
CLEARLY = 4.0  # points by which an entry must be nearer to it than any other; lines are 8 and more apart
LEFT, RIGHT = 45.0, 15.0  # points that an anchor may stand left or right of its entry; labels hang out by up to 27
MIN_SHARE = 0.5  # of the anchors that must meet an entry for any to be believed


def anchored(anchors: Sequence[Anchor], boxes: Mapping[int, Box]) -> dict[int, list[str]]:
    """The names of the anchors at each entry, by the entry's index; `boxes` are those of the entries' first lines.

    >>> boxes = {0: Box(9, 72.0, 100.0, 500.0, 110.0), 1: Box(9, 72.0, 130.0, 500.0, 140.0)}
    >>> anchored([Anchor("cite.able", 9, 72.0, 96.0), Anchor("cite.baker", 9, 72.0, 126.0)], boxes)
    {0: ['cite.able'], 1: ['cite.baker']}
    """
    pages: dict[int, list[tuple[int, Box]]] = defaultdict(list)
    for entry, box in boxes.items():
        pages[box.page].append((entry, box))
    distances = [_distances(anchor, pages[anchor.page]) for anchor in anchors]
    height, met = _usual_height(distances)
    if met < MIN_SHARE * len(anchors):
        return {}
    found: dict[int, list[str]] = defaultdict(list)
    for anchor, near in zip(anchors, distances, strict=True):
        offs = sorted((abs(distance - height), entry) for distance, entry in near)
        if offs and offs[0][0] <= FARTHEST and (len(offs) == 1 or offs[1][0] - offs[0][0] >= CLEARLY):
            found[offs[0][1]].append(anchor.name)
    return found


def _distances(anchor: Anchor, entries: Sequence[tuple[int, Box]]) -> list[tuple[float, int]]:
    """By how much the anchor stands below the top of each entry of its page that it may belong to."""
    return [
        (anchor.y - box.y0, entry)
        for entry, box in entries
        if HIGHEST < anchor.y - box.y0 < LOWEST and (anchor.x is None or box.x0 - LEFT < anchor.x < box.x0 + RIGHT)
    ]


def _usual_height(distances: Sequence[Sequence[tuple[float, int]]]) -> tuple[float, int]:
    """The height at which most anchors meet an entry, the nearest to the entries' tops of several; and how many do."""
    every = sorted(distance for near in distances for distance, _ in near)
    best, most = 0.0, 0
    for distance in every:
        met = bisect_left(every, distance + SPREAD) - bisect_left(every, distance - SPREAD)
        if (met, -abs(distance)) > (most, -abs(best)):
            best, most = distance, met
    return best, most
