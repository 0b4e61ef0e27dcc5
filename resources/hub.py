"""The Hugging Face Hub: where a release's folder is sent. Endpoint and token come from `HF_ENDPOINT`, `HF_TOKEN` or a login."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from arxiv_chunks.errors import BadOptions, ServiceRefused, ServiceUnavailable
from resources.store import ObjectInfo

MESSAGE = "Release from arxiv-chunks"


def files_to_send(folder: Path) -> list[ObjectInfo]:
    """What `push` would send: every file of the folder, by its path there."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return [ObjectInfo(path.relative_to(folder).as_posix(), path.stat().st_size) for path in paths]


def push(folder: Path, repository: str, *, private: bool) -> str:
    """Send a release's folder to the dataset `repository` (`owner/name`) as one commit; returns the commit's URL.

    Files of an earlier release that this one lacks are removed by the same commit, so nobody sees half of each. The
    repository is made when it is not there. With `private`, it must not be public: what may not be shared is not sent there.
    """
    try:
        from huggingface_hub import HfApi  # noqa: PLC0415  # an extra; it takes a second to import
    except ImportError as error:
        raise BadOptions("--push needs an extra: pip install 'arxiv-chunks[hub]'") from error
    with _clear_errors(repository):
        api = HfApi(library_name="arxiv-chunks")
        api.create_repo(repository, repo_type="dataset", private=private or None, exist_ok=True)
        if private and not api.dataset_info(repository).private:
            raise BadOptions(f"{repository} is public, and this release holds papers that may not be shared")
        commit = api.upload_folder(
            folder_path=folder,
            repo_id=repository,
            repo_type="dataset",
            commit_message=MESSAGE,
            delete_patterns=["*/train-*.parquet"],
        )
    return str(commit.commit_url)


@contextmanager
def _clear_errors(repository: str) -> Iterator[None]:
    """What the Hub says, as one clear line that tells whose turn it is."""
    from httpx import HTTPError  # noqa: PLC0415
    from huggingface_hub.errors import (  # noqa: PLC0415
        HfHubHTTPError,
        HFValidationError,
        LocalTokenNotFoundError,
    )

    try:
        yield
    except HFValidationError as error:
        raise BadOptions(f"{repository}: {error}") from error
    except LocalTokenNotFoundError as error:
        raise ServiceRefused(f"{repository}: set HF_TOKEN, or log in with `hf auth login`") from error
    except HfHubHTTPError as error:
        status = error.response.status_code
        said = f"{repository}: the Hub says {status}: {str(error).splitlines()[0]}"
        if status in {401, 403, 404}:
            raise ServiceRefused(f"{said}; check HF_TOKEN and its rights") from error
        raise ServiceUnavailable(f"{said}; try again later") from error
    except HTTPError as error:
        raise ServiceUnavailable(f"{repository}: the Hub cannot be reached: {error}") from error
