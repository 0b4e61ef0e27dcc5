"""Two asset checks for each table: `sound`, which blocks what follows, and `usual`, which warns.

They read what is stored, not what was meant. Each looks by several rules and names those that found something: a check
of its own for each rule would be three of Dagster's events each, more than half of those of a day's run.
"""

import warnings
from collections.abc import Iterator, Mapping

import dagster as dg

from arxiv_chunks.tables import TABLES, Table
from assets.days import DAYS, days_of
from assets.patience import patient
from assets.sound import SOUND, Rule, Written
from assets.usual import USUAL
from resources.store import Store

SHOWN_FAULTS = 20
SHOWN_CHARACTERS = 300


def _spec(name: str, asset: str, rules: tuple[Rule, ...], *, blocking: bool) -> dg.AssetCheckSpec:
    described = "\n".join(f"- **{_words(rule)}**: {' '.join((rule.__doc__ or '').split())}" for rule in rules)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.PreviewWarning)  # checks by partition: the pinned version holds them
        return dg.AssetCheckSpec(name, asset=asset, description=described, blocking=blocking, partitions_def=DAYS)


def _checks_of(table: Table) -> dg.AssetChecksDefinition:
    sound, usual = SOUND[table.name], USUAL[table.name]
    specs = [
        _spec("sound", table.name, sound, blocking=True),
        _spec("usual", table.name, usual, blocking=False),
    ]

    @dg.multi_asset_check(name=f"{table.name}_checks", specs=specs)
    def check(context: dg.AssetCheckExecutionContext, store: dg.ResourceParam[Store]) -> Iterator[dg.AssetCheckResult]:
        found: dict[Rule, list[str]] = {rule: [] for rule in (*sound, *usual)}
        with patient(context):
            for day in days_of(context):
                written = Written.read(store, table, day)
                for rule, faults in found.items():
                    faults += [f"{day}: {fault}" for fault in rule(written)]
        yield _result("sound", table, {rule: found[rule] for rule in sound}, dg.AssetCheckSeverity.ERROR)
        yield _result("usual", table, {rule: found[rule] for rule in usual}, dg.AssetCheckSeverity.WARN)

    return check


def _result(
    name: str, table: Table, found: Mapping[Rule, list[str]], severity: dg.AssetCheckSeverity
) -> dg.AssetCheckResult:
    faults = [(rule, fault) for rule, its in found.items() for fault in its]
    metadata: dict[str, dg.MetadataValue] = {"faults": dg.MetadataValue.int(len(faults))}
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
