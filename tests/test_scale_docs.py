"""The figures of docs/scale.md are what benchmarks/scale.py makes of what was measured."""

import importlib.util
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_tables_follow_from_the_measurements():
    spec = importlib.util.spec_from_file_location("scale", ROOT / "benchmarks" / "scale.py")
    scale = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scale)
    page = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
    assert scale.page_with(scale.tables(scale.read()), page) == page


def test_what_is_linked_is_there():
    for page in (ROOT / "docs" / "scale.md", ROOT / "deploy" / "README.md"):
        for link in re.findall(r"\]\((?!http)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), link
