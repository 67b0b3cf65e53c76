"""Builder of the report from a run's results. Pure: the same input gives the same page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from total_onboard.core.exit_status import ExitStatus
from total_onboard.core.formatting import format_time, pluralize
from total_onboard.diagnostics.drift.expiries import expiries
from total_onboard.diagnostics.drift.model import StatusReport
from total_onboard.diagnostics.drift.verdict import StatusVerdict, verdict_of
from total_onboard.diagnostics.verification.proof import VerificationStatus
from total_onboard.entra.clouds import CloudName
from total_onboard.report import sections
from total_onboard.report.inputs import ReportInput, SetupOutcome
from total_onboard.report.inventory import things_of
from total_onboard.report.model import Report, ReportLine, Section, Severity
from total_onboard.report.next_steps import instructions_of
from total_onboard.report.permissions import attributes_of, permissions_of
from total_onboard.report.run_history import runs_of
from total_onboard.report.topology import connection_of
from total_onboard.steps.consent.consent import Consent
from total_onboard.steps.consent.required_permissions import Permissions

_VERDICTS: Final = {
    ExitStatus.DONE: (Severity.GOOD, "done", "Everything is set up."),
    ExitStatus.INCOMPLETE: (
        Severity.CAUTION,
        "not finished",
        "Set up as far as it goes; the rest waits for somebody else.",
    ),
}
_VERDICTS_OF_LOOK: Final = {
    StatusVerdict.IN_DANGER: (
        Severity.BAD,
        "in danger",
        "Nothing differs, but something ends soon, or provisioning fails.",
    ),
    StatusVerdict.UNAVAILABLE: (
        Severity.CAUTION,
        "not all seen",
        "Not everything could be looked at, so nobody can say that it is well.",
    ),
    StatusVerdict.BLOCKED: (
        Severity.CAUTION,
        "not finished",
        "Nothing differs in what is set up; the rest is blocked.",
    ),
    StatusVerdict.WELL: (Severity.GOOD, "well", "Everything is as it should be."),
}
_OWN_CHOICE: Final = "cloud at addresses of one's own choice"
_NOT_ALL: Final = (Severity.BAD, "not finished", "Not everything could be done, or shown to work.")


def report_of(known: ReportInput) -> Report:
    """Build the whole page."""
    desired, state = known.desired, known.state
    runs, earlier = runs_of(known.entries)
    return Report(
        title=f"{desired.application_name} in {state.identity.organization.display_name}",
        occasion=_occasion(known),
        verdict=_verdict(known),
        facts=tuple(_facts(known)),
        first=tuple(part for part in _first(known) if part.lines),
        connection=connection_of(desired, state, _unread(known)),
        permissions=permissions_of(desired, state, read=_was_read(known)),
        attributes=attributes_of(state.observed.schema),
        things=things_of(known.cloud, desired, state),
        parts=tuple(part for part in _parts(known) if part.lines),
        ends=sections.ending(expiries(desired, state)),
        runs=runs,
        earlier_calls=earlier,
        journal=known.journal,
        asked=tuple((one.scope, one.reason) for one in known.asked),
        instructions=instructions_of(known),
    )


def _occasion(known: ReportInput) -> str:
    command = "status" if known.status else "setup --dry-run" if _is_dry(known) else "setup"
    return f"Report of total-onboard {command}{_elsewhere(known)}"


def _elsewhere(known: ReportInput) -> str:
    """Return what distinguishes a page about a sandbox or a custom cloud from one about a real tenant."""
    if known.is_sandbox or known.cloud.is_sandbox:
        return " in a sandbox tenant"
    return f" in a {_OWN_CHOICE}" if known.cloud.name is CloudName.CUSTOM else ""


def _cloud(known: ReportInput) -> str:
    cloud = known.cloud
    own = cloud.name is CloudName.CUSTOM
    return f"{_OWN_CHOICE}: {cloud.authority_url}, {cloud.graph_url}" if own else cloud.name


def _unread(known: ReportInput) -> frozenset[str]:
    return frozenset(one.step for one in known.status.unavailable) if known.status else frozenset()


def _facts(known: ReportInput) -> Iterator[tuple[str, str]]:
    yield "Written", format_time(known.written_at)
    yield "Tenant", known.state.identity.organization.display_name
    yield "Tenant id", known.state.identity.organization.id
    yield "Cloud", _cloud(known)
    yield "Run by", known.account
    if known.status:
        yield "Compared with", known.status.compared_with
        yield from (("Not compared", one) for one in known.status.not_compared)


def _verdict(known: ReportInput) -> ReportLine:
    if known.status:
        return _verdict_of_look(known.status)
    if _is_dry(known):
        return ReportLine(Severity.QUIET, "plan", "Nothing was changed: this is what setup would do.")
    if known.exit_status is ExitStatus.DONE and known.setup:
        return _verdict_of_proofs(known.setup)
    return ReportLine(*_VERDICTS.get(known.exit_status, _NOT_ALL))


def _verdict_of_proofs(ended: SetupOutcome) -> ReportLine:
    to_come = sum(proof.outcome is VerificationStatus.INCONCLUSIVE for proof in ended.proofs)
    if to_come:
        return ReportLine(
            Severity.GOOD, "done", f"Everything is set up; {pluralize(to_come, 'proof')} can be given later."
        )
    sentence = "Everything is set up, and shown to work." if ended.proofs else "Everything is set up; nothing differed."
    return ReportLine(Severity.GOOD, "done", sentence)


def _verdict_of_look(report: StatusReport) -> ReportLine:
    found = verdict_of(report)
    if found is StatusVerdict.DIFFERS:
        differ = pluralize(len(report.drift), "thing differs", "things differ")
        return ReportLine(Severity.BAD, "differs", f"{differ} from what should be.")
    return ReportLine(*_VERDICTS_OF_LOOK[found])


def _first(known: ReportInput) -> Iterator[Section]:
    if report := known.status:
        yield Section("What differs", "Found against wanted, and what mends it.", sections.differing(report.drift))
        yield Section("Still open", "What somebody else has to do.", sections.awaited(report.blocked))
    if ended := known.setup:
        still = (*sections.failed(ended.problems), *sections.awaited(ended.waiting))
        yield Section("Still open", "What somebody has to do.", still)


def _parts(known: ReportInput) -> Iterator[Section]:
    if report := known.status:
        yield Section("What was looked at", "Each thing that must be true in the tenant.", sections.looked_at(report))
        yield Section("How provisioning fares", "", sections.provisioned(report.provisioning))
    if ended := known.setup:
        yield _changes(ended)
        yield Section("Warnings", "", sections.warned(ended.warnings))
        yield Section("What was checked first", "Before anything was written.", sections.checked(ended.findings))
        yield Section(
            "What was shown to work", "From end to end, not merely found to be set.", sections.proven(ended.proofs)
        )


def _changes(ended: SetupOutcome) -> Section:
    if ended.dry_run:
        return Section(
            "What setup would do", "In this order; nothing was changed.", sections.planned(ended.plan.changes)
        )
    if not ended.done:
        return Section("What this run did", "It changed nothing.", sections.planned(ended.plan.changes))
    return Section("What this run did", "", sections.done(ended.done))


def _is_dry(known: ReportInput) -> bool:
    return bool(known.setup and known.setup.dry_run)


def _was_read(known: ReportInput) -> bool:
    """Return whether the consent was looked at."""
    unread = {one.step for one in known.status.unavailable} if known.status else set()
    return not unread & {Consent.id, Permissions.id}
