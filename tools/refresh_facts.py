"""Compare our tables of Microsoft's facts with public sources: ``python -m tools.refresh_facts --from DIR``.

``DIR`` holds a checkout of each repository in ``facts.toml``. What differs is printed, one line each, and nothing is
changed.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tools import fact_sources, fact_tables

Facts = Mapping[str, str]

SNAPSHOTS: Final = Path(__file__).with_name("facts.toml")


@dataclass(frozen=True)
class Table:
    """One of our tables, and where its facts come from."""

    name: str
    ours: Callable[[], Facts]
    theirs: Callable[[Path], Facts]


TABLES: Final = (
    Table("permissions", fact_tables.graph_permissions, fact_sources.graph_permissions),
    Table("deployed-permissions", fact_tables.permission_ids, fact_sources.deployed_permissions),
    Table("role-ids", fact_tables.role_ids, fact_sources.role_ids),
    Table("role-actions", fact_tables.role_actions, fact_sources.role_actions),
    Table("error-codes", fact_tables.error_codes, fact_sources.error_codes),
    Table("subscriptions", fact_tables.subscriptions, fact_sources.subscriptions),
    Table("service-plans", fact_tables.service_plans, fact_sources.service_plans),
    Table("applications", fact_tables.applications, fact_sources.applications),
    Table("templates", fact_tables.template_ids, fact_sources.template_ids),
    Table("audit-activities", fact_tables.audit_activities, fact_sources.audit_activities),
)


def differences(ours: Facts, theirs: Facts) -> Iterator[tuple[str, str]]:
    """Yield what of ours the source has otherwise, or doesn't have: the name, and a sentence."""
    for name, value in ours.items():
        try:
            found = theirs[name]
        except KeyError:
            yield name, f"{name} = {value}: not in the source"
            continue
        if value.lower() not in found.lower().split(" or "):
            yield name, f"{name}: {value} → {found}"


def compared(root: Path, accepted: Mapping[str, Mapping[str, str]], tables: Sequence[Table] = TABLES) -> Iterator[str]:
    """Yield a line for each table, and one for each difference that is not accepted."""
    for table in tables:
        try:
            theirs = table.theirs(root)
        except FileNotFoundError as error:
            yield f"{table.name}: not compared, because {Path(error.filename).name} isn't there"
            continue
        ours, known = table.ours(), accepted.get(table.name, {})
        found = [line for name, line in differences(ours, theirs) if name not in known]
        yield f"{table.name}: {len(ours)} facts, {len(found)} differences, {len(known)} accepted"
        yield from (f"  {line}" for line in found)


def snapshots(file: Path = SNAPSHOTS) -> dict[str, dict[str, Any]]:
    """Return what was compared last: repository, commit and date by the name of the checkout."""
    return dict(tomllib.loads(file.read_text(encoding="utf-8"))["sources"])


def accepted_differences(file: Path = SNAPSHOTS) -> dict[str, dict[str, Any]]:
    """Return the reasons of known differences, by table and name."""
    return dict(tomllib.loads(file.read_text(encoding="utf-8"))["accepted"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what differs; exit with 1 if anything does."""
    parser = argparse.ArgumentParser(prog="python -m tools.refresh_facts", description="Compare facts about Microsoft.")
    parser.add_argument("--from", dest="root", type=Path, required=True, help="Folder with the checkouts.")
    lines = list(compared(parser.parse_args(arguments).root, accepted_differences()))
    print("\n".join(lines))
    return 1 if any(line.startswith("  ") for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
