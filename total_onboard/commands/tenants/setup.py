"""``setup --tenants``: plan in all tenants, show all plans, ask once, and apply in each what was approved for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from total_onboard.commands.inputs.adoption_decisions import adoption_decisions, require_group_names
from total_onboard.commands.inputs.load_inputs import CliOverrides, load_inputs
from total_onboard.commands.invocation.batch_approval import Approval
from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.session.handoff_sending import HandoffSending
from total_onboard.commands.session.open_run import RunInputs
from total_onboard.commands.session.sign_in import scopes_for
from total_onboard.commands.setup.command import chosen_steps, known_desired_state
from total_onboard.commands.setup.run import SetupOptions, SetupRun
from total_onboard.commands.setup.wizard.missing_values import MissingValues
from total_onboard.commands.tenants.batch import Batch
from total_onboard.commands.tenants.batch_options import TenantsOptions
from total_onboard.commands.tenants.home_sign_ins import HomeSignIns
from total_onboard.commands.tenants.run_tenants import begin_batch, reported
from total_onboard.commands.tenants.tenant_context import OneTenant
from total_onboard.commands.tenants.tenant_entry import Fault, TenantEntry
from total_onboard.commands.tenants.tenants_file import BadTenantsFile
from total_onboard.core.platforms.reserved_file_names import is_reserved
from total_onboard.core.text.formatting import pluralize
from total_onboard.diagnostics.preflight import check_accepted_ids
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.plan import Plan
from total_onboard.engine.state.run_state import RunChoices
from total_onboard.exchange.desired_state.from_sheet import require_unexpired_token
from total_onboard.steps import SETUP_STEPS
from total_onboard.ui.console import Screen
from total_onboard.ui.prompts import Details
from total_onboard.ui.views.run.plan import show_plan
from total_onboard.ui.views.tenant_plans import TenantPlan, show_handoffs, show_plans
from total_onboard.ui.views.tenants import TenantsView

_TITLES: Final[dict[str, str]] = {step.id: step.title for step in SETUP_STEPS}


def run_setup_of_tenants(context: CommandContext, options: SetupOptions, tenants: TenantsOptions) -> CommandResult:
    """Set up every tenant. Raises BadTenantsFile, SignInFailed, ConfirmationNeeded, NotConfirmed."""
    check_accepted_ids(options.accept)
    chosen = chosen_steps(frozenset(), frozenset())
    homes = HomeSignIns(context, scopes_for(chosen, dry_run=options.dry_run))
    entries, batch = begin_batch(context, tenants, homes, keeps_record=not options.dry_run)
    _require_redirect_uris(context, tenants.file, entries)
    run = _SetupOfTenants(context, options, tenants, batch, chosen)
    try:
        run.plan([entry for entry in entries if entry.tenant not in batch.results])
        if options.dry_run:
            run.show_plans()
        else:
            run.confirm()
            run.apply()
    except KeyboardInterrupt:
        return reported(context, entries, batch.results, interrupted=True)
    return reported(context, entries, batch.results, good="can be set up" if options.dry_run else "")


def _require_redirect_uris(context: CommandContext, file: Path, entries: Sequence[TenantEntry]) -> None:
    """Raise BadTenantsFile for a tenant without a sheet and without a redirect URI, before any tenant is contacted."""
    settings, _ = load_inputs(context, CliOverrides(reaches_no_tenant=True))
    lacking = [entry for entry in entries if entry.sheet is None and not entry.values.get("redirect_uri")]
    if lacking and not settings.redirect_uri:
        faults = [Fault(entry.line, "redirect_uri", "It is missing, and no sheet contains it.") for entry in lacking]
        raise BadTenantsFile(file, faults)


def _shown(tenant: str, plan: Plan, sends: HandoffSending | None) -> TenantPlan:
    if sends is None:
        return TenantPlan(tenant, plan)
    return TenantPlan(tenant, plan, sends.address, sends.warning)


@dataclass
class _SetupOfTenants:
    """``approvals`` and ``plans`` are those of the tenants that could be planned, by tenant."""

    context: CommandContext
    options: SetupOptions
    tenants: TenantsOptions
    batch: Batch
    chosen: frozenset[str]
    entries: Sequence[TenantEntry] = ()
    planned: list[TenantEntry] = field(default_factory=list)
    approvals: dict[str, Approval] = field(default_factory=dict)
    plans: dict[str, TenantPlan] = field(default_factory=dict)

    def plan(self, entries: Sequence[TenantEntry]) -> None:
        """Plan in every tenant; one that can't be planned has its result, and the others continue."""
        self.entries = entries
        if not entries:
            return
        self.batch.homes.begin(entry.home for entry in entries)
        view = TenantsView(self.context.screen, len(entries), verb="planned", lists_all=self.options.dry_run)
        planning = replace(self.batch, view=view, record=None, results={})
        planning.run(entries, lambda one: self._run(one, replace(self.options, dry_run=True), self._noted(one)))
        for entry in entries:
            result = planning.results[entry.tenant]
            if result.problems or self.options.dry_run:
                self.batch.finish(entry, result)
            else:
                self.planned.append(entry)

    def confirm(self) -> None:
        """Show all plans and ask once. Raises ConfirmationNeeded, NotConfirmed."""
        writing = [entry.tenant for entry in self.planned if self.plans[entry.tenant].plan.writes]
        self.show_plans()
        if writing:
            self.context.require_confirmable()
            question = f"Apply these plans in {pluralize(len(writing), 'tenant')}?"
            self.context.ask_first(question, yes=self.context.common.yes, details=Details("each plan", self._show_each))
        for approval in self.approvals.values():
            approval.is_given = True

    def show_plans(self) -> None:
        """Show the plans of all tenants; those of a dry run are its result."""
        if self.context.screen.json:
            return
        entries = [entry for entry in self.entries if not self.batch.fails(entry.tenant)]
        plans = [self.plans[entry.tenant] for entry in entries]
        for screen in (self.context.screen,) if self.options.dry_run else self.context.screen.views:
            show_plans(replace(screen, stderr=screen.result) if self.options.dry_run else screen, plans, _TITLES)

    def apply(self) -> None:
        """Apply in every tenant the plan that was approved there."""
        self.batch.view.done = len(self.batch.results)
        if self.planned:
            self.batch.run(self.planned, lambda one: self._run(one, self.options, self.approvals[one.entry.tenant]))

    def _noted(self, one: OneTenant) -> Approval:
        return self.approvals.setdefault(one.entry.tenant, Approval())

    async def _run(self, one: OneTenant, options: SetupOptions, approval: Approval) -> CommandResult:
        settings, sheet = await one.load(replace(options.overrides, options={}))
        require_unexpired_token(settings)
        desired = known_desired_state(settings, sheet, self.chosen, MissingValues())
        decisions = adoption_decisions(settings)
        require_group_names(decisions, desired)
        session = await one.sign_in(settings)
        journal = Journal.of(settings.state_dir, session.tenant_id, desired.unique_name)
        one.doing("planning" if options.dry_run else "applying")
        context = replace(one.context, approval=approval)
        inputs = RunInputs(context, settings, session, journal, self.batch.homes.scopes, RunChoices(decisions))
        run = SetupRun(inputs, replace(options, handoff=self._handoff(one.entry)), desired, self.chosen)
        result = await run.run()
        if options.dry_run and run.plan:
            self.plans[one.entry.tenant] = _shown(one.entry.tenant, run.plan, run.sends)
        one.name = run.tenant_name
        return result

    def _handoff(self, entry: TenantEntry) -> Path | None:
        folder, name = self.tenants.handoff_dir, entry.tenant.lower()
        return folder / f"{'_' if is_reserved(name) else ''}{name}.totalhandoff" if folder else None

    def _show_each(self, screen: Screen) -> None:
        for entry in self.planned:
            screen.say()
            screen.say(entry.tenant, style="name")
            planned = self.plans[entry.tenant]
            show_handoffs(screen, [planned])
            show_plan(screen, planned.plan, _TITLES)
