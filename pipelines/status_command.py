"""`arxiv-chunks status`: what a store holds."""

import json

import click

from pipelines.options import store_option


@click.command()
@store_option
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def status(store: str | None, form: str) -> None:
    """Print what the store holds: days, papers by stage, failures by reason, sizes."""
    from rich.console import Console

    from pipelines.settings import Settings
    from pipelines.status import as_json, as_tables, status_of
    from resources.store import open_store

    with Console(stderr=True).status("reading the ledger"):
        found = status_of(open_store(store or Settings().store))
    if form == "json":
        click.echo(json.dumps(as_json(found), indent=2))
    else:
        Console(highlight=False).print(as_tables(found))
