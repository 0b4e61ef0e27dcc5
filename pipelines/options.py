"""Options that several commands take."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

Command = Callable[..., Any]

PDF = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
DAY = click.DateTime(formats=["%Y-%m-%d"])


store_option = click.option(
    "--store", help="Folder or s3://bucket/prefix that holds the tables.  [default: data/dataset]"
)


def cutting(command: Command) -> Command:
    """How text is cut into chunks; arrives as `size`, `overlap` and `unit`."""
    return _with(
        command,
        click.option("--size", default=300, show_default=True, help="Upper bound of a chunk, in units."),
        click.option("--overlap", default=40, show_default=True, help="Upper bound of the overlap, in units."),
        click.option("--unit", type=click.Choice(["tokens", "characters"]), default="tokens", show_default=True),
    )


def places(command: Command) -> Command:
    """Where a deployment reads and writes; arrives as `source`, `snapshot`, `store` and `home`, None where not given."""
    return _with(
        command,
        click.option("--source", help="arxiv, gcs, s3, sample, or the URL of a server like arXiv.  [default: arxiv]"),
        click.option(
            "--snapshot", type=PDF, help="List days from this file of arXiv's metadata (Kaggle), not from the API."
        ),
        store_option,
        click.option("--home", type=FOLDER, help="Folder of Dagster's own records.  [default: data/dagster]"),
    )


def _with(command: Command, *options: Callable[[Command], Command]) -> Command:
    for option in reversed(options):
        command = option(command)
    return command
