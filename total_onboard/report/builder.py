"""Builder of the report from a run's results. Pure: the same input gives the same page."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Any, Final

from total_onboard.core.exit_status import ExitStatus
from total_onboard.core.text.formatting import format_time, pluralize
from total_onboard.diagnostics.drift.expiries import expiries
from total_onboard.diagnostics.drift.status_result import StatusReport, StatusVerdict, verdict_of
from total_onboard.diagnostics.verification.verification_result import VerificationStatus
from total_onboard.engine.command_line import command_line, targeting_options
from total_onboard.entra.clouds import CloudName
from total_onboard.report import result_lines as sections
from total_onboard.report.inputs import ReportInput, SetupOutcome
from total_onboard.report.inventory import inventory_of
from total_onboard.report.model import Instruction, Report, ReportLine, Section, Severity
from total_onboard.report.permissions import attributes_of, permissions_of
from total_onboard.report.run_history import runs_of
from total_onboard.report.security_baselines import baseline_lines
from total_onboard.report.step_outcomes import outcomes_of
from total_onboard.report.tasks import differences_of, tasks_of
from total_onboard.report.topology import connection_of
from total_onboard.steps.consent.consent import Consent
from total_onboard.steps.consent.required_permissions import Permissions
from total_onboard.steps.credentials.choice import with_selected

_VERDICTS: Final = {
    ExitStatus.DONE: (Severity.GOOD, "OK", "Connected."),
    ExitStatus.INCOMPLETE: (Severity.CAUTION, "Incomplete", "The possible steps are done. Another person must act."),
}
_STATUS_VERDICTS: Final = {
    StatusVerdict.IN_DANGER: (
        *(Severity.BAD, "At risk"),
        "Nothing differs, but a credential expires soon or provisioning fails.",
    ),
    StatusVerdict.UNAVAILABLE: (Severity.CAUTION, "Unknown", "Not everything could be read."),
    StatusVerdict.BLOCKED: (Severity.CAUTION, "Incomplete", "Nothing differs. Another person must act."),
    StatusVerdict.WELL: (Severity.GOOD, "OK", "Everything matches the desired state."),
}
_CUSTOM: Final = "custom cloud"
_FAILED: Final = (Severity.BAD, "Incomplete", "Some steps or verifications failed.")


def report_of(known: ReportInput) -> Report:
    """Build the whole page."""
    desired, state = known.desired, known.state
    runs, earlier = runs_of(known.entries)
    return Report(
        title=f"{desired.application_name} in {state.identity.organization.display_name}",
        occasion=_occasion(known),
        verdict=_verdict(known),
        facts=tuple(_facts(known)),
        tasks=tasks_of(known),
        connection=connection_of(desired, state, _unread(known)),
        permissions=permissions_of(desired, state, read=_was_read(known)),
        attributes=attributes_of(state.observed.schema),
        things=inventory_of(known.cloud, desired, state),
        differences=differences_of(known.status.drift if known.status else ()),
        parts=tuple(part for part in _parts(known) if part.lines),
        ends=sections.expiring(expiries(desired, state)),
        runs=runs,
        earlier_calls=earlier,
        journal=known.journal,
        asked=tuple((one.scope, one.reason) for one in known.asked),
        instructions=instructions_of(known),
    )


def _occasion(known: ReportInput) -> str:
    command = "status" if known.status else "setup --dry-run" if _is_dry(known) else "setup"
    return f"Report: total-onboard {command}{_elsewhere(known)}"


def _elsewhere(known: ReportInput) -> str:
    """Return what distinguishes a page about a sandbox or a custom cloud from one about a real tenant."""
    if known.is_sandbox or known.cloud.is_sandbox:
        return " in a sandbox tenant"
    return f" in a {_CUSTOM}" if known.cloud.name is CloudName.CUSTOM else ""


def _cloud(known: ReportInput) -> str:
    cloud = known.cloud
    if known.is_sandbox or cloud.is_sandbox:
        return "none (sandbox on this computer)"
    own = cloud.name is CloudName.CUSTOM
    return f"{_CUSTOM}: {cloud.authority_url}, {cloud.graph_url}" if own else cloud.name


def _unread(known: ReportInput) -> frozenset[str]:
    return frozenset(one.step for one in known.status.unavailable) if known.status else frozenset()


def _facts(known: ReportInput) -> Iterator[tuple[str, str]]:
    yield "Date", format_time(known.written_at)
    yield "Tenant", known.state.identity.organization.display_name
    yield "Tenant ID", known.state.identity.organization.id
    yield "Cloud", _cloud(known)
    yield "Account", known.account
    if known.status:
        yield "Compared with", known.status.compared_with
        yield from (("Not compared", one) for one in known.status.not_compared)


def _verdict(known: ReportInput) -> ReportLine:
    if known.status:
        return _verdict_of_status(known.status)
    if _is_dry(known):
        return ReportLine(Severity.QUIET, "Plan", "No changes made. This is what setup would do.")
    if known.exit_status is ExitStatus.DONE and known.setup:
        return _verdict_of_verifications(known.setup)
    return ReportLine(*_VERDICTS.get(known.exit_status, _FAILED))


def _verdict_of_verifications(ended: SetupOutcome) -> ReportLine:
    to_come = sum(verification.outcome is VerificationStatus.INCONCLUSIVE for verification in ended.verifications)
    if to_come:
        later = pluralize(to_come, "verification")
        return ReportLine(Severity.GOOD, "OK", f"Connected. Complete {later} later.")
    return ReportLine(
        Severity.GOOD, "OK", "Connected and verified." if ended.verifications else "Connected. Nothing had to change."
    )


def _verdict_of_status(report: StatusReport) -> ReportLine:
    found = verdict_of(report)
    if found is StatusVerdict.DIFFERS:
        differ = pluralize(len(report.drift), "difference")
        return ReportLine(Severity.BAD, "Drift", f"{differ} from the desired state.")
    return ReportLine(*_STATUS_VERDICTS[found])


def _parts(known: ReportInput) -> Iterator[Section]:
    if report := known.status:
        used = with_selected(known.desired, known.state)
        yield Section("Comparison with the desired state", sections.compared(report, used))
        yield Section("Provisioning", sections.provisioned(report.provisioning))
    if ended := known.setup:
        yield _changes(ended)
        yield Section("Verifications", sections.verified(ended.verifications))
        yield Section("Prerequisites", sections.checked(ended.findings))
    yield Section("Security baselines", tuple(baseline_lines(known.state.observed, known.baseline_before)))


def _changes(ended: SetupOutcome) -> Section:
    if ended.dry_run:
        return Section("Plan", sections.planned(ended.plan.changes))
    if not ended.done:
        return Section("No changes", sections.planned(ended.plan.changes))
    return Section("Changes", sections.done(outcomes_of(ended)))


def _is_dry(known: ReportInput) -> bool:
    return bool(known.setup and known.setup.dry_run)


def _was_read(known: ReportInput) -> bool:
    """Return whether the consent could be read."""
    unread = {one.step for one in known.status.unavailable} if known.status else set()
    return not unread & {Consent.id, Permissions.id}


def instructions_of(known: ReportInput) -> tuple[Instruction, ...]:
    """Return the tasks; their commands name tenant, application and groups, so that they work from any machine."""
    desired = known.desired
    which = targeting_options(desired, known.state, known.cloud.name)
    names = {
        "application": desired.application_name,
        "group": desired.admin_group.name,
        "groups": ", ".join(group.name for group in desired.groups),
    }
    return tuple(_instruction(words, which, names) for words in _sentences())


def _instruction(words: dict[str, Any], which: Iterable[str], names: dict[str, str]) -> Instruction:
    portal_steps = tuple(one.format_map(names) for one in words.get("portal_steps", ()))
    command, finish = (command_line(words[one], *which) if one in words else "" for one in ("command", "finish"))
    return Instruction(words["title"], words["text"], command, portal_steps, words.get("when", ""), finish)


def _sentences() -> list[dict[str, Any]]:
    document = tomllib.loads((files(__package__) / "texts" / "afterwards.toml").read_text("utf-8"))
    return list(document["instruction"])
