"""Numbers as small pictures in Markdown: PNGs inside, some ten kilobytes each. No rule about papers lives here."""

import base64
import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_INCHES = (7.0, 3.0)
_DOTS_PER_INCH = 90
_COLOURS = 32  # enough for soft letters, and a third of the bytes of true colour
_BLUE, _GREY = "#4363d8", "#8a8a8a"


def funnel(papers: Mapping[str, int]) -> str:
    """How many papers each stage has, the first stage on top."""
    figure, axes = _empty()
    names, counts = list(papers), list(papers.values())
    bars = axes.barh(names, counts, color=_BLUE)
    axes.bar_label(bars, labels=[f"{count:,}" for count in counts], padding=4)
    axes.invert_yaxis()
    axes.margins(x=0.12)
    axes.set_xlabel("papers")
    return _shown(figure, "papers through the stages")


def histogram(values: Sequence[int], label: str) -> str:
    """How often each size occurs."""
    figure, axes = _empty()
    axes.hist(values, bins=40, color=_BLUE)
    axes.set_xlabel(label)
    axes.set_ylabel("chunks")
    return _shown(figure, label)


def curves(days: Sequence[date], shares: Mapping[str, Sequence[float | None]]) -> str:
    """Shares from 0 to 1 over the days; a day without a value is left out."""
    import numpy as np  # noqa: PLC0415  # comes with matplotlib

    figure, axes = _empty()
    for (name, values), colour in zip(shares.items(), (_BLUE, _GREY), strict=False):
        known = [(day, value) for day, value in zip(days, values, strict=True) if value is not None]
        dates = np.array([day for day, _ in known], dtype="datetime64[D]")
        axes.plot(dates, [value for _, value in known], ".-", label=name, color=colour)
    axes.set_ylim(0, 1.02)
    axes.legend(loc="lower left", frameon=False)
    figure.autofmt_xdate()
    return _shown(figure, "quality over time")


def _empty() -> "tuple[Figure, Axes]":
    from matplotlib.figure import Figure  # noqa: PLC0415  # half a second that only a picture is worth

    figure = Figure(figsize=_INCHES, dpi=_DOTS_PER_INCH, layout="constrained")
    axes = figure.subplots()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _shown(figure: "Figure", says: str) -> str:
    from PIL import Image  # noqa: PLC0415  # comes with matplotlib

    drawn, small = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, format="png")
    Image.open(drawn).convert("RGB").quantize(_COLOURS).save(small, format="png", optimize=True)
    return f"![{says}](data:image/png;base64,{base64.b64encode(small.getvalue()).decode()})"
