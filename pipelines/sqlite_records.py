"""Dagster's records in SQLite, their databases kept open: where Dagster keeps them by default, and written in half the time.

Dagster opens a database for every transaction and closes it again, and each event is two of them. The last connection that closes
copies SQLite's write-ahead log into the database, removes it and waits for the disk (https://www.sqlite.org/wal.html). A connection
that stays open and does nothing spares that: on a busy machine a transaction took 21 to 28 ms without one, 6 to 13 with.
"""

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from dagster._serdes import ConfigurableClassData
from typing_extensions import override

_MOST_RUNS = 8
"""Each run has a database of its own; this many of those used last stay open, which is more runs than go on at once."""


class KeptOpen:
    """Idle connections to the databases used last, `most` of them; safe to use from several threads."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, threading.Lock()
        self._connections: OrderedDict[Path, sqlite3.Connection] = OrderedDict()

    def keep(self, path: Path) -> None:
        """Keep a database open, where it exists and can be read just now: it is work that is spared, and no work that fails."""
        with self._lock:
            if path in self._connections:
                self._connections.move_to_end(path)
            elif path.exists():
                connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
                try:  # the log is opened by the first look
                    connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
                except sqlite3.Error:
                    connection.close()
                    return
                self._connections[path] = connection
                while len(self._connections) > self._most:
                    self._connections.popitem(last=False)[1].close()

    def close(self) -> None:
        """Close all of them."""
        with self._lock:
            while self._connections:
                self._connections.popitem()[1].close()


class OpenEventLogStorage(SqliteEventLogStorage):
    """Events of all runs, and a database of events for each run. It keeps the runs' own database open too: Dagster closes it alone."""

    def __init__(self, base_dir: str) -> None:
        super().__init__(base_dir)
        folder = Path(base_dir)
        self._of_all_runs, self._of_runs = KeptOpen(2), KeptOpen(_MOST_RUNS)
        for path in (folder / "index.db", folder.parent / "runs.db"):
            self._of_all_runs.keep(path)

    @contextmanager
    @override
    def run_connection(self, run_id: str | None = None) -> Iterator[Any]:
        """A connection to a run's database, which stays open from then on."""
        with super().run_connection(run_id) as connection:
            yield connection
            if run_id is not None:
                self._of_runs.keep(Path(self.path_for_shard(run_id)))

    @override
    def dispose(self) -> None:
        self._of_all_runs.close()
        self._of_runs.close()
        super().dispose()


class OpenSqliteStorage(DagsterSqliteStorage):
    """What `storage: sqlite` is, under the same names in the same folder."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        super().__init__(base_dir, inst_data)
        self._event_log_storage = OpenEventLogStorage(str(Path(base_dir) / "history" / "runs"))

    @classmethod
    @override
    def from_config_value(cls, inst_data: ConfigurableClassData, config_value: Any) -> Self:
        return cls.from_local(inst_data=inst_data, **config_value)
