"""`arxiv-chunks release`: the store's days as a dataset that can leave it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from arxiv_chunks.errors import BadOptions
from pipelines.options import store_option


@click.command()
@store_option
@click.option("--output", help="Folder, or s3://bucket/prefix.  [default: release/ in the store]")
@click.option("--all-licences", is_flag=True, help="Also papers whose licence lets nobody share their text.")
@click.option("--push", "repository", metavar="OWNER/NAME", help="Send it to this dataset on the Hugging Face Hub.")
@click.option("--dry-run", is_flag=True, help="With --push: list what would be sent, and send nothing.")
def release(store: str | None, output: str | None, all_licences: bool, repository: str | None, dry_run: bool) -> None:
    """Compact everything that has chunks into shards with a dataset card, Croissant and checksums."""
    from pipelines.settings import Settings
    from resources.hub import check_repository, files_to_send, open_repository, push
    from resources.release.make import make_release
    from resources.store import open_store

    source = open_store(store or Settings().store)
    if dry_run and not repository:
        raise BadOptions("--dry-run tells what --push would send: name a repository")
    if repository and "://" in (output or source.url("release")):
        raise BadOptions("--push sends a local folder: name one with --output")
    if repository:
        check_repository(repository)
        if not dry_run:
            open_repository(repository, private=all_licences)
    with _bar() as advance:
        made = make_release(source, output, all_licences=all_licences, progress=advance)
    figures = made.release.figures
    click.echo(f"papers    {figures.rows['papers']:>12,}   ({figures.withheld:,} more may not be shared)")
    click.echo(f"chunks    {figures.rows['chunks']:>12,}   ({figures.repeated_chunks:,} nearly repeat an earlier one)")
    click.echo(f"references{figures.rows['references']:>12,}   ({figures.resolved:,} resolved to an arXiv paper)")
    click.echo(f"release: {made.place}" + ("" if made.changed else " (as it was)"))
    if repository and dry_run:
        for name, size_bytes in files_to_send(Path(made.place)):
            click.echo(f"would send {size_bytes:>12,} bytes: {name} to {repository}")
    elif repository:
        click.echo(f"sent: {push(Path(made.place), repository)}")


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("release"), BarColumn(40), TextColumn("{task.percentage:.0f} %"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("release", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
