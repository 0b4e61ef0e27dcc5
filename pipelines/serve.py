"""The command that serves a folder of papers as arXiv would."""

import threading
from pathlib import Path

import click

SAMPLE = Path(__file__).parents[1] / "resources" / "sample"


@click.command("serve-sample")
@click.option(
    "--papers",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=SAMPLE,
    show_default="the bundled sample",
    help="Folder with metadata.jsonl and pdf/.",
)
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0 takes any free port.")
def serve_sample(papers: Path, port: int) -> None:
    """Serve a folder of papers as arXiv would: API, OAI-PMH and PDFs, on this machine alone."""
    from resources.stand_in.server import serving

    with serving(papers, port) as url:
        click.echo(f"serving {papers} at {url}; stop with Ctrl-C")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            click.echo("stopped")
