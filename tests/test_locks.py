"""The lock files hold what pyproject.toml asks for."""

import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]


def locked(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    requirements = [Requirement(line) for line in lines if line and not line.startswith(("#", " "))]
    return {canonicalize_name(r.name): next(iter(r.specifier)).version for r in requirements}


@pytest.mark.parametrize(
    ("lock", "asked"),
    [
        ("requirements.lock", [*PROJECT["dependencies"], *EXTRAS["build"]]),
        ("requirements-dev.lock", [*PROJECT["dependencies"], *EXTRAS["build"], *EXTRAS["test"], *EXTRAS["check"]]),
        (
            "requirements-deploy.lock",
            [*PROJECT["dependencies"], *(r for e in ("build", "postgres", "dask", "kubernetes") for r in EXTRAS[e])],
        ),
    ],
)
def test_what_is_asked_for_is_locked_within_its_bounds(lock, asked):
    versions = locked(lock)
    for requirement in map(Requirement, asked):
        assert requirement.specifier.contains(versions[canonicalize_name(requirement.name)]), requirement


def test_no_lock_names_a_host_or_a_path():
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-deploy.lock"):
        assert "/" not in (ROOT / name).read_text(encoding="utf-8").replace("# ", "")
