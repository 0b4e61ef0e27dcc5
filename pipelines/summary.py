"""What a run has to show: papers by stage, failures by reason, references and chunks, counted from what is stored."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from arxiv_chunks.tables import LEDGER, REFERENCES
from assets.overview import STAGES
from resources.partitions import read_partition
from resources.store import Store


@dataclass
class Summary:
    """Counts over some days."""

    ok: Counter[str] = field(default_factory=Counter)
    failed: Counter[tuple[str, str]] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    resolved: int = 0

    @property
    def lost(self) -> int:
        """Papers that were listed and that some stage does not account for; always 0 unless something is broken."""
        listed = self.ok["papers"]
        failures = Counter(stage for stage, _ in self.failed.elements())
        return sum(max(0, listed - self.ok[stage] - failures[stage]) for stage in STAGES)


def summarise(store: Store, days: Iterable[date]) -> Summary:
    """Count the ledger and the tables of `days`."""
    summary = Summary()
    for day in days:
        for stage in STAGES:
            ledger = read_partition(store, LEDGER, day, name=stage)
            if ledger is None:
                continue
            for row in ledger.iter_rows(named=True):
                summary.rows[stage] += row["row_count"]
                if row["status"] == "ok":
                    summary.ok[stage] += 1
                else:
                    summary.failed[stage, row["reason"]] += 1
        references = read_partition(store, REFERENCES, day, columns=["resolved_id"])
        if references is not None:
            summary.resolved += references.height - references["resolved_id"].null_count()
    return summary
