"""The whole snapshot as rows of `papers`, day by day: streamed once, a month in memory at a time.

What `snapshot.py` does to one line is done here to columns, which takes a tenth of the time; tests hold the two together.
The snapshot is sorted by identifier, not by day, so its rows are first put aside by month of first submission.
"""

import io
from collections.abc import Callable, Iterator
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import Any

import polars as pl

from arxiv_chunks.tables import PAPERS
from resources.arxiv.licences import redistributable
from resources.arxiv.withdrawals import says_withdrawn
from resources.arxiv.xml import MalformedAnswer
from resources.threads import side_by_side

BLOCK_BYTES = 24 * 2**20
"""So much of the file is turned into rows at once: about 15,000 papers and 200 MB of memory."""
THREADS = 2
"""Polars has its own threads, but leaves a core idle between its steps."""
_TEXTS = ("id", "title", "comments", "journal-ref", "doi", "report-no", "categories", "license", "abstract")
_FOLDED = ("title", "abstract", "comments", "journal-ref", "doi", "report-no")
_LINE: dict[str, pl.DataType] = dict.fromkeys(_TEXTS, pl.String())
_NESTED: dict[str, pl.DataType] = {
    "versions": pl.List(pl.Struct({"version": pl.String, "created": pl.String})),
    "authors_parsed": pl.List(pl.List(pl.String)),
}
_IDENTIFIER = r"^(\d{4}\.\d{4,5}|[a-z-]+/\d{7})$"
_UNFOLDED = (
    r"[\s\x1c-\x1f]{2,}|[\t-\r\x1c-\x1f\x85\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]"
)
"""White space that is more or other than one blank; to replace each blank by itself would take most of the time."""
_CREATED = "%a, %d %b %Y %H:%M:%S GMT"


def put_aside(path: Path, folder: Path, progress: Callable[[int], None]) -> None:
    """Spread the snapshot's rows over `<folder>/YYYY-MM/*.parquet` by month of first submission (UTC).

    `progress` is told how many papers each block brought. Raises MalformedAnswer where the file is no snapshot.
    """

    def spread(block: tuple[int, bytes]) -> int:
        number, lines = block
        rows = rows_of_lines(lines)
        for month, part in _split(rows, pl.col("published").dt.strftime("%Y-%m")):
            (folder / month).mkdir(exist_ok=True)
            part.write_parquet(folder / month / f"{number:06d}.parquet", compression="lz4")
        return rows.height

    for papers in side_by_side(spread, enumerate(_blocks(path)), THREADS):
        progress(papers)


def days_put_aside(folder: Path) -> Iterator[tuple[date, pl.DataFrame]]:
    """Each day of first submission (UTC) with its rows of `papers`, in order of days, from what was put aside."""
    for month in sorted(folder.iterdir()):
        rows = pl.read_parquet(sorted(month.glob("*.parquet")))
        for day, frame in sorted(_split(rows, pl.col("published").dt.date()), key=itemgetter(0)):
            yield day, frame.sort("id")


def _split(rows: pl.DataFrame, key: pl.Expr) -> list[tuple[Any, pl.DataFrame]]:
    parts = rows.with_columns(key.alias("key")).partition_by("key", as_dict=True, include_key=False)
    return [(values[0], part) for values, part in parts.items()]


def _blocks(path: Path) -> Iterator[bytes]:
    """The file's whole lines, many at a time."""
    with path.open("rb") as file:
        rest = b""
        while block := file.read(BLOCK_BYTES):
            lines, _, rest = (rest + block).rpartition(b"\n")
            if lines:
                yield lines
        if rest.strip():
            yield rest


def rows_of_lines(lines: bytes) -> pl.DataFrame:
    """Lines of a snapshot as rows of `papers`, in their order."""
    try:
        raw = _read(lines)
        raw = raw.with_columns(_versions(), pl.col("categories").str.split(" "), *map(_folded, _FOLDED))
        raw = raw.with_columns(pl.col("categories").list.first().alias("primary_category"))
        if not _in_order(raw):  # never seen; to sort in vain takes a quarter of the time
            raw = raw.with_columns(pl.col("versions").list.sort())
        rows = raw.select(_columns())
    except pl.exceptions.PolarsError as error:
        raise MalformedAnswer(f"no lines of a snapshot: {str(error).splitlines()[0]}") from error
    if (wrong := rows.filter(~pl.col("id").str.contains(_IDENTIFIER).fill_null(value=False))).height:
        raise MalformedAnswer(f"no arXiv identifier: {wrong['id'][0]!r}")
    if rows["published"].null_count() or rows["primary_category"].null_count():
        raise MalformedAnswer("papers without version or category")
    licences = {uri: redistributable(uri) for uri in rows["license"].unique()}
    suspects = rows["comment"].filter(rows["comment"].str.contains("(?i)withdr|retract"))
    withdrawals = [comment for comment in suspects.unique() if says_withdrawn(comment)]
    return rows.with_columns(
        pl.col("license").replace_strict(licences, return_dtype=pl.Boolean).alias("redistributable"),
        pl.col("comment").is_in(withdrawals).fill_null(value=False).alias("withdrawn"),
    ).select(PAPERS.schema.names())


def _read(lines: bytes) -> pl.DataFrame:
    """The lines' values. Lists are first read as the JSON that they are and then decoded by column: a third of the time.

    Polars forgets to escape control characters in that JSON; where there are any, the block is read the plain way.
    """
    try:
        raw = pl.read_ndjson(io.BytesIO(lines), schema=_LINE | dict.fromkeys(_NESTED, pl.String()))
        return raw.with_columns(pl.col(name).str.json_decode(dtype) for name, dtype in _NESTED.items())
    except pl.exceptions.ComputeError:
        return pl.read_ndjson(io.BytesIO(lines), schema=_LINE | _NESTED)


def _folded(name: str) -> pl.Expr:
    """White space as `fold` leaves it; most of it is line ends, which are cheapest to replace for what they are."""
    lines_joined = pl.col(name).str.strip_chars().str.replace_all("\n", " ", literal=True)
    return lines_joined.str.replace_all(_UNFOLDED, " ").str.strip_chars()


def _or_null(name: str) -> pl.Expr:
    return pl.when(pl.col(name) != "").then(name)


def _versions() -> pl.Expr:
    version = pl.element().struct
    number = version.field("version").str.strip_prefix("v").cast(pl.Int32).alias("version")
    created = version.field("created").str.to_datetime(_CREATED, time_unit="ms", time_zone="UTC").alias("created")
    return pl.col("versions").list.eval(pl.struct(number, created))


def _in_order(raw: pl.DataFrame) -> bool:
    """Whether every paper's versions stand in the order of their numbers."""
    flat = raw.select(pl.int_range(pl.len()).alias("paper"), "versions").explode("versions")
    number = pl.col("versions").struct.field("version")
    return bool(flat.select(((pl.col("paper").diff() > 0) | (number.diff() > 0)).all()).item())


def _authors() -> pl.Expr:
    part = [pl.element().list.get(place, null_on_oob=True) for place in (1, 0, 2)]
    author = pl.concat_str([pl.when(text != "").then(text) for text in part], separator=" ", ignore_nulls=True)
    return pl.col("authors_parsed").list.eval(author.filter(author.str.contains(r"[\p{L}\p{N}]")))


def _columns() -> list[pl.Expr | str]:
    first, last = pl.col("versions").list.first().struct, pl.col("versions").list.last().struct
    return [
        "id",
        last.field("version"),
        pl.col("title").fill_null(""),
        pl.col("abstract").fill_null(""),
        _authors().alias("authors"),
        "categories",
        _or_null("primary_category"),
        first.field("created").alias("published"),
        last.field("created").alias("updated"),
        "versions",
        _or_null("license"),
        _or_null("comments").alias("comment"),
        _or_null("journal-ref").alias("journal_ref"),
        _or_null("doi"),
        _or_null("report-no").alias("report_number"),
    ]
