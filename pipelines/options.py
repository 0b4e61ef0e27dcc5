"""Options that several commands take."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

Command = Callable[..., Any]

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
DAY = click.DateTime(formats=["%Y-%m-%d"])


store_option = click.option(
    "--store", help="Folder or s3://bucket/prefix that holds the tables.  [default: data/dataset]"
)


def cutting(command: Command) -> Command:
    """How text is cut into chunks; arrives as `chunking`, the fields of `ChunkOptions`, which have been checked."""

    @wraps(command)
    def checked(
        *,
        size: int,
        overlap: int,
        unit: str,
        tokenizer: str,
        strategy: str,
        section_floor: int | None,
        leave_out: tuple[str, ...],
        **others: Any,
    ) -> Any:
        from arxiv_chunks.chunks.options import ChunkOptions

        chunking = {"size": size, "overlap": overlap, "unit": unit, "tokenizer": tokenizer, "strategy": strategy}
        chunking |= {"section_floor": section_floor, "leave_out": list(leave_out)}
        ChunkOptions(**chunking)  # type: ignore[arg-type]  # a wrong option is told before anything starts
        return command(chunking=chunking, **others)

    return _with(
        checked,
        click.option("--size", default=300, show_default=True, help="Upper bound of a chunk, in units."),
        click.option("--overlap", default=40, show_default=True, help="Upper bound of the overlap, in units."),
        click.option("--unit", type=click.Choice(["tokens", "characters"]), default="tokens", show_default=True),
        click.option(
            "--tokenizer",
            type=click.Choice(["cl100k_base", "o200k_base"]),
            default="cl100k_base",
            show_default=True,
            help="What counts the tokens.",
        ),
        click.option(
            "--strategy",
            type=click.Choice(["section", "recursive", "sentence", "page"]),
            default="section",
            show_default=True,
            help="Where cuts are made.",
        ),
        click.option(
            "--section-floor",
            type=int,
            help="A section of fewer units joins a neighbour.  [default: an eighth of --size]",
        ),
        click.option(
            "--leave-out",
            type=click.Choice(["caption", "table", "footnote", "equation"]),
            multiple=True,
            help="Kind of block that is not chunked; may be repeated.",
        ),
    )


def places(command: Command) -> Command:
    """Where a deployment reads and writes; arrives as `source`, `snapshot`, `store` and `home`, None where not given."""
    return _with(
        command,
        click.option("--source", help="arxiv, gcs, s3, sample, or the URL of a server like arXiv.  [default: arxiv]"),
        click.option(
            "--snapshot", type=FILE, help="List days from this file of arXiv's metadata (Kaggle), not from the API."
        ),
        store_option,
        click.option("--home", type=FOLDER, help="Folder of Dagster's own records.  [default: data/dagster]"),
    )


def _with(command: Command, *options: Callable[[Command], Command]) -> Command:
    for option in reversed(options):
        command = option(command)
    return command
