"""The command line. What a command needs is imported when it runs, so that help is quick and `text` knows no Dagster.

Bad input gets one line on standard error and exit code 2 (usage) or 1 (failed); never a traceback.
"""

import os
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click
import msgspec

from arxiv_chunks.errors import ArxivChunksError, BadOptions
from pipelines.one_file import chunks_of, json_lines, page_of, references_of, text_of, under_limits
from pipelines.options import DAY, FILE, cutting, places
from pipelines.release_command import release
from pipelines.serve import serve_sample
from pipelines.status_command import status

if TYPE_CHECKING:
    from pipelines.settings import Settings


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="arxiv-chunks")
def cli() -> None:
    """From arXiv to a chunk dataset."""


def _print(lines: str, nothing: str = "nothing was found") -> None:
    if lines:
        click.echo(lines)
    else:
        click.echo(f"arxiv-chunks: {nothing}", err=True)


@cli.command()
@click.argument("pdf", type=FILE)
@click.option("--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True)
def text(pdf: Path, form: str) -> None:
    """Print the body text of a PDF; paragraphs are separated by a blank line."""
    _print(under_limits(text_of, pdf, form))


@cli.command()
@click.argument("pdf", type=FILE)
def references(pdf: Path) -> None:
    """Print the bibliography of a PDF, one JSON object an entry, in printed order."""
    _print(under_limits(references_of, pdf), nothing="no bibliography was found")


@cli.command("parse-references")
def parse_references() -> None:
    """Read bibliography entries from standard input, one a line, and print one JSON object for each."""
    from arxiv_chunks import parse_reference

    lines = sys.stdin.buffer.read().decode("utf-8", errors="replace").split("\n")
    _print(json_lines(msgspec.structs.asdict(parse_reference(line)) for line in (lines if lines[-1] else lines[:-1])))


@cli.command()
@click.argument("pdf", type=FILE)
@cutting
def chunks(pdf: Path, chunking: Mapping[str, Any]) -> None:
    """Print the chunks of a PDF, one JSON object a chunk."""
    _print(under_limits(chunks_of, pdf, chunking))


@cli.command()
@click.argument("pdf", type=FILE)
@click.option(
    "--output", required=True, type=click.File("w", encoding="utf-8", lazy=True), help="The HTML page to write."
)
@cutting
def inspect(pdf: Path, output: TextIO, chunking: Mapping[str, Any]) -> None:
    """Draw the blocks and chunks of a PDF on its pages, as one HTML file for a browser."""
    output.write(under_limits(page_of, pdf, chunking))


def settings_of(given: Mapping[str, Any]) -> "Settings":
    """The settings with what was given on the command line."""
    from pipelines.settings import Settings

    return Settings(**{name: value for name, value in given.items() if value is not None})


@cli.command()
@click.option(
    "--from", "first", type=DAY, help="First day of submission (UTC). Default: all days; of live arXiv the last one."
)
@click.option("--to", "last", type=DAY, help="Last day of submission, included (UTC). Default: yesterday.")
@click.option("--category", "categories", multiple=True, help="Only papers of this arXiv category; may be repeated.")
@click.option("--only-redistributable", is_flag=True, help="Only papers whose licence lets others share their text.")
@places
@click.option("--workers", type=click.IntRange(min=1), help="Processes that read PDFs. Default: one a core.")
@cutting
@click.option("--day-by-day", is_flag=True, help="One Dagster run for each day, not for each stretch of days.")
def run(
    first: datetime | None,
    last: datetime | None,
    categories: tuple[str, ...],
    only_redistributable: bool,
    chunking: Mapping[str, Any],
    day_by_day: bool,
    **given: Any,
) -> int:
    """Make the dataset for the days from --from to --to."""
    from pipelines.run_command import run as run_days

    return run_days(
        settings_of(given),
        first.date() if first else None,
        last.date() if last else None,
        categories=categories,
        only_redistributable=only_redistributable,
        chunking=chunking,
        day_by_day=day_by_day,
    )


@cli.command("load-snapshot")
@click.argument("snapshot", type=FILE)
@click.option("--store", help="Folder or s3://bucket/prefix that holds the tables.  [default: data/dataset]")
def load_snapshot(snapshot: Path, **given: Any) -> int:
    """Write `papers` of all days from the file of all metadata that arXiv publishes on Kaggle; no request is sent."""
    from pipelines.run_command import load_snapshot as load

    return load(snapshot, settings_of(given).store)


@cli.command()
@places
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=3000, show_default=True)
def ui(host: str, port: int, **given: Any) -> None:
    """Open Dagster's UI on the instance that `run` writes to."""
    from pipelines.ui import serve_ui

    serve_ui(settings_of(given), host, port)


for command in (release, status, serve_sample):
    cli.add_command(command)


def main() -> int:
    """Run the command line; the return value is the exit code."""
    try:
        result = cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("interrupted", err=True)
        return 130
    except BrokenPipeError:  # whoever reads our output has seen enough
        _let_go_of_output()
        return 1
    except OSError as error:  # a full disk behind our output, a folder that may not be made
        _let_go_of_output()
        click.echo(
            f"arxiv-chunks: {f'{error.filename}: ' if error.filename else ''}{error.strerror or error}", err=True
        )
        return 1
    except click.ClickException as error:
        click.echo(f"arxiv-chunks: {error.format_message()}", err=True)
        return 2
    except BadOptions as error:
        click.echo(f"arxiv-chunks: {error}", err=True)
        return 2
    except ArxivChunksError as error:
        click.echo(f"arxiv-chunks: {error}", err=True)
        return 1
    return result if isinstance(result, int) else 0


def _let_go_of_output() -> None:
    """Python would complain once more at its exit of what it cannot write."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
