"""A release from a store, made and put in its place: what the asset and the command share."""

from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple

from resources.release.build import CARD, Release, Watcher, build_release, unwatched
from resources.release.publish import drafting
from resources.store import Store

FOLDER = "release"


class Made(NamedTuple):
    """A release that stands in its place; `changed` is False when the very same one stood there before."""

    place: str
    changed: bool
    release: Release
    card: str


def make_release(
    store: Store,
    output: str | None = None,
    *,
    all_licences: bool = False,
    progress: Watcher = unwatched,
) -> Made:
    """Release everything that has chunks to `output`, a folder or s3://bucket/prefix; by default the store's own `release`."""
    with drafting(output or store.url(FOLDER)) as draft:
        release = build_release(
            store,
            draft.folder,
            draft.scratch,
            code_version=_code_version(),
            all_licences=all_licences,
            progress=progress,
        )
        card = (draft.folder / CARD).read_text(encoding="utf-8")
        return Made(*draft.publish(), release, card)


def _code_version() -> str:
    try:
        return version("arxiv-chunks")
    except PackageNotFoundError:  # run from a checkout that nobody installed
        return "0+unknown"
