"""What the workers do with PDFs that nobody foresaw."""

import random

import pytest

import arxiv_chunks
from arxiv_chunks.errors import BadInput, Reason
from resources import tasks
from resources.sources import SAMPLE
from resources.workers import Workers

MUTANT_COUNT = 40


def test_an_error_that_nobody_foresaw_is_the_ledgers_word_on_the_pdf(monkeypatch):
    def read(data):
        raise ZeroDivisionError("of\nfonts")

    monkeypatch.setattr(arxiv_chunks, "read_pdf", read)
    with pytest.raises(BadInput, match=r"crashed: ZeroDivisionError: of fonts \(test_tasks.py:\d+\)"):
        tasks.read_hostile(b"")


def mutant(number: int) -> bytes:
    """A paper of the sample with bits flipped, its end cut off, a piece of another paper in it, or a piece missing."""
    chance = random.Random(number)
    files = sorted((SAMPLE / "pdf").glob("*.pdf"))
    data, other = (bytearray(chance.choice(files).read_bytes()) for _ in range(2))
    first, last = sorted(chance.randrange(len(data)) for _ in range(2))
    match number % 4:
        case 0:
            for _ in range(chance.choice([1, 10, 100, 1000])):
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        case 1:
            del data[first:]
        case 2:
            data[first:] = other[chance.randrange(len(other)) :]
        case 3:
            del data[first:last]
    return bytes(data)


def read_mutant(number):
    return len(tasks.read_hostile(mutant(number)).body)


def test_mutated_papers_are_read_or_refused_and_stop_nothing():
    with Workers(1, seconds_per_item=60) as workers:
        results = dict(workers.map(read_mutant, range(MUTANT_COUNT)))
    assert list(results) == list(range(MUTANT_COUNT))
    reasons = {result.reason for result in results.values() if isinstance(result, BadInput)}
    assert Reason.DAMAGED in reasons
    assert not reasons & {Reason.TIME_LIMIT, Reason.MEMORY_LIMIT}
    assert any(not isinstance(result, BadInput) for result in results.values())
