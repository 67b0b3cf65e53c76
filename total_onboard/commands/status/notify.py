"""``status --notify``: sends findings that are new, through Apprise, to addresses that are secrets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from total_onboard.commands.status.sent_findings import read_sent, sent_file, write_sent
from total_onboard.core.errors import BadValue
from total_onboard.core.platforms.extras import Extra, extra_installed
from total_onboard.core.secret import SecretText
from total_onboard.core.text.formatting import pluralize
from total_onboard.core.text.visible_text import visible
from total_onboard.diagnostics.drift.findings import Finding, Severity, findings
from total_onboard.diagnostics.drift.status_result import StatusReport
from total_onboard.engine.journal.journal import Journal
from total_onboard.ui.redaction import redacted

DAYS: Final = 30
_GRAVEST_FIRST: Final = (Severity.FAILURE, Severity.WARNING, Severity.INFO)
_MOST: Final = 20
"""Findings that one notification lists."""
NOT_SENT: Final = "The notification couldn't be sent. It is sent again with the next status --notify."


@dataclass(frozen=True)
class NotifyOptions:
    """What ``status --notify`` sends: expiry dates within ``days``; with ``names``, people and objects by name."""

    days: int = DAYS
    names: bool = False


def addresses_of(url: SecretText | None) -> Any:  # noqa: ANN401
    """Return Apprise with every address. Raises BadValue for none, for one that isn't known, and without Apprise."""
    if url is None:
        raise BadValue(
            "--notify requires an address to send to.",
            remedy="Set TOTAL_ONBOARD_NOTIFY_URL, or notify_url in your own settings file.",
        )
    with extra_installed(Extra.NOTIFY, "The part that sends notifications"):
        import apprise
    sender = apprise.Apprise()
    given = url.reveal(to="Apprise, which sends the notification").split()
    for number, address in enumerate(given, start=1):
        if not sender.add(address):
            raise BadValue(
                f"Address {number} of {len(given)} for notifications can't be used.",
                remedy="Correct TOTAL_ONBOARD_NOTIFY_URL: https://appriseit.com lists the forms of addresses.",
            )
    return sender


def notify(
    sender: Any,  # noqa: ANN401
    report: StatusReport,
    journal: Journal,
    options: NotifyOptions,
    *,
    failed_before: bool = False,
) -> str:
    """Send what is new, and that all is well again; return why that failed, or an empty text.

    What couldn't be read says nothing of earlier findings, so they count as unchanged. ``failed_before`` says that
    the failure of an earlier run was sent.
    """
    path = sent_file(journal.path)
    found, known = {one.key: one for one in findings(report, options.days)}, read_sent(path)
    new = [one for key, one in found.items() if key not in known]
    gone = frozenset() if report.unavailable else known - found.keys()
    if (new or ((gone or failed_before) and not found)) and not _is_sent(sender, report, new, options):
        return NOT_SENT
    try:
        write_sent(path, (known | found.keys()) - gone)
    except OSError as error:
        return f"The notification was sent, but not remembered: {error.strerror}. It may be sent again."
    return ""


def _is_sent(sender: Any, report: StatusReport, new: list[Finding], options: NotifyOptions) -> bool:  # noqa: ANN401
    severity = next((one for one in _GRAVEST_FIRST if one in {each.severity for each in new}), Severity.INFO)
    title = f"{report.application} in {report.tenant}: " + (pluralize(len(new), "finding") if new else "all is well")
    return deliver(sender, title, _lines(new, options), severity)


def deliver(sender: Any, title: str, lines: Iterable[str], severity: Severity) -> bool:  # noqa: ANN401
    """Send a notification; return whether every address took it."""
    try:
        return bool(
            sender.notify(
                title=visible(redacted(title)),
                body=visible_lines(lines),
                notify_type=severity.value,
                body_format="text",
            )
        )
    except Exception:  # a service's library may raise anything; status must still end as it found the tenant
        return False


def _lines(new: list[Finding], options: NotifyOptions) -> Iterator[str]:
    for one in new[:_MOST]:
        yield f"{one.severity.value}: {one.details if options.names else one.text}"
    if len(new) > _MOST:
        yield f"and {len(new) - _MOST} more"
    yield "Details: total-onboard status" if new else "Nothing differs any longer."


def visible_lines(lines: Iterable[str]) -> str:
    """Return the lines without secrets and control characters."""
    return "\n".join(visible(redacted(line)) for line in lines)
