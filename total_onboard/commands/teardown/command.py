"""``teardown``: shows what is owned, asks for the tenant's name, deletes it, reads back."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from total_onboard.commands.inputs.adoption_decisions import adoption_decisions
from total_onboard.commands.inputs.load_inputs import CliOverrides, load_inputs
from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.session.desired_baseline import DesiredBaseline, resolve_baseline
from total_onboard.commands.session.open_run import RunInputs
from total_onboard.commands.session.receipt_report_summary import enable_receipt
from total_onboard.commands.session.sign_in import sign_in_session
from total_onboard.commands.teardown.run import TeardownRun
from total_onboard.core.adoption_decisions import AdoptionDecisions
from total_onboard.core.desired_state import DesiredGroup, DesiredState
from total_onboard.core.errors import BadValue, ConfirmationNeeded
from total_onboard.engine.journal.queries import all_requested_groups
from total_onboard.engine.state.run_state import RunChoices
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.exchange.desired_state.from_sheet import partial_desired_state
from total_onboard.steps import chosen_teardown_steps
from total_onboard.steps.access.command_scopes import STATUS_SCOPES, scopes_of_teardown


@dataclass(frozen=True)
class TeardownOptions:
    """Options of ``teardown``."""

    overrides: CliOverrides = field(default_factory=CliOverrides)
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


def run_teardown(context: CommandContext, options: TeardownOptions) -> CommandResult:
    """Check before signing in that a confirmation is possible, then tear down."""
    _check_that_the_tenant_is_named(context, options)
    settings, sheet = load_inputs(context, options.overrides)
    given, choices = partial_desired_state(settings, sheet), _choices(options, adoption_decisions(settings))
    enable_receipt(context, options.receipt, settings, options.scopes)
    session = sign_in_session(context, settings, options.scopes)
    baseline = resolve_baseline(context, settings, session.tenant_id, given, sheet)
    chosen = chosen_teardown_steps(groups=options.groups, purge=options.purge)
    inputs = RunInputs(context, settings, session, baseline.journal, options.scopes, choices)
    run = TeardownRun(inputs, _wanted(baseline, choices), chosen, options.dry_run, options.confirm_tenant)
    return asyncio.run(run.run())


def _check_that_the_tenant_is_named(context: CommandContext, options: TeardownOptions) -> None:
    """Require the tenant's name without a terminal: ``--yes`` alone never purges (docs/decisions/0060)."""
    asked = context.screen.interactive or context.sandbox is not None or options.dry_run
    if options.purge and not options.confirm_tenant and not asked:
        raise ConfirmationNeeded(
            "--purge deletes permanently, and the tenant's name can't be asked for here. Nothing was changed.",
            remedy="Check the plan with --dry-run, then add --yes --confirm-tenant NAME.",
        )


def _wanted(baseline: DesiredBaseline, choices: RunChoices) -> DesiredState:
    """Include every group that was ever created from here, not only the latest desired ones."""
    named = [DesiredGroup(name=name, role="") for name in choices.adoption.groups if name]
    every = [*named, *all_requested_groups(baseline.journal.entries()), *baseline.desired.groups]
    groups = {baseline.desired.group_unique_name(group): group for group in every}
    return baseline.desired.model_copy(update={"groups": tuple(groups.values())})


def _choices(options: TeardownOptions, given: AdoptionDecisions) -> RunChoices:
    """Take the named IDs, and nothing else; raise BadValue for ``--delete-adopted`` without one."""
    kept = AdoptionDecisions(application=given.application, groups=given.groups)
    if not options.delete_adopted:
        return RunChoices(kept)
    if not kept.named_ids:
        raise BadValue(
            "--delete-adopted deletes only what is named by its ID.",
            remedy="Add --app-id ID or --group-id NAME=ID, with the IDs from the machine that ran setup.",
        )
    return RunChoices(kept, deletable=kept.named_ids)
