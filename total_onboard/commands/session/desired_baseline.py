"""Baseline: the values given now, else those of the last setup from this machine, else the defaults."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from total_onboard.commands.inputs.remembered_scim_address import with_stored_address
from total_onboard.commands.invocation.context import CommandContext
from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.queries import last_desired_state
from total_onboard.exchange.value_sheet.value_sheet import ValueSheet
from total_onboard.settings import Settings


class DesiredBaseline(NamedTuple):
    """Desired state, its source as text, and the journal of the product that it is about."""

    desired: DesiredState
    source: str
    journal: Journal


def resolve_baseline(
    context: CommandContext,
    settings: Settings,
    tenant_id: str,
    given: DesiredState,
    sheet: ValueSheet | None,
    *,
    takes_new_token: bool = False,
) -> DesiredBaseline:
    """Let what is said win, field by field. Raises BadValue for a SCIM token whose address is not known."""
    found = _remembered(settings.state_dir, tenant_id, given, sheet)
    desired = with_stored_address(
        context.screen, settings, found.desired, found.journal, takes_new_token=takes_new_token
    )
    return found._replace(desired=desired)


def _remembered(state_dir: Path, tenant_id: str, given: DesiredState, sheet: ValueSheet | None) -> DesiredBaseline:
    """Find the last desired state; without a name, that of the only product set up from here."""
    mark = (
        given.unique_name
        if "application_name" in given.model_fields_set
        else _only_mark(state_dir, tenant_id, given.unique_name)
    )
    journal = Journal.of(state_dir, tenant_id, mark)
    remembered = last_desired_state(journal.entries())
    if remembered is None:
        return DesiredBaseline(
            given, "the value sheet" if sheet else "the values given and the product's defaults", journal
        )
    over = {name: getattr(given, name) for name in given.model_fields_set}
    source = "the value sheet" if sheet else "the last setup from this machine"
    return DesiredBaseline(remembered.model_copy(update=over), source, journal)


def _only_mark(state_dir: Path, tenant_id: str, default: str) -> str:
    there = {path.stem for path in (state_dir / tenant_id).glob("*.jsonl")}
    return there.pop() if len(there) == 1 else default
