"""``setup --summary FILE``: one short Markdown page for a ticket, without secrets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from total_onboard import __version__
from total_onboard.core.errors import BadValue
from total_onboard.core.exit_status import ExitStatus
from total_onboard.core.files.private_files import write_atomically
from total_onboard.core.known_secrets import hide_credentials_in
from total_onboard.core.text.formatting import format_date, format_time
from total_onboard.diagnostics.drift.expiries import expiries
from total_onboard.diagnostics.verification.verification_result import VerificationResult, VerificationStatus
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.plan import Action, Change
from total_onboard.report.inputs import ReportInput, SetupOutcome
from total_onboard.report.inventory import inventory_of
from total_onboard.report.plan_lines import LineAction, line_action
from total_onboard.report.step_outcomes import outcomes_of
from total_onboard.steps import SETUP_STEPS
from total_onboard.ui.output.markdown_escaping import markdown_code, markdown_text

_TITLES: Final[dict[str, str]] = {step.id: step.title for step in SETUP_STEPS}
_DONE: Final = {
    StepOutcome.CREATED: "Created",
    StepOutcome.CHANGED: "Changed",
    StepOutcome.ADOPTED: "Adopted",
    StepOutcome.REMOVED: "Removed",
    StepOutcome.BLOCKED: "Blocked",
    StepOutcome.KEPT: "Unchanged",
}
_PLANNED: Final = {
    Action.CREATE: "Create",
    Action.UPDATE: "Change",
    Action.ADOPT: "Adopt",
    Action.DELETE: "Remove",
    Action.NONE: "Unchanged",
}
_VERIFIED: Final = {
    VerificationStatus.VERIFIED: "Verified",
    VerificationStatus.FAILED: "Failed",
    VerificationStatus.INCONCLUSIVE: "Not verified yet",
}


def write_summary(path: Path, page: str) -> None:
    """Replace an older summary atomically. Raises BadValue."""
    try:
        write_atomically(path, page.encode())
    except OSError as error:
        raise BadValue(
            f"The summary {path} can't be written: {error.strerror}.", remedy="Choose another file with --summary."
        ) from error


def ticket_summary(known: ReportInput, next_steps: Sequence[str] = ()) -> str:
    """Return the page of a setup; ``next_steps`` come in addition to what is blocked or failed."""
    ended = known.ended
    if not isinstance(ended, SetupOutcome):
        raise TypeError("a summary is made of a setup")
    name, tenant = known.desired.application_name, known.state.identity.organization.display_name
    parts = (
        [f"# Setup of {_text(name)} in {_text(tenant)}", "", *_facts(known, ended)],
        _section("Plan" if ended.dry_run else "Changes", _changes(ended)),
        _section("Verifications", map(_verification, ended.verifications)),
        _section("Next steps", _next_steps(ended, next_steps)),
        _section("Expiry dates", _expiry_dates(known)),
        _section("IDs", _ids(known)),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def _section(title: str, lines: Iterable[str]) -> list[str]:
    items = [f"- {line}" for line in lines]
    return ["", f"## {title}", "", *items] if items else []


def _item(label: str, text: str) -> str:
    """Return one line; text can't begin it, so that no text begins a list or a heading."""
    return f"**{label}:** {text}"


def _facts(known: ReportInput, ended: SetupOutcome) -> Iterator[str]:
    tenant = known.state.identity.organization
    where = " (sandbox)" if known.is_sandbox or known.cloud.is_sandbox else ""
    facts = {
        "Result": _result(known, ended),
        "Tenant": f"{_text(tenant.display_name)}, {_code(tenant.id)}{where}",
        "Cloud": _text(known.cloud.name),
        "Run by": _code(known.account),
        "Time": _text(format_time(known.written_at)),
        "Tool": f"total-onboard {_code(__version__)}",
    }
    yield from (f"- {_item(label, text)}" for label, text in facts.items())


def _result(known: ReportInput, ended: SetupOutcome) -> str:
    if ended.dry_run:
        return "plan only, nothing was changed"
    if known.exit_status is ExitStatus.DONE:
        return "connected"
    return "incomplete, see the next steps" if known.exit_status is ExitStatus.INCOMPLETE else "failed"


def _changes(ended: SetupOutcome) -> Iterator[str]:
    if ended.done:
        for step, result in outcomes_of(ended):
            yield _item(_DONE[result.outcome], _named(step, result.summary))
        return
    changes = [change for change in ended.plan.changes if change.action is not Action.NONE]
    if not changes:
        yield "Nothing was changed: the tenant was in the desired state."
    for change in changes:
        yield _item(_planned(change, changes), _named(change.step, change.summary))


def _planned(change: Change, plan: Sequence[Change]) -> str:
    is_created = line_action(change, plan) is LineAction.CREATE
    return _PLANNED[Action.CREATE if is_created else change.action]


def _named(step: str, summary: str) -> str:
    title = _text(_TITLES.get(step, step))
    return f"{title}: {_text(summary)}" if summary else title


def _verification(one: VerificationResult) -> str:
    return _item(_VERIFIED[one.outcome], f"{_text(one.title)} ({_text(one.found)})")


def _next_steps(ended: SetupOutcome, more: Sequence[str]) -> Iterator[str]:
    for item in ended.blocked:
        yield _item("Blocked", f"{_text(item.sentence)} {_text(item.remedy)}")
    for problem in ended.problems:
        request = f" Request ID: {_code(problem.request_id)}" if problem.request_id else ""
        yield _item("Failed", f"{_text(problem.message)} {_text(problem.remedy)}{request}")
    for verification in ended.verifications:
        if verification.remedy:
            yield _item(_text(verification.title), _text(verification.remedy))
    yield from (_item("Next", _text(text)) for text in more if text)


def _expiry_dates(known: ReportInput) -> Iterator[str]:
    for one in expiries(known.desired, known.state):
        day = format_date(one.expires_at) if one.expires_at else "unknown"
        yield _item(_text(one.title), day)


def _ids(known: ReportInput) -> Iterator[str]:
    yield _item("Tenant ID", _code(known.state.identity.organization.id))
    for thing in inventory_of(known.cloud, known.desired, known.state):
        yield _item(_text(thing.kind), f"{_code(thing.id)} ({_text(thing.name)})")


def _text(text: str) -> str:
    return markdown_text(hide_credentials_in(text))


def _code(text: str) -> str:
    return markdown_code(hide_credentials_in(text))
