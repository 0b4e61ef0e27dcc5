"""The snippets of README and of the pages under docs/, as a reader would type them, one after another."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def python_of(name: str) -> list[str]:
    return re.findall(r"```python\n(.*?)```", text_of(name), re.DOTALL)


def commands_of(name: str) -> list[str]:
    return [line.split(" #")[0].strip() for line in re.findall(r"^\$ (.*)$", text_of(name), re.MULTILINE)]


def run_python(code: str, folder: Path, **environment: str) -> str:
    """Run it in `folder` without any network beyond loopback; returns what it prints."""
    # A closed port in place of the Hub: whoever asks it fails.
    offline = {"HF_ENDPOINT": "http://127.0.0.1:9", "HF_HOME": str(folder / "hf"), "HF_HUB_DISABLE_TELEMETRY": "1"}
    finished = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        env=os.environ | offline | {"PYTHONPATH": str(ROOT)} | environment,
    )
    assert finished.returncode == 0, finished.stderr[-3000:]
    return finished.stdout
