"""``status --notify``: sends findings that are new, through Apprise, to addresses that are secrets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from total_onboard.commands.status.news import News
from total_onboard.core.errors import BadValue
from total_onboard.core.platforms.extras import Extra, extra_installed
from total_onboard.core.secret import SecretText
from total_onboard.core.text.visible_text import visible
from total_onboard.diagnostics.drift.findings import Severity
from total_onboard.ui.redaction import redacted

_MOST: Final = 20
"""Findings of one tenant that a notification lists."""
NOT_SENT: Final = "The notification couldn't be sent. It is sent again with the next status --notify."


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


def notify(sender: Any, news: News) -> str:  # noqa: ANN401
    """Send what is new, and that all is well again; return why that failed, or an empty text."""
    if news.is_new and not deliver(sender, news.headline, [*listed(news), _ending(news)], news.severity):
        return NOT_SENT
    return remembered(news)


def remembered(*sent: News) -> str:
    """Remember what was sent; return why that failed, or an empty text."""
    try:
        for news in sent:
            news.remember()
    except OSError as error:
        return f"The notification was sent, but not remembered: {error.strerror}. It may be sent again."
    return ""


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


def listed(news: News) -> list[str]:
    """Return the lines of the new findings, and how many are left out."""
    more = len(news.lines) - _MOST
    return [*news.lines[:_MOST], *([f"and {more} more"] if more > 0 else [])]


def _ending(news: News) -> str:
    return "Details: total-onboard status" if news.lines else "Nothing differs any longer."


def visible_lines(lines: Iterable[str]) -> str:
    """Return the lines without secrets and control characters."""
    return "\n".join(visible(redacted(line)) for line in lines)
