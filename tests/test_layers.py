"""Every module belongs to one of the four layers whose imports the contract in pyproject.toml checks."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
NO_LAYER = {"tests", "benchmarks", "scripts", "deploy", "docs", "build"}  # the last is not kept by git


def test_every_python_folder_is_a_layer_or_holds_scripts_alone():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = set(project["tool"]["importlinter"]["root_packages"])
    assert set(project["tool"]["importlinter"]["contracts"][0]["layers"]) == layers
    assert set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == layers
    assert set(project["tool"]["mypy"]["packages"]) == layers
    folders = {path.relative_to(ROOT).parts[0] for path in ROOT.glob("[!.]*/**/*.py")}
    assert folders - NO_LAYER == layers
    assert not list(ROOT.glob("*.py"))


def test_every_folder_of_the_library_opens_with_its_charter():
    for package in ("arxiv_chunks", "resources", "assets", "pipelines"):
        for path in (ROOT / package).rglob("__init__.py"):
            assert path.read_text(encoding="utf-8").startswith('"""'), path
