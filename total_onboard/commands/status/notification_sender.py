"""Apprise with the addresses that notifications go to; the addresses are secrets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from total_onboard.core.errors import BadValue
from total_onboard.core.platforms.extras import Extra, extra_installed
from total_onboard.core.platforms.tls import trusted_by_libraries
from total_onboard.core.secret import SecretText
from total_onboard.core.text.visible_text import visible
from total_onboard.diagnostics.drift.findings import Severity
from total_onboard.settings import Settings
from total_onboard.ui.redaction import redacted


@dataclass(frozen=True)
class NotificationSender:
    """``apprise`` knows the addresses; its services have separate HTTP clients."""

    apprise: Any
    ca_bundle: Path | None = None

    @classmethod
    def of(cls, settings: Settings) -> NotificationSender:
        """Take the addresses from the settings. Raises BadValue for none, for a wrong one, and without Apprise."""
        if settings.notify_url is None:
            raise BadValue(
                "--notify requires an address to send to.",
                remedy="Set TOTAL_ONBOARD_NOTIFY_URL, or notify_url in your own settings file.",
            )
        return cls(_apprise(settings.notify_url), settings.ca_bundle)

    def deliver(self, title: str, lines: Iterable[str], severity: Severity) -> bool:
        """Send a notification without secrets and control characters; return whether every address took it."""
        body = "\n".join(visible(redacted(line)) for line in lines)
        said = {"title": visible(redacted(title)), "body": body, "body_format": "text"}
        try:
            with trusted_by_libraries(self.ca_bundle):
                return bool(self.apprise.notify(**said, notify_type=severity.value))
        except Exception:  # a service's library may raise anything; status must still end as it found the tenant
            return False


def _apprise(url: SecretText) -> Any:  # noqa: ANN401
    with extra_installed(Extra.NOTIFY, "The part that sends notifications"):
        import apprise
    made = apprise.Apprise()
    given = url.reveal(to="Apprise, which sends the notification").split()
    for number, address in enumerate(given, start=1):
        if not made.add(address):
            raise BadValue(
                f"Address {number} of {len(given)} for notifications can't be used.",
                remedy="Correct TOTAL_ONBOARD_NOTIFY_URL: https://appriseit.com lists the forms of addresses.",
            )
    return made
