"""``teardown``: shows what is ours, asks for the tenant's name, takes it away, reads back."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from total_onboard.commands.inputs.overrides import SaidValues, settings_and_sheet
from total_onboard.commands.session.baseline import compared_with
from total_onboard.commands.session.receipt_option import keep_receipt
from total_onboard.commands.session.sign_in import signed_in
from total_onboard.commands.teardown.run import TeardownRun
from total_onboard.core.desired_state import Decisions, WantedGroup
from total_onboard.core.errors import BadValue, ConfirmationNeeded
from total_onboard.engine.journal.history import groups_wished_for
from total_onboard.engine.journal.known_objects import named_ids
from total_onboard.engine.journal.lock import alone
from total_onboard.entra.sign_in.scopes import STATUS_SCOPES, scopes_of_teardown
from total_onboard.exchange.desired_state import wishes_so_far
from total_onboard.steps.teardown import TEARDOWN_STEPS, chosen_steps
from total_onboard.ui.views.progress import ProgressView

if TYPE_CHECKING:
    from total_onboard.commands.context import Desk, Result
    from total_onboard.commands.session.baseline import Wished
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.entra.sign_in.scopes import ScopeReason


@dataclass(frozen=True)
class TeardownOptions:
    """What the admin typed after ``teardown``."""

    said: SaidValues = field(default_factory=SaidValues)
    groups: bool = False
    purge: bool = False
    dry_run: bool = False
    receipt: Path | None = None
    confirm_tenant: str = ""
    delete_adopted: bool = False

    @property
    def scopes(self) -> tuple[ScopeReason, ...]:
        """What the sign-in asks for."""
        return STATUS_SCOPES if self.dry_run else scopes_of_teardown(groups=self.groups)


def tear_down(desk: Desk, options: TeardownOptions) -> Result:
    """Before anybody signs in it is clear that somebody will decide."""
    _check_that_the_tenant_is_named(desk, options)
    settings, sheet = settings_and_sheet(desk, options.said)
    said = wishes_so_far(settings, sheet)
    deletable = _deletable(options, said)
    keep_receipt(desk, options.receipt, settings, options.scopes)
    session = signed_in(desk, settings, options.scopes)
    wished = compared_with(desk, settings, session.tenant_id, said, sheet)
    progress = ProgressView(desk.screen, {step.id: step.title for step in TEARDOWN_STEPS})
    chosen = chosen_steps(groups=options.groups, purge=options.purge)
    wanted, journal, named = _wanted(wished), wished.journal, options.confirm_tenant
    run = TeardownRun(desk, settings, wanted, journal, chosen, options.scopes, session, progress, named, deletable)
    with alone(wished.journal):
        return asyncio.run(run.run(dry_run=options.dry_run))


def _check_that_the_tenant_is_named(desk: Desk, options: TeardownOptions) -> None:
    """Off a terminal, ``--yes`` alone never purges (docs/decisions/0060). Raises ConfirmationNeeded."""
    asked = desk.screen.interactive or desk.practice is not None or options.dry_run
    if options.purge and not options.confirm_tenant and not asked:
        raise ConfirmationNeeded(
            "--purge deletes permanently, and nobody can be asked for the tenant's name here. Nothing was changed.",
            remedy="Check the plan with --dry-run, then add --yes --confirm-tenant NAME.",
        )


def _wanted(wished: Wished) -> DesiredState:
    """Every group that was ever made from here counts, not only those of the last wishes."""
    said = wished.wanted.decisions
    named = [WantedGroup(name=name, role="") for name in said.groups if name]
    every = [*named, *groups_wished_for(wished.journal.entries()), *wished.wanted.groups]
    groups = {wished.wanted.group_mark(group): group for group in every}
    kept = Decisions(application=said.application, groups=said.groups)
    return wished.wanted.model_copy(update={"decisions": kept, "groups": tuple(groups.values())})


def _deletable(options: TeardownOptions, said: DesiredState) -> frozenset[str]:
    """Raises BadValue for ``--delete-adopted`` without an ID: only what is named is deleted."""
    if not options.delete_adopted:
        return frozenset()
    named = named_ids(said.decisions)
    if not named:
        raise BadValue(
            "--delete-adopted deletes only what is named by its ID.",
            remedy="Add --app-id ID or --group-id NAME=ID, with the IDs from the machine that ran setup.",
        )
    return named
