"""Sentence ends of this project's rules and of libraries, on the hand-checked cases and in MB of text per second.

    python benchmarks/sentences.py

The cases are tests/cases/sentences.json; the rules were written with them at hand, the libraries were not. The speed is that
on the cases' own text.
"""

import argparse
import json
import sys
import time
import warnings
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import report

from arxiv_chunks.chunks.sentences import sentence_breaks

CASES = Path(__file__).parents[1] / "tests" / "cases" / "sentences.json"
Starts = Callable[[str], list[int]]


def places(text: str, sentences: list[str]) -> list[int]:
    """Where each sentence but the first begins in the text."""
    found, at = [], 0
    for sentence in filter(None, map(str.strip, sentences)):
        begin = text.find(sentence, at)
        if begin >= 0:
            found.append(begin)
            at = begin + len(sentence)
    return found[1:]


def ours() -> Starts:
    return lambda text: [start for _, start in sentence_breaks(text)]


def pysbd() -> Starts:
    from pysbd import Segmenter

    segmenter = Segmenter(language="en", clean=False)
    return lambda text: places(text, segmenter.segment(text))


def sentencex() -> Starts:
    from sentencex import segment

    return lambda text: places(text, list(segment("en", text)))


def syntok() -> Starts:
    from syntok import segmenter

    return lambda text: [sentence[0].offset for part in segmenter.analyze(text) for sentence in part][1:]


def blingfire() -> Starts:
    from blingfire import text_to_sentences

    return lambda text: places(text, text_to_sentences(text).split("\n"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.parse_args()
    warnings.simplefilter("ignore")
    cases = [text for group in json.loads(CASES.read_text(encoding="utf-8")) for text in group["texts"]]
    ends = sum(case.count(" ¦ ") for case in cases)
    rows = []
    for make in (ours, pysbd, sentencex, syntok, blingfire):
        starts, missed, invented = make(), 0, 0
        for case in cases:
            parts = case.split(" ¦ ")
            wanted = {len(" ".join(parts[:i])) + 1 for i in range(1, len(parts))}
            found = set(starts(" ".join(parts)))
            missed += len(wanted - found)
            invented += len(found - wanted)
        texts = [case.replace(" ¦ ", " ") for case in cases]
        began, rounds = time.process_time(), 0
        while time.process_time() < began + 1:
            for text in texts:
                starts(text)
            rounds += 1
        speed = rounds * sum(len(text.encode()) for text in texts) / 1e6 / (time.process_time() - began)
        name = "our rules" if make is ours else f"{make.__name__} {version(make.__name__)}"
        rows.append([name, missed, invented, f"{speed:.2f}"])
    table = report.table(["", f"missed of {ends}", "invented", "MB/s"], rows)
    about = "The cases are hard places chosen by hand; our rules were written with them in view, the libraries never saw them."
    wrong = rows[0][1] + rows[0][2]
    bars = [report.at_most("sentence ends missed or invented by our rules", 0, wrong)]
    return report.keep("sentences", "Sentence ends", f"{table}\n\n{about}", bars=bars)


if __name__ == "__main__":
    sys.exit(main())
