"""Measure how many entries a second `parse_reference` reads, and how long the slowest line of any content takes.

    python benchmarks/references_speed.py ENTRIES.jsonl     lines of {"raw": …}, such as hand-labelled entries

CPU time of one process, the median of five runs. The lines of the second part are made to be slow: 20 kB of one kind of
character or of random ones, brackets that never close, names and numbers without end. A bound on time is no unit test:
tests/test_references_parse.py counts growth instead.
"""

import json
import random
import statistics
import string
import sys
import time
from pathlib import Path

import report

from arxiv_chunks import parse_reference

LENGTH = 20_000
ALPHABETS = {
    "capitals": string.ascii_uppercase,
    "capitals and blanks": string.ascii_uppercase[:6] + "  ",
    "capitals and stops": string.ascii_uppercase[:4] + ". ",
    "words": string.ascii_lowercase + "     ",
    "digits": string.digits,
    "digits and blanks": string.digits + "  ",
    "brackets": "()[]",
    "brackets and digits": "()[] 1290",
    "punctuation": string.punctuation + " ",
    "printable": string.printable,
    "accents": "´¨ˆ˜ˇ¸˚aeiou ",
    "quotes": "\"'“”‘’ a",
    "wide": "あ漢字가나다、。 12",
}
REPEATED = {
    "names": "Smith, J. A. and ",
    "full names": "Anna Maria Smith, ",
    "capital words": "Aa ",
    "initials": "A. ",
    "glued initials": "A.-B.",
    "words with hyphens": "Ab-Cd-",
    "numbers": "12, 345 (1999) ",
    "years": "(1999) 1998; ",
    "open brackets": "(",
    "open brackets with text": "(Springer ",
    "identifiers": "arXiv:1234.5678 10.1000/a1.",
    "almost identifiers": "hep-ph 9901",
    "almost DOIs": "10.1234/",
    "URLs": "http://a.b/c_ ",
    "stops": "J. Phys. ",
    "single words": "Word. ",
    "commas": "One, ",
    "quotes": '"a ',
    "in": ", in A",
    "blanks": " ",
    "accessed": "accessed on 1 1 1 ",
}


def slow_lines() -> dict[str, str]:
    """Lines that a careless pattern would take for ever on, by what they are made of."""
    lines = {}
    for name, alphabet in ALPHABETS.items():
        for seed in range(5):
            lines[f"{name} {seed}"] = "".join(random.Random(seed).choices(alphabet, k=LENGTH))
    for name, part in REPEATED.items():
        lines[name] = (part * (LENGTH // len(part) + 1))[:LENGTH]
        lines[f"{name}, tail"] = lines[name] + "!"
    return lines


def cpu_seconds(line: str) -> float:
    """CPU time of one parse, the best of three: a shared machine only ever adds to it."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        parse_reference(line)
        best = min(best, time.process_time() - start)
    return best


def main() -> int:
    bars, lines = [], []
    if len(sys.argv) > 1:
        entries = [json.loads(line)["raw"] for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
        rates = []
        for _ in range(5):
            start = time.process_time()
            for entry in entries:
                parse_reference(entry)
            rates.append(len(entries) / (time.process_time() - start))
        slowest = max(entries, key=cpu_seconds)
        lines.append(
            f"{len(entries):,} entries, {statistics.median(rates):,.0f} a second of processor time, the median of five."
        )
        lines.append(f"The slowest of them takes {1000 * cpu_seconds(slowest):.1f} ms, {len(slowest)} characters.")
        bars.append(report.at_least("entries parsed", 4000, statistics.median(rates), "entries/s"))
    timed = sorted(((cpu_seconds(line), name) for name, line in slow_lines().items()), reverse=True)
    lines.append("Made lines: " + ", ".join(f"{name} {1000 * seconds:.1f} ms" for seconds, name in timed[:5]) + ".")
    bars.append(report.at_most("the slowest line of any content", 50, 1000 * timed[0][0], "ms"))
    return report.keep("references_speed", "References: speed", "\n".join(lines), bars=bars, whole=len(sys.argv) > 1)


if __name__ == "__main__":
    sys.exit(main())
