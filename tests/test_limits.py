"""One call under limits, in a child process: what the command line does to a PDF."""

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import poison
import pytest
from services.processes import wait_for_end

from arxiv_chunks.errors import Reason
from resources.limits import run_limited

TESTS = Path(__file__).parent

PRELUDE = """
import json, os, resource, sys
import poison
from arxiv_chunks.errors import BadInput
from resources.limits import run_limited
"""


def run(script, **options):
    return subprocess.run(
        [sys.executable, "-c", PRELUDE + script],
        **{"cwd": TESTS.parent, "env": os.environ | {"PYTHONPATH": str(TESTS)}, "text": True} | options,
        capture_output=True,
        check=False,
        timeout=300,
    )


def outcome_of(name, seconds=20, memory_bytes=256 << 20):
    done = run(f"""
try:
    print(json.dumps(["returned", len(str(run_limited(poison.{name}, 7, seconds={seconds}, memory_bytes={memory_bytes})))]))
except BadInput as error:
    print(json.dumps([error.reason, error.detail]))
except Exception as error:
    print(json.dumps([type(error).__name__, str(error), error.__notes__]))
""")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return json.loads(done.stdout)


@pytest.mark.parametrize(("name", "reason"), poison.REASONS.items())
def test_what_goes_wrong_becomes_a_reason(name, reason):
    assert outcome_of(name, seconds=1 if reason == Reason.TIME_LIMIT else 20)[0] == reason


def test_processor_time_is_limited_beside_the_clock():
    done = run("""
import signal
from resources.limits import cause_of_death, limit_seconds
if (child := os.fork()) == 0:
    limit_seconds(1)
    signal.setitimer(signal.ITIMER_REAL, 60)  # the clock is patient here
    poison.hang(7)
else:
    print(cause_of_death(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])))
""")
    assert done.stdout.startswith(Reason.TIME_LIMIT), done


def test_memory_that_mupdf_is_refused_is_no_bug_of_ours():
    assert outcome_of("bomb_in_mupdf", memory_bytes=120 << 20)[0] == Reason.MEMORY_LIMIT


def test_what_goes_well_comes_back_whole():
    assert outcome_of("answer_at_length") == ["returned", len(str(bytes(20_000_000)))]


def test_a_bug_keeps_its_traceback():
    kind, message, notes = outcome_of("be_a_bug")
    assert (kind, message) == ("KeyError", "7")
    assert "raise KeyError(item)" in notes[0]


def test_an_answer_that_cannot_travel_is_a_bug():
    assert outcome_of("answer_what_cannot_travel")[0] in {"AttributeError", "PicklingError"}


def test_a_process_with_threads_is_not_forked():
    with ThreadPoolExecutor(1) as threads:
        threads.submit(os.getpid).result()
        with pytest.raises(RuntimeError, match="before threads are started"):
            run_limited(os.getpid)


def test_the_child_does_not_outlive_an_interruption_or_the_death_of_its_parent(tmp_path):
    script = f"""
def note_and_sleep(path):
    open(path, "w").write(str(os.getpid()))
    poison.sleep(path)
run_limited(note_and_sleep, {str(tmp_path / "pid")!r}, seconds=2)
"""
    for sent in (signal.SIGINT, signal.SIGKILL):
        (tmp_path / "pid").write_text("")
        parent = subprocess.Popen(
            [sys.executable, "-c", PRELUDE + script],
            cwd=TESTS.parent,
            env=os.environ | {"PYTHONPATH": str(TESTS)},
            stderr=subprocess.DEVNULL,
        )
        while not (child := (tmp_path / "pid").read_text()):
            assert parent.poll() is None
            time.sleep(0.01)
        parent.send_signal(sent)
        parent.wait()
        wait_for_end(int(child))


def test_memory_stays_below_the_limit():
    done = run("""
try:
    run_limited(poison.bomb_by_pieces, 7, memory_bytes=300 << 20)
except BadInput:
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
""")
    assert 250_000 < int(done.stdout) < 340_000  # kB


@pytest.mark.parametrize("command", ["text", "references", "chunks"])
def test_a_file_that_is_no_pdf_is_one_line(command, tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"not a PDF")
    done = subprocess.run(
        [sys.executable, "-m", "pipelines.cli", command, tmp_path / "a.pdf"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("arxiv-chunks: damaged")
    assert done.stderr.count("\n") == 1


def test_a_pdf_that_breaks_the_reader_is_one_line():
    done = run("""
from pipelines import cli, one_file
one_file.SECONDS = 1
sys.argv = ["arxiv-chunks", "text", "pyproject.toml"]
cli.text_of = lambda pdf, form: getattr(poison, name)(pdf)
for name in ("hang", "be_a_bug", "segfault"):
    print(cli.main())
""")
    assert done.stdout == "1\n1\n1\n"
    assert done.stderr.splitlines() == [
        "arxiv-chunks: time_limit: took longer than one paper may",
        "arxiv-chunks: crashed: KeyError: PosixPath('pyproject.toml')",
        "arxiv-chunks: crashed: killed by SIGSEGV",
    ]
