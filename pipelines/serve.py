"""The command that serves a folder of papers as arXiv would."""

import threading
from pathlib import Path

import click


@click.command("serve-sample")
@click.option(
    "--papers",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with metadata.jsonl and pdf/.  [default: the bundled sample]",
)
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0 takes any free port.")
def serve_sample(papers: Path | None, port: int) -> None:
    """Serve a folder of papers as arXiv would: API, OAI-PMH and PDFs, on this machine alone."""
    from resources.sources import SAMPLE
    from resources.stand_in.server import serving

    folder = papers or SAMPLE
    with serving(folder, port) as url:
        click.echo(f"serving {folder} at {url}; stop with Ctrl-C")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            click.echo("stopped")
