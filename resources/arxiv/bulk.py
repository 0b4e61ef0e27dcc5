"""PDFs by the month, from the tars in arXiv's requester-pays bucket, into the own store.

A tar is fetched whole onto the disk, in ranges that a broken connection does not waste, held against its MD5, and read member by
member; then it is deleted. Members do not say which version they are, and older tars are rarely renewed, so only papers that
have a single version are taken: of those alone it is certain. The next run finds them in the store, and asks arXiv for the rest.
"""

import hashlib
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import boto3
import stamina
from botocore.exceptions import BotoCoreError, ClientError

from arxiv_chunks.errors import BadOptions, ServiceBroken, ServiceUnavailable
from resources.arxiv.manifest import Tar, item_name, parse_manifest, tars_with
from resources.keys import pdf_key
from resources.store import Store

BUCKET, REGION = "arxiv", "us-east-1"
MANIFEST_KEY = "pdf/arXiv_pdf_manifest.xml"
PIECE_BYTES = 1 << 20
ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one tar brought: how many papers were sought in it, and those that are stored now."""

    tar: Tar
    wanted: int
    stored: tuple[str, ...]


class BulkPdfs:
    """The bucket, read at the requester's cost. `client` is boto3's for S3; `folder` has room for one tar (550 MB)."""

    def __init__(self, client: Any, store: Store, folder: Path, *, bucket: str = BUCKET) -> None:
        self._client = client
        self._store = store
        self._folder = folder
        self._bucket = bucket

    def manifest(self) -> tuple[Tar, ...]:
        """All tars that the bucket has."""
        path = self._folder / "manifest.xml"
        self._fetch(MANIFEST_KEY, path)
        return parse_manifest(path.read_bytes())

    def load(self, versions: Mapping[str, int]) -> Iterator[Loaded]:
        """Store the PDFs of the papers in `versions` (identifier to latest version) that have one version and are not stored.

        One tar at a time; tars without a wanted paper cost nothing. Stopped in the middle, it may be called again.
        """
        wanted = [
            arxiv_id
            for arxiv_id, version in versions.items()
            if version == 1 and not self._store.exists(pdf_key(arxiv_id, 1))
        ]
        for tar, arxiv_ids in tars_with(self.manifest() if wanted else (), wanted).items():
            yield self._load(tar, arxiv_ids)

    def _load(self, tar: Tar, arxiv_ids: list[str]) -> Loaded:
        path = self._folder / Path(tar.key).name
        self._fetch(tar.key, path)
        try:
            if _md5(path) != tar.md5:
                raise ServiceBroken(f"s3://{self._bucket}/{tar.key} is not what the manifest says (MD5)")
            names = {item_name(arxiv_id): arxiv_id for arxiv_id in arxiv_ids}
            stored = []
            for name, data in _members(path):
                if name in names and data.startswith(b"%PDF-"):
                    self._store.write(pdf_key(names[name], 1), data)
                    stored.append(names[name])
        finally:
            path.unlink()
        return Loaded(tar, len(arxiv_ids), tuple(stored))

    def _fetch(self, key: str, path: Path) -> None:
        """Bring an object onto the disk, going on where an earlier attempt stopped."""
        part = path.with_name(path.name + ".part")
        part.unlink(missing_ok=True)
        try:
            for attempt in stamina.retry_context(on=(BotoCoreError, ConnectionError), attempts=ATTEMPTS):
                with attempt:
                    self._append(key, part)
        except (BotoCoreError, ClientError, ConnectionError) as error:
            raise ServiceUnavailable(f"s3://{self._bucket}/{key}: {error}") from error
        part.replace(path)

    def _append(self, key: str, part: Path) -> None:
        start = part.stat().st_size if part.exists() else 0
        answer = self._client.get_object(
            Bucket=self._bucket, Key=key, RequestPayer="requester", **({"Range": f"bytes={start}-"} if start else {})
        )
        with part.open("ab") as file:
            for piece in answer["Body"].iter_chunks(PIECE_BYTES):
                file.write(piece)


@contextmanager
def open_bulk(url: str, store: Store) -> Iterator[BulkPdfs]:
    """The bucket at S3's `url`, with a folder for its tars that is gone afterwards. Credentials are those that boto3 finds."""
    with TemporaryDirectory(prefix="arxiv-chunks-tars-") as folder:
        try:
            client = boto3.session.Session().client("s3", endpoint_url=url, region_name=REGION)
        except (BotoCoreError, ValueError) as error:
            raise BadOptions(f"arXiv's bucket at {url} cannot be asked: {error}") from error
        yield BulkPdfs(client, store, Path(folder))


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def _members(path: Path) -> Iterator[tuple[str, bytes]]:
    """Name without folder and suffix, and bytes, of each PDF in the tar."""
    with tarfile.open(path, mode="r:") as tar:
        for member in tar:
            file = tar.extractfile(member) if member.isfile() and member.name.endswith(".pdf") else None
            if file is not None:
                yield Path(member.name).stem, file.read()
