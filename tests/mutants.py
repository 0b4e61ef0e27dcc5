"""PDFs that went wrong on their way: bits flipped, ends cut off, pieces of two files put together. The same for one seed."""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from small_arxiv import paper

DAY = "2024-03-11"


def _flip_bits(data: bytes, other: bytes, r: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(r.choice((1, 10, 100, 1000))):
        changed[r.randrange(len(changed))] ^= 1 << r.randrange(8)
    return bytes(changed)


def _cut_off(data: bytes, other: bytes, r: random.Random) -> bytes:
    return data[: r.randrange(len(data))]


def _splice(data: bytes, other: bytes, r: random.Random) -> bytes:
    return data[: r.randrange(len(data))] + other[r.randrange(len(other)) :]


def _lose_a_piece(data: bytes, other: bytes, r: random.Random) -> bytes:
    start = r.randrange(len(data))
    return data[:start] + data[start + r.choice((1, 100, 10_000)) :]


def _overwrite_a_piece(data: bytes, other: bytes, r: random.Random) -> bytes:
    start, length = r.randrange(len(data)), r.choice((10, 1000, 100_000))
    return data[:start] + r.randbytes(min(length, len(data) - start)) + data[start + length :]


def _change_numbers(data: bytes, other: bytes, r: random.Random) -> bytes:
    """Lengths, offsets and object numbers are digits: these mutants get past the lexer."""
    changed = bytearray(data)
    digits = [index for index, byte in enumerate(data) if 48 <= byte <= 57]
    for index in r.sample(digits, min(len(digits), r.choice((1, 20, 400)))):
        changed[index] = 48 + r.randrange(10)
    return bytes(changed)


Mutation = Callable[[bytes, bytes, random.Random], bytes]
MUTATIONS: tuple[Mutation, ...] = (
    _flip_bits,
    _cut_off,
    _splice,
    _lose_a_piece,
    _overwrite_a_piece,
    _change_numbers,
)


def mutants(sources: Sequence[bytes], count: int, seed: int) -> Iterator[bytes]:
    """So many mutants, each mutation in turn."""
    r = random.Random(seed)
    for n in range(count):
        yield MUTATIONS[n % len(MUTATIONS)](r.choice(sources), r.choice(sources), r)


def make_mutants(folder: Path, sources: Sequence[bytes], count: int, seed: int) -> list[str]:
    """A folder for the stand-in with so many mutants, all submitted on `DAY`; returns their ids."""
    (folder / "pdf").mkdir(parents=True)
    papers = [paper(f"2403.{n + 1:05}", f"{DAY} 12:00:00") for n in range(count)]
    (folder / "metadata.jsonl").write_text("".join(json.dumps(row) + "\n" for row in papers))
    for row, data in zip(papers, mutants(sources, count, seed), strict=True):
        (folder / "pdf" / f"{row['id']}v1.pdf").write_bytes(data)
    return [row["id"] for row in papers]
