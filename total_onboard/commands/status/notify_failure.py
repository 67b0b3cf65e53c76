"""``status --notify`` when nothing could be compared: the failure is sent, too, once until it changes or ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from total_onboard.commands.explain.explanation_tables import PROBLEMS, table
from total_onboard.commands.status.news import News, NotifyOptions
from total_onboard.commands.status.notification_sender import NotificationSender
from total_onboard.commands.status.notify import NOT_SENT
from total_onboard.commands.status.sent_findings import read_sent
from total_onboard.core.errors import Interrupted, OnboardError
from total_onboard.diagnostics.drift.findings import Severity
from total_onboard.settings import ANY_ORGANIZATION, Settings
from total_onboard.ui.console import Screen


@dataclass(frozen=True)
class FailureNotices:
    """Notices about runs that failed; the tenant's own file of what was sent is unknown before the sign-in."""

    sender: NotificationSender
    settings: Settings
    application: str
    options: NotifyOptions

    @contextmanager
    def sent(self, screen: Screen) -> Iterator[None]:
        """Send the error of the work within, and raise it."""
        try:
            yield
        except Interrupted:
            raise
        except OnboardError as error:
            if not self._is_sent(error):
                screen.say(f"Warning: {NOT_SENT}", style="caution")
            raise

    @property
    def sent_before(self) -> bool:
        """Whether a failure was sent that no later run has ended."""
        return bool(read_sent(self._path))

    def forget(self) -> None:
        """Forget it: status works again."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    def news_of(self, topic: str, code: str, sentence: str) -> News:
        """Compare a failure with the one that was sent; its own sentence may name people and objects."""
        meaning = sentence if self.options.names else table(PROBLEMS).get(code, {}).get("meaning", "")
        lines = () if topic in read_sent(self._path) else (f"{Severity.FAILURE.value}: {topic}: {meaning}",)
        return News(self._about, lines, Severity.FAILURE, is_over=False, path=self._path, keys=frozenset({topic}))

    def _is_sent(self, error: OnboardError) -> bool:
        news = self.news_of(error.topic, error.code, f"{error.message} {error.remedy}")
        lines = (*news.lines, "Details: total-onboard status")
        if news.is_new and not self.sender.deliver(f"{news.about}: status failed", lines, news.severity):
            return False
        with suppress(OSError):  # then it is sent again
            news.remember()
        return True

    @property
    def _about(self) -> str:
        tenant = self.settings.tenant
        return f"{self.application}{'' if tenant == ANY_ORGANIZATION else f' in {tenant}'}"

    @property
    def _path(self) -> Path:
        parts = (self.settings.cloud.value, self.settings.tenant, self.application)
        digest = sha256("\0".join(parts).encode()).hexdigest()[:32]
        return self.settings.state_dir / "notified" / f"{digest}.json"
