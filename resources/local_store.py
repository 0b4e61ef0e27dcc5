"""A local folder as a store.

An object is written aside, under a hidden name in its own folder, synchronised to the disk and then renamed. The hidden
name follows from the key and is locked while it is written. The kernel lets go of the lock when a writer dies, however
it dies: so writers of one key take turns, and what a killed one left behind is written over by the next, or swept away
by a listing that comes by. Rename and lock work on local disks and on NFS from version 4 on.
"""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from typing_extensions import override

from arxiv_chunks.errors import ServiceError, ServiceRefused, ServiceUnavailable
from resources.store import MissingObject, ObjectInfo, Store, check_key

_FOR_THE_OPERATOR = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOTDIR, errno.EISDIR, errno.EEXIST}
)
_NOTHING_THERE = (FileNotFoundError, IsADirectoryError, NotADirectoryError)
_SUFFIX = ".part"


class LocalStore(Store):
    """The folder `root`; it is made when the first object is written."""

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self.root = Path(root).expanduser()

    def __repr__(self) -> str:
        return f"LocalStore({str(self.root)!r})"

    def __reduce__(self) -> tuple[type["LocalStore"], tuple[Path]]:
        return LocalStore, (self.root.absolute(),)  # another process may stand in another folder

    def _path(self, key: str) -> Path:
        return self.root / check_key(key)

    @override
    def read(self, key: str) -> bytes:
        path = self._path(key)
        with _clear_errors(path), _missing_told(path):
            return path.read_bytes()

    @override
    def read_end(self, key: str, size_bytes: int) -> bytes:
        path = self._path(key)
        with _clear_errors(path), _missing_told(path), path.open("rb") as file:
            length = file.seek(0, os.SEEK_END)
            file.seek(max(0, length - size_bytes))
            return file.read()

    @override
    def write(self, key: str, data: bytes) -> bool:
        path = self._path(key)
        if _holds(path, data):
            return False
        with _clear_errors(path):
            with _locked_part(path) as part:
                _write_all(part, data)
                os.fsync(part)
                _part_of(path).rename(path)
            _synchronise(path.parent)
        return True

    @override
    def exists(self, key: str) -> bool:
        path = self._path(key)
        with _clear_errors(path):
            return path.is_file()

    @override
    def list(self, prefix: str = "") -> Iterator[ObjectInfo]:
        folder, _, _ = prefix.rpartition("/")
        if folder:
            check_key(folder)
        with _clear_errors(self.root):
            yield from _walk(self.root / folder, f"{folder}/" if folder else "", prefix)

    @override
    def delete(self, key: str) -> None:
        path = self._path(key)
        with _clear_errors(path):
            path.unlink(missing_ok=True)

    @override
    def url(self, key: str) -> str:
        return f"{self.root}/{check_key(key)}"

    @property
    @override
    def polars_storage_options(self) -> dict[str, str]:
        return {}


def _part_of(path: Path) -> Path:
    return path.with_name(f".{path.name}{_SUFFIX}")


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False  # whatever is the matter, writing will meet it


@contextmanager
def _locked_part(path: Path) -> Iterator[int]:
    """The file beside `path` that its next content is written to, open, empty, and locked by this process alone."""
    part = _part_of(path)
    _make(path.parent)
    while True:
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            # Whoever held the lock before has renamed or removed the file by now: then this is a stranger's descriptor.
            if _is_same_file(descriptor, part):
                os.ftruncate(descriptor, 0)
                try:
                    yield descriptor
                except BaseException:
                    part.unlink(missing_ok=True)
                    raise
                return
        finally:
            os.close(descriptor)


def _make(folder: Path) -> None:
    """Make a folder and those above it, so that they outlast a loss of power too."""
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir(exist_ok=True)
        _synchronise(folder.parent)


def _is_same_file(descriptor: int, path: Path) -> bool:
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(descriptor), path.stat())
    return False


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _synchronise(folder: Path) -> None:
    """Make what was renamed or made in `folder` outlast a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _walk(folder: str | Path, key: str, prefix: str) -> Iterator[ObjectInfo]:
    """The objects below `folder`, whose own key is `key`, in the order of their keys."""
    try:
        with os.scandir(folder) as entries:
            found = {(e.name + "/" if e.is_dir() else e.name): e for e in entries}
    except _NOTHING_THERE:
        return
    for name in sorted(found):
        entry, own_key = found[name], key + name
        if name.startswith("."):
            if name.endswith(_SUFFIX):
                _sweep(Path(entry.path))
        elif name.endswith("/"):
            if own_key.startswith(prefix) or prefix.startswith(own_key):
                yield from _walk(entry.path, own_key, prefix)
        elif own_key.startswith(prefix):
            try:
                size_bytes = entry.stat().st_size
            except FileNotFoundError:
                continue  # removed since the folder was read
            yield ObjectInfo(own_key, size_bytes)


def _sweep(part: Path) -> None:
    """Remove what a dead writer left; one that lives still holds the lock."""
    with suppress(OSError):
        descriptor = os.open(part, os.O_RDWR | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_same_file(descriptor, part):
                part.unlink()
        finally:
            os.close(descriptor)


@contextmanager
def _missing_told(path: Path) -> Iterator[None]:
    try:
        yield
    except _NOTHING_THERE as error:
        raise MissingObject(f"{path}: there is no such object") from error


@contextmanager
def _clear_errors(path: Path) -> Iterator[None]:
    """What the operating system says, as one clear line that tells whose turn it is."""
    try:
        yield
    except OSError as error:
        kind: type[ServiceError] = ServiceRefused if error.errno in _FOR_THE_OPERATOR else ServiceUnavailable
        raise kind(f"{path}: {error.strerror or error}") from error
