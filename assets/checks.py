"""Two asset checks for each table: `sound`, which blocks what follows, and `usual`, which warns.

They read what is stored, not what was meant. Each looks by several rules and names those that found something: a check
of its own for each rule would be three of Dagster's events each, more than half of those of a day's run.

A check is of the table, not of each of its partitions: Dagster counts up the checks of all partitions whenever a page
shows them, at half a minute of processor time for a table of 15,000 (1.13). What it found stands in its history, by days.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import dagster as dg

from arxiv_chunks.tables import TABLES, Table
from assets.days import DAYS_OF_A_RUN, days_of
from assets.patience import patient
from assets.sound import SOUND, Rule, Written
from assets.usual import USUAL
from resources.partitions import days
from resources.store import Store

SHOWN_FAULTS = 20
SHOWN_CHARACTERS = 300
SEVERITY = {"sound": dg.AssetCheckSeverity.ERROR, "usual": dg.AssetCheckSeverity.WARN}


def _spec(name: str, asset: str, rules: tuple[Rule, ...], *, blocking: bool) -> dg.AssetCheckSpec:
    described = "\n".join(f"- **{_words(rule)}**: {' '.join((rule.__doc__ or '').split())}" for rule in rules)
    return dg.AssetCheckSpec(name, asset=asset, description=described, blocking=blocking)


def _checks_of(table: Table) -> dg.AssetChecksDefinition:
    rules_of = {"sound": SOUND[table.name], "usual": USUAL[table.name]}
    specs = [_spec(name, table.name, rules, blocking=name == "sound") for name, rules in rules_of.items()]

    @dg.multi_asset_check(
        name=f"{table.name}_checks", specs=specs, can_subset=True
    )  # or the UI executes none of them alone
    def check(context: dg.AssetCheckExecutionContext, store: dg.ResourceParam[Store]) -> Iterator[dg.AssetCheckResult]:
        selected = {key.name for key in context.selected_asset_check_keys}
        asked = {name: rules for name, rules in rules_of.items() if name in selected}
        found: dict[Rule, list[str]] = {rule: [] for rules in asked.values() for rule in rules}
        with patient(context):
            looked_at = _days(context, store, table)
            for day in looked_at:
                written = Written.read(store, table, day)
                for rule, faults in found.items():
                    faults += [f"{day}: {fault}" for fault in rule(written)]
        for name, rules in asked.items():
            yield _result(name, table, looked_at, {rule: found[rule] for rule in rules}, SEVERITY[name])

    return check


def _days(context: dg.AssetCheckExecutionContext, store: Store, table: Table) -> list[date]:
    """The days of the run; the newest month that is stored where a person asked for the check alone."""
    if context.has_partition_key or context.has_partition_key_range:
        return days_of(context)
    return days(store, table)[-DAYS_OF_A_RUN:]


def _result(
    name: str,
    table: Table,
    looked_at: Sequence[date],
    found: Mapping[Rule, list[str]],
    severity: dg.AssetCheckSeverity,
) -> dg.AssetCheckResult:
    faults = [(rule, fault) for rule, its in found.items() for fault in its]
    metadata: dict[str, dg.MetadataValue] = {
        "days": dg.MetadataValue.text(f"{looked_at[0]} to {looked_at[-1]}" if looked_at else "none"),
        "faults": dg.MetadataValue.int(len(faults)),
    }
    if faults:
        metadata["first faults"] = dg.MetadataValue.table(
            [dg.TableRecord({"rule": _words(r), "fault": f[:SHOWN_CHARACTERS]}) for r, f in faults[:SHOWN_FAULTS]]
        )
    broken = [_words(rule) for rule, its in found.items() if its]
    return dg.AssetCheckResult(
        passed=not faults,
        check_name=name,
        asset_key=table.name,
        severity=severity,
        metadata=metadata,
        description=f"not so: {', '.join(broken)}" if broken else None,
    )


def _words(rule: Rule) -> str:
    return rule.__name__.replace("_", " ")


def build_checks() -> list[dg.AssetChecksDefinition]:
    """One step of checks for each table."""
    return [_checks_of(TABLES[name]) for name in SOUND]
