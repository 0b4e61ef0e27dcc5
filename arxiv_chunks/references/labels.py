"""Labels that count: `[1]`, `(1)`, `1.` or a bare or raised `1` at the start of lines; `[S1]` in a supplement's list.

A number at a line's start is a label only as part of a run that counts upwards: pages, volumes and years start lines too.
"""

import re
from collections.abc import Sequence

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_STYLES = (
    re.compile(r"\[\s*S?(\d{1,4})\s*\]"),
    re.compile(r"\((\d{1,3})\)"),
    re.compile(r"(\d{1,3})\.(?!\d)"),
    re.compile(r"(\d{1,3})(?=\s*[\"'“‘(]?[^\W\d_])"),
)
_MAX_SKIP = 3  # labels lost in extraction that a run may step over
_RESTART = 1.5  # what a run scores with two labels or more
_SUPPLEMENT = 10_000  # beyond all numbers that labels have
_PER_LINE = 1e-4  # of two runs that count as far, the one that is closer together is the list


def inside(label: str | None) -> str:
    """A label's number or name, without brackets and stop; empty where there is no label.

    >>> inside("[12]"), inside("(ABC99)."), inside(None)
    ('12', 'ABC99', '')
    """
    return (label or "").strip("[](). ")


def label_run(texts: Sequence[str]) -> dict[int, str]:
    """The lines that begin with labels counting upwards, with the labels: the longest run of all styles.

    >>> label_run(["[1] One,", "[9] not a label", "[2] Two.", "[3] Three."])
    {0: '[1]', 2: '[2]', 3: '[3]'}
    """
    return max(label_runs(texts), key=len)


def label_runs(texts: Sequence[str], *, restart: bool = True) -> list[dict[int, str]]:
    """The longest run of each style. With `restart`, it may begin again at 1, as where a paper has two lists."""
    plain = [text if text.isascii() else text.translate(SUPERSCRIPTS) for text in texts]
    return [
        _longest_run(
            [(i, match[0], _counted(match)) for i, text in enumerate(plain) if (match := style.match(text))],
            restart=restart,
        )
        for style in _STYLES
    ]


def _counted(match: re.Match[str]) -> int:
    """A label's number; those of a supplement count for themselves."""
    return int(match[1]) + (_SUPPLEMENT if "S" in match[0] else 0)


def _longest_run(found: Sequence[tuple[int, str, int]], *, restart: bool) -> dict[int, str]:
    scores: list[float] = []
    before: list[int] = []
    ends: dict[int, int] = {}  # number -> where the best run ends with it
    top = -1  # where the best run of all ends
    for place, (line, _, number) in enumerate(found):
        score, link = 1.0, -1
        steps = [
            (at, 1.5 - skip / 2) for skip in range(1, _MAX_SKIP + 1) if (at := ends.get(number - skip)) is not None
        ]
        if restart and number % _SUPPLEMENT == 1 and top >= 0 and scores[top] > _RESTART:
            steps.append((top, 0.5))
        for at, gain in steps:
            reached = scores[at] + gain - _PER_LINE * (line - found[at][0])
            if reached > score:
                score, link = reached, at
        if link < 0 and number > _SUPPLEMENT + _MAX_SKIP:
            score = 0.0  # "[S91]" is a name's first letter and a year
        scores.append(score)
        before.append(link)
        if not score:
            continue
        if number not in ends or score >= scores[ends[number]]:
            ends[number] = place
        if top < 0 or score > scores[top]:
            top = place
    run = []
    while top >= 0:
        run.append(found[top][:2])
        top = before[top]
    return dict(run[::-1])
