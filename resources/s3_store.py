"""A bucket of an S3-compatible service as a store.

Objects are put in one part, which S3 does whole or not at all (https://docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html#ConsistencyModel).
Each carries its SHA-256 as metadata, so that writing the same bytes again costs one HEAD request and changes nothing.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import boto3
import stamina
from boto3.exceptions import S3UploadFailedError
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionClosedError,
    IncompleteReadError,
    NoCredentialsError,
    ParamValidationError,
    PartialCredentialsError,
    ReadTimeoutError,
    ResponseStreamingError,
)
from typing_extensions import override

from arxiv_chunks.errors import BadOptions, ServiceRefused, ServiceUnavailable
from resources.store import MissingObject, ObjectInfo, Store, check_key

_CONFIG = Config(retries={"mode": "standard", "max_attempts": 5}, connect_timeout=10, read_timeout=60)
_BROKEN_BODY = (IncompleteReadError, ResponseStreamingError, ReadTimeoutError, ConnectionClosedError)
_MISSING = frozenset({"NoSuchKey", "404", "NotFound"})
_EMPTY_OBJECT = "InvalidRange"
_PASSING = frozenset({408, 409, 429})  # the statuses of the 4xx family that another time may not meet


class S3Store(Store):
    """The objects of `bucket` whose keys begin with `prefix` and a slash; of the whole bucket where it is empty."""

    def __init__(self, bucket: str, prefix: str = "") -> None:
        if not bucket:
            raise BadOptions("an S3 store takes the form s3://bucket/prefix")
        if prefix:
            check_key(prefix)
        self.bucket, self.prefix = bucket, prefix
        try:
            self._client: Any = boto3.session.Session().client("s3", config=_CONFIG)
        except (BotoCoreError, ValueError) as error:  # a profile that does not exist, an endpoint that is no URL
            raise BadOptions(f"s3://{bucket}: {_one_line(error)}") from error

    def __repr__(self) -> str:
        return f"S3Store({self.bucket!r}, {self.prefix!r})"

    def __reduce__(self) -> tuple[Callable[[str, str], "S3Store"], tuple[str, str]]:
        return _in_this_process, (self.bucket, self.prefix)

    def _full(self, key: str) -> str:
        return f"{self.prefix}/{key}" if self.prefix else key

    def _object(self, key: str) -> dict[str, str]:
        return {"Bucket": self.bucket, "Key": self._full(check_key(key))}

    @override
    def read(self, key: str) -> bytes:
        return self._get(key)

    @override
    def read_end(self, key: str, size_bytes: int) -> bytes:
        return self._get(key, Range=f"bytes=-{size_bytes}")

    def _get(self, key: str, **options: str) -> bytes:
        with self._clear_errors(key):
            # botocore retries requests, but not an answer that breaks off in its body.
            for attempt in stamina.retry_context(on=_BROKEN_BODY, attempts=3, timeout=None):
                with attempt:
                    try:
                        body: bytes = self._client.get_object(**self._object(key), **options)["Body"].read()
                    except ClientError as error:
                        if _code(error) != _EMPTY_OBJECT:
                            raise
                        body = b""
        return body

    @override
    def write(self, key: str, data: bytes) -> bool:
        digest = hashlib.sha256(data).hexdigest()
        head = self._head(key)
        if head is not None and head["ContentLength"] == len(data):
            stored = head["Metadata"].get("sha256")
            if stored == digest or (stored is None and self.read(key) == data):
                return False
        with self._clear_errors(key):
            self._client.put_object(**self._object(key), Body=data, Metadata={"sha256": digest})
        return True

    @override
    def write_file(self, key: str, path: Path) -> bool:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        head = self._head(key)
        if head is not None and head["Metadata"].get("sha256") == digest:
            return False
        with self._clear_errors(key):
            try:
                self._client.upload_file(str(path), **self._object(key), ExtraArgs={"Metadata": {"sha256": digest}})
            except S3UploadFailedError as error:  # boto3 wraps what botocore said of a part
                raise error.__context__ or error from error
        return True

    @override
    def exists(self, key: str) -> bool:
        return self._head(key) is not None

    def _head(self, key: str) -> dict[str, Any] | None:
        try:
            with self._clear_errors(key):
                head: dict[str, Any] = self._client.head_object(**self._object(key))
        except MissingObject:
            return None
        return head

    @override
    def list(self, prefix: str = "") -> Iterator[ObjectInfo]:
        own = len(self._full(""))
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self._full(prefix))
        with self._clear_errors():
            for page in pages:
                for found in page.get("Contents", ()):
                    yield ObjectInfo(found["Key"][own:], found["Size"])

    @override
    def delete(self, key: str) -> None:
        with self._clear_errors(key):
            self._client.delete_object(**self._object(key))

    @override
    def url(self, key: str) -> str:
        return f"s3://{self.bucket}/{self._full(check_key(key))}"

    @property
    @override
    def polars_storage_options(self) -> dict[str, str]:
        endpoint = self._client.meta.endpoint_url
        options = {"aws_endpoint_url": endpoint, "aws_region": self._client.meta.region_name or "us-east-1"}
        # Not `aws_allow_http`: Polars takes each `aws_` option but the two above for a key, and looks no further for keys.
        return options | ({"allow_http": "true"} if endpoint.startswith("http://") else {})

    @contextmanager
    def _clear_errors(self, key: str | None = None) -> Iterator[None]:
        """What botocore says, as one clear line that tells whose turn it is."""
        where = f"s3://{self.bucket}" if key is None else f"s3://{self.bucket}/{self._full(key)}"
        try:
            yield
        except ClientError as error:
            code, status = _code(error), error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
            said = error.response.get("Error", {}).get("Message") or code
            if code in _MISSING:
                raise MissingObject(f"{where}: there is no such object") from error
            if code == "NoSuchBucket":
                raise ServiceRefused(f"{where}: the bucket does not exist; create it") from error
            if 400 <= status < 500 and status not in _PASSING:
                raise ServiceRefused(
                    f"{where}: the service says {code} ({said}); check credentials and rights"
                ) from error
            raise ServiceUnavailable(f"{where}: the service says {code} ({said}); try again later") from error
        except (NoCredentialsError, PartialCredentialsError) as error:
            raise ServiceRefused(f"{where}: {error}; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY") from error
        except ParamValidationError as error:
            raise BadOptions(f"{where}: {_one_line(error)}") from error
        except BotoCoreError as error:
            raise ServiceUnavailable(f"{where}: {_one_line(error)}") from error


@lru_cache(maxsize=8)
def _in_this_process(bucket: str, prefix: str) -> S3Store:
    """A store that came from another process: its client cannot travel, and takes 100 ms to make anew, so one must do."""
    return S3Store(bucket, prefix)


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", "unknown"))


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
