"""The object store: keys and whole objects, in a local folder or in an S3 bucket, behind one interface.

What lives here: the interface, its values, and the rule for keys. `local_store.py` and `s3_store.py` are the two kinds.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from arxiv_chunks.errors import ArxivChunksError, BadOptions

MAX_SEGMENT_BYTES = (
    240  # file names end at 255 bytes on common file systems, and a file being written has a longer name
)
MAX_KEY_BYTES = 1024  # S3's own limit, prefix included
_SEGMENT = re.compile(r"(?!\.)[^\x00-\x1f\x7f/\\]+")


class MissingObject(ArxivChunksError, LookupError):
    """The store holds no object of this key."""


class ObjectInfo(NamedTuple):
    """One stored object: its key below the store's root, and its length."""

    key: str
    size_bytes: int


class Store(ABC):
    """Objects by key. A reader sees a whole object, old or new, never a part of one; the last writer wins.

    All methods raise `BadOptions` for a key that is none, and a `ServiceError` when the disk or the service fails.
    Keys come back sorted by their code points.
    """

    @abstractmethod
    def read(self, key: str) -> bytes:
        """The object's bytes. Raises `MissingObject` where there is none."""

    @abstractmethod
    def read_end(self, key: str, size_bytes: int) -> bytes:
        """The object's last `size_bytes` bytes, or all of it where it is shorter. Raises `MissingObject`."""

    @abstractmethod
    def write(self, key: str, data: bytes) -> bool:
        """Store `data` whole under `key`; False when exactly these bytes already stood there and nothing was touched."""

    def write_file(self, key: str, path: Path) -> bool:
        """As `write`, of a file's content; where the service allows it, without holding all of it in memory."""
        return self.write(key, path.read_bytes())

    @abstractmethod
    def exists(self, key: str) -> bool:
        """Whether there is an object of this key."""

    @abstractmethod
    def list(self, prefix: str = "") -> Iterator[ObjectInfo]:
        """All objects whose key begins with `prefix`, which may end anywhere in a key."""

    @abstractmethod
    def delete(self, key: str) -> None:
        """Remove the object; nothing happens where there is none."""

    @abstractmethod
    def url(self, key: str) -> str:
        """Where the object is, for people and for `polars.scan_parquet`: a path, or `s3://bucket/key`."""

    @property
    @abstractmethod
    def polars_storage_options(self) -> dict[str, str]:
        """What `polars.scan_parquet(store.url(...), storage_options=...)` must know beside the URL; never a secret."""


def open_store(url: str) -> Store:
    """The store at `url`: a folder's path, or `s3://bucket/prefix`.

    Credentials, region and endpoint of S3 come from where boto3 looks for them: `AWS_ACCESS_KEY_ID`, `AWS_PROFILE`,
    `AWS_ENDPOINT_URL_S3`, the shared configuration files, or the machine's role. Nothing is touched before it is used.
    Raises `BadOptions` for any other URL.

    >>> open_store("data").url("chunks/date=2017-04-17/chunks.parquet")
    'data/chunks/date=2017-04-17/chunks.parquet'
    """
    scheme, separator, rest = url.partition("://")
    if scheme == "s3" and separator:
        from resources.s3_store import S3Store  # noqa: PLC0415  # boto3 takes 0.3 s to import; a folder needs none of it

        bucket, _, prefix = rest.partition("/")
        return S3Store(bucket, prefix.strip("/"))
    if separator or not url.strip():
        raise BadOptions(f"{url!r} is no store: it takes a folder or s3://bucket/prefix")
    from resources.local_store import LocalStore  # noqa: PLC0415  # which knows this module

    return LocalStore(url)


def check_key(key: str) -> str:
    """The key itself, when it can name an object in every kind of store and cannot leave the root; else `BadOptions`.

    A key is made of segments between slashes. No segment is empty, begins with a dot (hidden files belong to the store),
    or holds a backslash or a control character.
    """
    segments = key.split("/")
    try:
        sizes = [len(segment.encode()) for segment in segments]
    except UnicodeEncodeError:
        raise BadOptions(f"{key!r} is no key of the store: it is no valid Unicode") from None
    if not all(map(_SEGMENT.fullmatch, segments)):
        raise BadOptions(
            f"{key!r} is no key of the store: it takes names between single slashes, none beginning with a dot"
        )
    if max(sizes) > MAX_SEGMENT_BYTES or sum(sizes) + len(sizes) > MAX_KEY_BYTES:
        raise BadOptions(f"{key!r} is no key of the store: it is too long")
    return key
