"""Write docs/data-dictionary.md from arxiv_chunks/tables.py: `python scripts/data_dictionary.py`; a test checks that it is current."""

from pathlib import Path

from arxiv_chunks.errors import Reason
from arxiv_chunks.tables import RELEASED, SEED_COLUMN_COUNT, TABLES, Table, type_name

PAGE = Path(__file__).parents[1] / "docs" / "data-dictionary.md"
HEAD = f"""\
# Data dictionary

<!-- Written by scripts/data_dictionary.py from arxiv_chunks/tables.py: change it there. -->

Every table of the store, column by column. Times are UTC. The partition `date`, the day of a paper's first submission, is no column
of any file: readers take it from the path. The first {SEED_COLUMN_COUNT} columns of `chunks` are those of the `ai-arxiv` datasets. A
[release](release.md) has `chunks`, `papers` and `references` with the columns below, and those marked *release*.
"""


def page() -> str:
    """The whole page."""
    reasons = "".join(f"| `{reason.value}` | {'yes' if reason.retryable else ''} |\n" for reason in Reason)
    return (
        HEAD
        + "".join(_section(table) for table in TABLES.values())
        + "\n## Reasons\n\nThe closed list of what `reason` may say, and which are tried again by the next run of the day.\n\n"
        + "| reason | tried again |\n|---|---|\n"
        + reasons
    )


def _section(table: Table) -> str:
    more = RELEASED[table.name].columns[len(table.columns) :] if table.name in RELEASED else ()
    rows = [(column, "") for column in table.columns] + [(column, "*release* ") for column in more]
    return (
        f"\n## {table.name}\n\nA row is {table.row}. Sorted by {', '.join(f'`{name}`' for name in table.sorted_by)}.\n\n"
        "| column | type | meaning |\n|---|---|---|\n"
        + "".join(f"| `{c.name}` | {type_name(c.dtype)} | {mark}{c.meaning} |\n" for c, mark in rows)
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
