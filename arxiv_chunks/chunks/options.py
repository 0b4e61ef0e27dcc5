"""What the caller may ask of the chunker, checked before any work is done."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, get_args

from arxiv_chunks.errors import BadOptions
from arxiv_chunks.records import BlockKind

Unit = Literal["tokens", "characters"]
TokenizerName = Literal["cl100k_base", "o200k_base"]
Strategy = Literal["section", "recursive", "sentence", "page"]

MINIMUM_SIZE = 16  # one character may cost several tokens, and a chunk must hold at least one
LEAVABLE: frozenset[BlockKind] = frozenset({"caption", "table", "footnote", "equation"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkOptions:
    """How a document is cut.

    `size` is the upper bound of a chunk and `overlap` that of the text it shares with the chunk before, both in `unit`.
    `tokenizer` counts the tokens; it is not asked when the unit is characters.

    `strategy` says where cuts are made. `section`: no chunk crosses the border of a section, except of one smaller than
    `section_floor` (in `unit`; an eighth of `size` unless given), and paragraphs stay whole where they fit. `recursive`: the
    same without sections. `sentence`: between sentences alone. `page`: so too, and no chunk holds sentences
    that begin on two pages.

    Blocks of the kinds in `leave_out` are not chunked, and no chunk reaches over one, since a chunk is one span of the body.

    Raises `BadOptions` for what cannot be done.
    """

    size: int = 300
    overlap: int = 40
    unit: Unit = "tokens"
    tokenizer: TokenizerName = "cl100k_base"
    strategy: Strategy = "section"
    section_floor: int | None = None
    leave_out: Collection[BlockKind] = ()

    def __post_init__(self) -> None:
        for name, choices in (
            ("unit", get_args(Unit)),
            ("tokenizer", get_args(TokenizerName)),
            ("strategy", get_args(Strategy)),
        ):
            if getattr(self, name) not in choices:
                raise BadOptions(f"{name} is {getattr(self, name)!r}; it must be one of {', '.join(choices)}")
        for name, floor in (("size", MINIMUM_SIZE), ("overlap", 0), ("section_floor", 0)):
            value = getattr(self, name)
            if value is None and name == "section_floor":
                continue
            if type(value) is not int or value < floor:
                raise BadOptions(f"{name} is {value!r}; it must be a whole number of at least {floor} {self.unit}")
        if self.overlap >= self.size:
            raise BadOptions(f"overlap is {self.overlap} {self.unit}; it must be smaller than size, {self.size}")
        if isinstance(self.leave_out, str) or not LEAVABLE.issuperset(self.leave_out):
            raise BadOptions(f"leave_out is {self.leave_out!r}; it may name {', '.join(sorted(LEAVABLE))}")
        object.__setattr__(self, "leave_out", tuple(sorted(set(self.leave_out))))  # equal options compare equal

    @property
    def smallest_section(self) -> int:
        """From this many units on, a section keeps its chunks to itself."""
        return self.size // 8 if self.section_floor is None else self.section_floor
