"""The gate for a deployment of many machines: a PostgreSQL database that they share, such as the one Dagster keeps its runs in.

An advisory lock is held from before a request until its answer is read. It belongs to the connection, so it is free
again when its holder dies, or some 60 seconds after the holder's machine lost its network. Times are the database's own.
Source: https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from typing_extensions import override

from arxiv_chunks.errors import ServiceUnavailable
from resources.arxiv.gate import Keeper, Remaining, SharedGate

LOCK = 0x61725869  # "arXi": any number will do that nobody else locks in the same database
_SET_UP = (
    "SET tcp_keepalives_idle = 30",
    "SET tcp_keepalives_interval = 10",
    "SET tcp_keepalives_count = 3",
    f"SELECT pg_advisory_lock({LOCK})",
    "CREATE TABLE IF NOT EXISTS arxiv_gate (not_before timestamptz NOT NULL, refused_until timestamptz NOT NULL)",
)
_READ = """SELECT extract(epoch FROM not_before - clock_timestamp()), extract(epoch FROM refused_until - clock_timestamp())
FROM arxiv_gate"""
_INSERT = """INSERT INTO arxiv_gate
VALUES (clock_timestamp() + %s * interval '1 second', clock_timestamp() + %s * interval '1 second')"""


class DatabaseGate(SharedGate):
    """For all processes that name the same database by a `postgresql://` URL."""

    def __init__(self, url: str, interval_seconds: float, longest_wait_seconds: float) -> None:
        super().__init__(interval_seconds, longest_wait_seconds)
        self._url = url

    @property
    @override
    def reset_hint(self) -> str:
        return "empty the database's table arxiv_gate"

    @override
    @contextmanager
    def held(self) -> Iterator[Keeper]:
        try:
            with psycopg.connect(self._url, autocommit=True) as connection:
                for command in _SET_UP:
                    connection.execute(command.encode())
                yield _Rows(connection)
        except psycopg.Error as error:
            words = (str(error) or type(error).__name__).splitlines()[0]
            raise ServiceUnavailable(f"the gate's database does not answer: {words}") from error


class _Rows:
    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def read(self) -> Remaining:
        row = self._connection.execute(_READ).fetchone()
        return Remaining(float(row[0]), float(row[1])) if row else Remaining()

    def write(self, remaining: Remaining) -> None:
        with self._connection.transaction():
            self._connection.execute("DELETE FROM arxiv_gate")
            self._connection.execute(_INSERT, remaining)
