"""What should be: what is said now, else what the last setup from this machine was given, else the defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from total_onboard.commands.inputs.remembered_scim_address import with_stored_address
from total_onboard.engine.journal.history import last_wishes
from total_onboard.engine.journal.journal import Journal

if TYPE_CHECKING:
    from pathlib import Path

    from total_onboard.commands.context import Desk
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.exchange.value_sheet.value_sheet import ValueSheet
    from total_onboard.settings import Settings


class Wished(NamedTuple):
    """The wishes, where they come from in words, and the journal of the product that they are about."""

    wanted: DesiredState
    source: str
    journal: Journal


def compared_with(
    desk: Desk,
    settings: Settings,
    tenant_id: str,
    said: DesiredState,
    sheet: ValueSheet | None,
    *,
    takes_new_token: bool = False,
) -> Wished:
    """Let what is said win, field by field. Raises BadValue for a SCIM token whose address is not known."""
    found = _remembered(settings.state_dir, tenant_id, said, sheet)
    wanted = with_stored_address(desk.screen, settings, found.wanted, found.journal, takes_new_token=takes_new_token)
    return found._replace(wanted=wanted)


def _remembered(state_dir: Path, tenant_id: str, said: DesiredState, sheet: ValueSheet | None) -> Wished:
    """Without a name, the only product that was set up from here is meant."""
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
