"""arXiv's query language, as far as clients use it: fields, phrases, date ranges, AND, OR, ANDNOT, parentheses.

Source: https://info.arxiv.org/help/api/user-manual.html, section 5.1. AND binds more tightly than OR.
"""

import re
from collections.abc import Callable
from datetime import datetime
from fnmatch import fnmatchcase

from arxiv_chunks.records import Paper

Predicate = Callable[[Paper], bool]
_TOKEN = re.compile(r'\s*([()]|(?:\w+:)?(?:\[[^\]]*\]|"[^"]*"|[^\s()"\[\]]+))')
_RANGE = re.compile(r"\[\s*(\d{8}(?:\d{4}(?:\d{2})?)?|\*)\s+TO\s+(\d{8}(?:\d{4}(?:\d{2})?)?|\*)\s*\]")
_TEXT_FIELDS: dict[str, Callable[[Paper], str]] = {
    "ti": lambda paper: paper.title,
    "au": lambda paper: " ".join(paper.authors),
    "abs": lambda paper: paper.abstract,
    "co": lambda paper: paper.comment or "",
    "jr": lambda paper: paper.journal_ref or "",
    "rn": lambda paper: paper.report_number or "",
    "id": lambda paper: paper.arxiv_id,
}


class BadQuery(ValueError):
    """The query cannot be read; the message is what the error feed says."""


def parse_query(text: str) -> Predicate:
    """Which papers the query asks for."""
    tokens, place = [], 0
    while match := _TOKEN.match(text, place):
        tokens.append(match[1])
        place = match.end()
    if text[place:].strip() or not tokens:
        raise BadQuery(f"malformed query: {text}")
    predicate = _either(tokens)
    if tokens:
        raise BadQuery(f"malformed query near {tokens[0]}")
    return predicate


def _either(tokens: list[str]) -> Predicate:
    parts = [_both(tokens)]
    while tokens and tokens[0] == "OR":
        tokens.pop(0)
        parts.append(_both(tokens))
    return parts[0] if len(parts) == 1 else lambda paper: any(part(paper) for part in parts)


def _both(tokens: list[str]) -> Predicate:
    wanted: list[Predicate] = [_one(tokens)]
    unwanted: list[Predicate] = []
    while tokens and tokens[0] in {"AND", "ANDNOT"}:
        (wanted if tokens.pop(0) == "AND" else unwanted).append(_one(tokens))
    return lambda paper: all(part(paper) for part in wanted) and not any(part(paper) for part in unwanted)


def _one(tokens: list[str]) -> Predicate:
    if not tokens:
        raise BadQuery("the query ends too early")
    first = tokens.pop(0)
    if first == "(":
        inner = _either(tokens)
        if not tokens or tokens.pop(0) != ")":
            raise BadQuery("a parenthesis is not closed")
        return inner
    if first in {")", "AND", "OR", "ANDNOT"}:
        raise BadQuery(f"malformed query near {first}")
    field, colon, value = first.partition(":")
    return _field(field, value) if colon else _field("all", first)


def _field(field: str, value: str) -> Predicate:
    if field in {"submittedDate", "lastUpdatedDate"}:  # arXiv reads both as the date of version 1
        return _submitted(value)
    if field == "cat":
        return lambda paper: any(fnmatchcase(category, value) for category in paper.categories)
    if field == "all":
        return _words(value, lambda paper: " ".join(text(paper) for text in _TEXT_FIELDS.values()))
    if field in _TEXT_FIELDS:
        return _words(value, _TEXT_FIELDS[field])
    raise BadQuery(f"unknown field {field}")


def _words(value: str, text: Callable[[Paper], str]) -> Predicate:
    phrase = value.strip('"').replace("_", " ").casefold()
    return lambda paper: phrase in text(paper).casefold()


def _submitted(value: str) -> Predicate:
    """A bound counts to its own precision: `TO 201704172359` includes 23:59:59."""
    bounds = _RANGE.fullmatch(value)
    if bounds is None:
        raise BadQuery(f"malformed date range {value}")
    low, high = bounds[1], bounds[2]

    def within(paper: Paper) -> bool:
        stamp = f"{paper.published_utc:%Y%m%d%H%M%S}"
        return (low == "*" or stamp[: len(low)] >= low) and (high == "*" or stamp[: len(high)] <= high)

    return within


def sort_key(field: str) -> Callable[[Paper], datetime]:
    """What `sortBy` sorts by."""
    return (lambda paper: paper.updated_utc) if field == "lastUpdatedDate" else (lambda paper: paper.published_utc)
