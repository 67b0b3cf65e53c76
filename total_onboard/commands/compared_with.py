"""What should be: what is said now, else what the last set-up from this machine wished for, else the defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from total_onboard.engine.journal import Journal
from total_onboard.engine.remembered import last_wishes

if TYPE_CHECKING:
    from pathlib import Path

    from total_onboard.desired_state import DesiredState
    from total_onboard.sheet.value_sheet import ValueSheet


class Wished(NamedTuple):
    """The wishes, where they come from in words, and the journal of the product that they are about."""

    wanted: DesiredState
    source: str
    journal: Journal


def compared_with(state_dir: Path, tenant_id: str, said: DesiredState, sheet: ValueSheet | None) -> Wished:
    """What is said wins field by field. Without a name, the only product that was set up from here is meant."""
    mark = said.mark if "application_name" in said.model_fields_set else _only_mark(state_dir, tenant_id, said.mark)
    journal = Journal.of(state_dir, tenant_id, mark)
    remembered = last_wishes(journal.entries())
    if remembered is None:
        return Wished(said, "the value sheet" if sheet else "the values given and the product's defaults", journal)
    over = {name: getattr(said, name) for name in said.model_fields_set}
    source = "the value sheet" if sheet else "the last set-up from this machine"
    return Wished(remembered.model_copy(update=over), source, journal)


def _only_mark(state_dir: Path, tenant_id: str, default: str) -> str:
    there = {path.stem for path in (state_dir / tenant_id).glob("*.jsonl")}
    return there.pop() if len(there) == 1 else default
