"""``status --notify``: sends findings that are new, through Apprise, to addresses that are secrets."""

from __future__ import annotations

from typing import Final

from total_onboard.commands.status.news import News
from total_onboard.commands.status.notification_sender import NotificationSender

_MOST: Final = 20
"""Findings of one tenant that a notification lists."""
NOT_SENT: Final = (
    "The notification couldn't be sent: no service took it. Check the address and the network. The next "
    "status --notify sends it again."
)


def notify(sender: NotificationSender, news: News) -> str:
    """Send what is new, and that all is well again; return why that failed, or an empty text."""
    if news.is_new and not sender.deliver(news.headline, [*listed(news), _ending(news)], news.severity):
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


def listed(news: News) -> list[str]:
    """Return the lines of the new findings, and how many are left out."""
    more = len(news.lines) - _MOST
    return [*news.lines[:_MOST], *([f"and {more} more"] if more > 0 else [])]


def _ending(news: News) -> str:
    return "Details: total-onboard status" if news.lines else "Nothing differs any longer."
