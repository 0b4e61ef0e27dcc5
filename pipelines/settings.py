"""What a deployment is told from outside: flags first, then environment variables, then these defaults."""

import os
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from arxiv_chunks.errors import BadOptions


class Settings(BaseSettings):
    """Where to read, where to write, how many hands. Each field is also an environment variable, `ARXIV_CHUNKS_<NAME>`.

    Raises `BadOptions` for a value that cannot be, without the value: it may be a secret.
    """

    model_config = SettingsConfigDict(env_prefix="ARXIV_CHUNKS_", extra="forbid", frozen=True)

    source: str = Field(
        default="arxiv", description="arxiv, gcs, s3, sample, or the URL of a server that speaks arXiv's protocols"
    )
    store: str = Field(default="data/dataset", description="folder or s3://bucket/prefix that holds the tables")
    home: Path = Field(
        default=Path("data/dagster"), description="folder of Dagster's own records: runs, events, schedules"
    )
    contact: str | None = Field(
        default=None, description="e-mail address that arXiv can write to; required for live arXiv"
    )
    snapshot: Path | None = Field(
        default=None,
        description="file of all metadata that arXiv publishes on Kaggle: days are listed from it, not the API",
    )
    instance_url: str | None = Field(
        default=None,
        repr=False,
        description="postgresql:// URL of a database for Dagster's own records; without it they are files in `home`",
    )
    gate_url: str | None = Field(
        default=None,
        repr=False,
        description="postgresql:// URL of a database through which many machines take turns at arXiv; one machine needs none",
    )
    alerts: str | None = Field(
        default=None,
        repr=False,  # a webhook's path and a mail server's password are secrets
        description="whom failed runs are told to: https:// webhooks and smtp://host?to=… URLs, separated by blanks",
    )
    workers: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1, description="processes that read PDFs")
    scheduler: str | None = Field(
        default=None,
        description="tcp:// address of a Dask scheduler whose workers read the PDFs instead; they need this package and see the store",
    )
    seconds_per_pdf: float = Field(
        default=120.0, gt=0, description="a PDF that takes longer costs one row of the ledger"
    )
    bytes_per_pdf: int = Field(
        default=2 << 30, gt=0, description="memory of a worker; a PDF that needs more costs one row"
    )

    def __init__(self, **given: Any) -> None:
        try:
            super().__init__(**given)
        except ValidationError as error:
            wrong = (
                f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors(include_input=False)
            )
            raise BadOptions(f"a setting cannot be so: {'; '.join(wrong)}") from None
