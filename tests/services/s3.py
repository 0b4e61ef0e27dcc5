"""What a test needs to know of an S3 server."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import boto3


@dataclass(frozen=True)
class S3Server:
    """Where it listens, and the keys that it takes."""

    url: str
    access_key: str
    secret_key: str

    @property
    def port(self) -> int:
        """Its port on loopback."""
        return urlsplit(self.url).port or 80

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which boto3 and Polars find it."""
        return {
            "AWS_ENDPOINT_URL_S3": self.url,
            "AWS_ACCESS_KEY_ID": self.access_key,
            "AWS_SECRET_ACCESS_KEY": self.secret_key,
            "AWS_REGION": "us-east-1",
        }

    @cached_property
    def client(self) -> Any:
        """A client of it, for what the store cannot do."""
        return boto3.client(
            "s3",
            endpoint_url=self.url,
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
            region_name="us-east-1",
        )
