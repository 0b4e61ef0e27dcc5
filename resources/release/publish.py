"""Where a release is put: readers find the old one or the new one there, never half of one.

A local folder is made aside, in a hidden one beside it, and renamed. S3 renames nothing: there each release gets a place of
its own, named after its content, and its checksums come last: a place that has them is complete.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from filelock import FileLock

from arxiv_chunks.errors import BadOptions
from resources.release.build import CARD, CHECKSUMS, CROISSANT
from resources.store import open_store

_TEXTS = (CARD, CROISSANT, CHECKSUMS)  # the checksums last
DIGEST_CHARACTERS = 12
OLD = "old"


class Draft:
    """A release under way in a folder of its own: `folder` is to be filled and then published, `scratch` is for its making."""

    def __init__(self, aside: Path, output: str) -> None:
        self.folder, self.scratch = aside / "release", aside / "scratch"
        self.folder.mkdir()
        self.scratch.mkdir()
        self._aside = aside
        self._output = output

    def publish(self) -> tuple[str, bool]:
        """Put the finished folder in its place: that place, and False where the very same release stood there already."""
        if "://" in self._output:
            return _upload(self.folder, self._output)
        target = Path(self._output)
        if _texts(target) == _texts(self.folder):
            return str(target), False
        for path in self.folder.rglob("*"):
            _synchronise(path)
        if target.exists():
            target.rename(self._aside / OLD)
        self.folder.rename(target)
        return str(target), True


@contextmanager
def drafting(output: str) -> Iterator[Draft]:
    """A draft of a release for `output`, a folder or s3://bucket/prefix; what is not published is removed.

    Raises `BadOptions` where `output` is a folder that holds something else than a release.
    """
    if "://" in output:
        open_store(output)  # a wrong URL is told before the work
        with TemporaryDirectory(prefix="arxiv-chunks-release-") as folder:
            yield Draft(Path(folder), output)
        return
    target = Path(output)
    if target.exists() and not (target / CHECKSUMS).is_file() and (not target.is_dir() or any(target.iterdir())):
        raise BadOptions(f"{target}: there is something else than a release here; name another --output")
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.part")
    with FileLock(target.with_name(f".{target.name}.lock")):
        if not target.exists() and (aside / OLD).exists():  # killed between the two renames
            (aside / OLD).rename(target)
        shutil.rmtree(aside, ignore_errors=True)  # what a killed process left
        aside.mkdir()
        try:
            yield Draft(aside, str(target))
        finally:
            shutil.rmtree(aside)


def _synchronise(path: Path) -> None:
    """Make a file, or the names in a folder, outlast a loss of power."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _texts(folder: Path) -> list[bytes | None]:
    paths = [folder / name for name in _TEXTS]
    return [path.read_bytes() if path.is_file() else None for path in paths]


def _upload(folder: Path, url: str) -> tuple[str, bool]:
    digest = hashlib.sha256(b"".join((folder / name).read_bytes() for name in _TEXTS)).hexdigest()[:DIGEST_CHARACTERS]
    store = open_store(f"{url.rstrip('/')}/{digest}")
    if store.exists(CHECKSUMS):
        return store.url(CHECKSUMS).rpartition("/")[0], False
    shards = sorted(str(path.relative_to(folder)) for path in folder.glob("*/*"))
    for name in (*shards, *_TEXTS):
        store.write_file(name, folder / name)
    return store.url(CHECKSUMS).rpartition("/")[0], True
