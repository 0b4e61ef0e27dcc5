"""What can go wrong, split by who must act.

    ArxivChunksError
    ├── BadInput                 a paper's own fault: becomes a row in the ledger with a `Reason`, never stops a run
    │   └── UnreadablePdf        the bytes hold no text that can be read
    ├── BadOptions (ValueError)  the caller's fault: one clear line, exit code 2
    └── ServiceError             somebody else's service or disk: stops the run, says who must act
        ├── ServiceUnavailable   it did not answer after all retries: try again later
        ├── ServiceRefused       it says no (403, 429 without end): the operator must act; carrying on would be rude
        └── ServiceBroken        it answers with what its protocol does not allow
            └── OutdatedTable    the store holds what another version of this project wrote: run the day again

`Reason` is the closed list of what the ledger may say.
"""

from enum import StrEnum


class Reason(StrEnum):
    """Why a paper has no row in a stage's output. `retryable` ones are tried again by the next run of the day."""

    # documents
    WITHDRAWN = "withdrawn"  # the version has no text, by its authors' or arXiv's decision
    NOT_FOUND = "not_found"  # 404: never existed, deleted, or no PDF can be made of its source
    NOT_PUBLIC = "not_public"  # 403 for this paper alone: its source is not public
    NOT_BUILT = "not_built"  # 500 for this paper alone: arXiv has not made its PDF yet
    NOT_PDF = "not_pdf"  # something else than a PDF came, such as an HTML page with status 200
    TRUNCATED = "truncated"  # fewer bytes came than were promised
    TOO_LARGE = "too_large"  # above the size limit of the run
    NOT_REDISTRIBUTABLE = "not_redistributable"  # left out because the run keeps only papers that may be shared
    # texts
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    EMPTY = "empty"  # no pages, or pages without anything on them
    SCANNED = "scanned"  # pictures of pages, no text layer
    GARBLED = "garbled"  # characters decoded with the wrong encoding, past repair
    TIME_LIMIT = "time_limit"
    MEMORY_LIMIT = "memory_limit"
    CRASHED = "crashed"
    # every later stage
    UPSTREAM = "upstream"  # the stage before has nothing for this paper

    @property
    def retryable(self) -> bool:
        """Whether the same request, or the same reading, may succeed another day."""
        return self in _RETRYABLE


_RETRYABLE = {
    *(Reason.NOT_BUILT, Reason.TRUNCATED, Reason.NOT_PDF),
    *(Reason.TIME_LIMIT, Reason.MEMORY_LIMIT, Reason.CRASHED),  # on another machine, with other limits
}


class ArxivChunksError(Exception):
    """Root of everything this project raises on purpose."""


class BadInput(ArxivChunksError):
    """A paper's own fault, with the reason that the ledger will carry."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}" if self.detail else str(self.reason)


class UnreadablePdf(BadInput):
    """The bytes hold no text that can be read."""


class BadOptions(ArxivChunksError, ValueError):
    """What the caller asked for cannot be done; the message says what may be asked."""


class ServiceError(ArxivChunksError):
    """Somebody else's service or disk failed; the message says who must act."""


class ServiceUnavailable(ServiceError):
    """No answer after all retries: try again later."""


class ServiceRefused(ServiceError):
    """The service says no: the operator must act."""


class ServiceBroken(ServiceError):
    """The service answers with what its protocol does not allow."""


class OutdatedTable(ServiceBroken):
    """The store holds a table with other columns than this version's: the days that it holds must be run again."""
