"""The Hugging Face Hub: where a release's folder is sent. Endpoint and token come from `HF_ENDPOINT`, `HF_TOKEN` or a login."""

from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

from arxiv_chunks.errors import BadOptions, ServiceRefused, ServiceUnavailable
from resources.store import ObjectInfo

if TYPE_CHECKING:
    from huggingface_hub import HfApi

MESSAGE = "Release from arxiv-chunks"
SHARDS = "*/train-*.parquet"


def files_to_send(folder: Path) -> list[ObjectInfo]:
    """What `push` would send: every file of the folder, by its path there."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return [ObjectInfo(path.relative_to(folder).as_posix(), path.stat().st_size) for path in paths]


def check_repository(repository: str) -> None:
    """Raise `BadOptions` where this is no `owner/name` of a dataset."""
    with _clear_errors(repository):
        # It takes a second to import.
        from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined]  # noqa: PLC0415

        validate_repo_id(repository)


def open_repository(repository: str, *, private: bool) -> None:
    """Make the dataset `repository` where it is not there yet, so that wrong rights are told before a release is made.

    With `private` it must not be public: what may not be shared is not sent there.
    """
    with _clear_errors(repository):
        api = _api()
        api.create_repo(repository, repo_type="dataset", private=private or None, exist_ok=True)
        if private and not api.dataset_info(repository).private:
            raise BadOptions(f"{repository} is public, and this release holds papers that may not be shared")


def push(folder: Path, repository: str) -> str:
    """Send a release's folder to the dataset `repository` as one commit; returns the commit's URL.

    Shards of an earlier release that this one lacks are removed by the same commit: nobody sees half of each.
    """
    with _clear_errors(repository):
        from huggingface_hub import CommitOperationAdd, CommitOperationDelete  # noqa: PLC0415

        api, sent = _api(), {name for name, _ in files_to_send(folder)}
        there = api.list_repo_files(repository, repo_type="dataset")
        # Not `upload_folder`, which makes several commits of a large one.
        commit = api.create_commit(
            repository,
            [
                *(CommitOperationDelete(name) for name in there if fnmatch(name, SHARDS) and name not in sent),
                *(CommitOperationAdd(name, folder / name) for name in sorted(sent)),
            ],
            repo_type="dataset",
            commit_message=MESSAGE,
        )
    return str(commit.commit_url)


def _api() -> "HfApi":
    from huggingface_hub import HfApi  # noqa: PLC0415

    return HfApi(library_name="arxiv-chunks")


@contextmanager
def _clear_errors(repository: str) -> Iterator[None]:
    """What the Hub says, as one clear line that tells whose turn it is."""
    from httpx2 import HTTPError  # noqa: PLC0415  # what huggingface_hub speaks through
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalTokenNotFoundError  # noqa: PLC0415

    try:
        yield
    except HFValidationError as error:
        raise BadOptions(f"{repository}: {error}") from error
    except LocalTokenNotFoundError as error:
        raise ServiceRefused(f"{repository}: set HF_TOKEN, or log in with `hf auth login`") from error
    except HfHubHTTPError as error:
        status = error.response.status_code
        if 400 <= status < 500 and status != 429:
            raise ServiceRefused(f"{repository}: the Hub says {status}; check HF_TOKEN and its rights") from error
        raise ServiceUnavailable(f"{repository}: the Hub says {status}; try again later") from error
    except (HTTPError, ConnectionError) as error:  # the second is what the transfer of large files raises
        raise ServiceUnavailable(f"{repository}: the Hub cannot be reached: {error}") from error
