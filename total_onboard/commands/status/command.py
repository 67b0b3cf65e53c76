"""``status``: observed state against desired state; with ``--repair``, the smallest repair."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from total_onboard.commands.inputs.adoption_decisions import adoption_decisions
from total_onboard.commands.inputs.load_inputs import CliOverrides, load_inputs
from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.invocation.global_options import StatusOutput
from total_onboard.commands.session.desired_baseline import DesiredBaseline, resolve_baseline
from total_onboard.commands.session.not_set_up import NotSetUp, refuse_torn_down
from total_onboard.commands.session.receipt_report_summary import Reporting
from total_onboard.commands.session.run_result import resources_of
from total_onboard.commands.session.sign_in import sign_in_session
from total_onboard.commands.session.tenant_session import connect_tenant, open_tenant_session
from total_onboard.commands.session.unknown_objects import refuse_unknown
from total_onboard.commands.status.news import NotifyOptions, news_of
from total_onboard.commands.status.notification_sender import NotificationSender
from total_onboard.commands.status.notify import notify
from total_onboard.commands.status.notify_failure import FailureNotices
from total_onboard.commands.status.repair import RepairRun, repair_members, restarts_provisioning, show_repair
from total_onboard.commands.status.sent_findings import sent_file
from total_onboard.core.errors import BadValue
from total_onboard.core.exit_status import ExitStatus
from total_onboard.diagnostics.drift.inspection import StatusInspection
from total_onboard.diagnostics.drift.status_result import StatusReport, StatusVerdict, verdict_of
from total_onboard.engine.access.optional_read import Unavailable
from total_onboard.engine.events import NullListener
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.known_objects import Origin, known_objects
from total_onboard.engine.journal.queries import owned_object_ids
from total_onboard.engine.state.initial_state import build_initial_state
from total_onboard.engine.state.run_state import RunChoices, RunState
from total_onboard.engine.step_id import StepId
from total_onboard.entra.http.call_record import ignore_call
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.entra.sign_in.session import Session
from total_onboard.exchange.desired_state.from_sheet import partial_desired_state
from total_onboard.exchange.value_sheet.value_sheet import ValueSheet
from total_onboard.report.inputs import ReportInput
from total_onboard.settings import Settings
from total_onboard.steps.access.command_scopes import STATUS_SCOPES, WHO_SCOPES
from total_onboard.ui.output.calendar_file import write_calendar
from total_onboard.ui.output.prometheus import print_metrics
from total_onboard.ui.views.run.summary import show_ids
from total_onboard.ui.views.session import show_permissions
from total_onboard.ui.views.status import show_status

_EXIT_STATUS: Final = {
    StatusVerdict.DIFFERS: ExitStatus.DRIFT,
    StatusVerdict.IN_DANGER: ExitStatus.DRIFT,
    StatusVerdict.UNAVAILABLE: ExitStatus.PREREQUISITE,
    StatusVerdict.BLOCKED: ExitStatus.INCOMPLETE,
    StatusVerdict.WELL: ExitStatus.DONE,
}


@dataclass(frozen=True)
class StatusOptions:
    """Options of ``status``."""

    overrides: CliOverrides = field(default_factory=CliOverrides)
    who: bool = False
    repair: bool = False
    handoff: Path | None = None
    calendar: Path | None = None
    report: Path | None = None
    ids: bool = False
    notify: NotifyOptions | None = None


def run_status(context: CommandContext, options: StatusOptions) -> CommandResult:
    """Inspect, repair on request, and inspect again. Raises BadValue for a hand-off that no repair writes."""
    if options.handoff and not options.repair:
        raise BadValue("--handoff says where a repair puts a new client secret.", remedy="Add --repair.")
    reporting = Reporting(context, options.report)
    settings, sheet = load_inputs(context, options.overrides)
    if options.notify is None:
        return _run(context, options, settings, sheet, reporting, None)
    sender = NotificationSender.of(settings)
    application = partial_desired_state(settings, sheet).application_name
    notices = FailureNotices(sender, settings, application, options.notify)
    with notices.sent(context.screen):
        return _run(context, options, settings, sheet, reporting, notices)


def _run(
    context: CommandContext,
    options: StatusOptions,
    settings: Settings,
    sheet: ValueSheet | None,
    reporting: Reporting,
    notices: FailureNotices | None,
) -> CommandResult:
    given, choices = partial_desired_state(settings, sheet), RunChoices(adoption_decisions(settings))
    session = sign_in_session(context, settings, _scopes(options.who), applications=not options.repair)
    if context.common.explain_permissions and not context.screen.json:
        show_permissions(context.screen, _scopes(options.who))
    baseline = resolve_baseline(context, settings, session.tenant_id, given, sheet)
    inspector = StatusInspector(settings, session, baseline, choices, options.who)
    report, state = inspector.inspect()
    members: dict[str, object] = {}
    if options.repair and report.repairable:
        show_status(context.screen, report, repairing=True)
        chosen = report.repairable | _adopting_steps(state)
        repaired = RepairRun(context, settings, baseline, choices, chosen, options.handoff).run()
        show_repair(repaired)
        members = repair_members(repaired)
        report, state = inspector.inspect(repaired=restarts_provisioning(repaired))
    resources = resources_of(baseline.desired, state)
    result = _reported(context, options, report, members | {"resources": resources})
    if notices and (failed := _notified(notices, report, baseline.journal)):
        context.screen.say(f"Warning: {failed}", style="caution")
        result = replace(result, members={**result.members, "warnings": (failed,)})
    if options.ids or context.common.verbose:
        show_ids(context.screen, resources, baseline.journal.path)
    return reporting.with_page(result, inspector.known(context, report, state, result))


def _notified(notices: FailureNotices, report: StatusReport, journal: Journal) -> str:
    """Send what is new; an earlier failure is over as soon as that is sent."""
    news = news_of(report, sent_file(journal.path), notices.options, failed_before=notices.sent_before)
    failed = notify(notices.sender, news)
    if not failed:
        notices.forget()
    return failed


def _reported(
    context: CommandContext, options: StatusOptions, report: StatusReport, members: dict[str, object]
) -> CommandResult:
    show_status(context.screen, report)
    if options.calendar:
        write_calendar(options.calendar, report)
        context.screen.say(f"Wrote expiry dates to {options.calendar}.")
    if context.common.output == StatusOutput.PROMETHEUS:
        print_metrics(report, context.screen.own_stdout)
    return status_result(report, members)


def status_result(report: StatusReport, members: Mapping[str, object]) -> CommandResult:
    """Return the exit status of a report, and its members of the document."""
    report_members = {"drift": report.drift, "blocked": report.blocked, "status": report}
    report_members["credential"] = report.credential
    status = _EXIT_STATUS[verdict_of(report)]
    if status is ExitStatus.PREREQUISITE and members.get("changes"):
        status = ExitStatus.INCOMPLETE
    return CommandResult(status, {**members, **report_members})


@dataclass(frozen=True)
class StatusInspector:
    """Inspection of one tenant; ``who`` adds the authors of changes."""

    settings: Settings
    session: Session
    baseline: DesiredBaseline
    choices: RunChoices
    who: bool

    def inspect(self, *, repaired: bool = False) -> tuple[StatusReport, RunState]:
        """Open the tenant and inspect it; ``repaired`` says that provisioning was just restarted. Raises NotSetUp."""
        return asyncio.run(self.inspected(repaired=repaired))

    async def inspected(self, *, repaired: bool = False) -> tuple[StatusReport, RunState]:
        """Return what :meth:`inspect` returns, in the event loop that runs. Raises NotSetUp."""
        desired, journal = self.baseline.desired, self.baseline.journal
        asked = _scopes(self.who)
        async with open_tenant_session(
            connect_tenant(self.settings, self.session, NullListener(), ignore_call, asked)
        ) as tenant_session:
            tenant, facts = tenant_session.tenant, tenant_session.facts
            state = await build_initial_state(tenant, facts, (), journal, self.choices)
            # Graph lists no roles of a partner's account (GDAP), which can't be an owner; only its token names them.
            state.identity.me_is_listed = not (isinstance(facts.roles, Unavailable) and tenant_session.token_roles())
            report = await StatusInspection(
                tenant_session.tenant, desired, self.baseline.source, self.who, repaired
            ).report(state)
            await refuse_unknown(tenant_session.tenant, state, "status")
        if not report.unavailable:
            refuse_torn_down(journal, state)
        if state.observed.application is None and not report.unavailable and not owned_object_ids(journal.entries()):
            raise NotSetUp(desired.application_name)
        return report, state

    def known(
        self, context: CommandContext, report: StatusReport, state: RunState, result: CommandResult
    ) -> ReportInput:
        """Return the report page's input."""
        journal = self.baseline.journal
        return ReportInput(
            cloud=self.settings.the_cloud,
            account=self.session.username or state.identity.me.user_principal_name,
            desired=self.baseline.desired,
            state=state,
            ended=report,
            exit_status=result.exit_status,
            asked=_scopes(self.who),
            entries=journal.entries(),
            journal=str(journal.path),
            is_sandbox=context.sandbox is not None,
        )


def _adopting_steps(state: RunState) -> frozenset[str]:
    """Return the steps that adopt what an option names, so that later commands know it without the option."""
    here, app = known_objects(state), state.observed.application
    groups = [found.group for found in state.observed.groups.values() if found.group]
    of_app = {StepId.APPLICATION} if app and here.origin(app) is Origin.NAMED else set()
    of_groups = {StepId.GROUPS} if any(here.origin(group) is Origin.NAMED for group in groups) else set()
    return frozenset(of_app | of_groups)


def _scopes(who: bool) -> tuple[ScopeReason, ...]:
    return WHO_SCOPES if who else STATUS_SCOPES
