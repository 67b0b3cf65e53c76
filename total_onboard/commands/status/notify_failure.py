"""``status --notify`` when nothing could be compared: the failure is sent, too, once until it changes or ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from total_onboard.commands.explain.explanation_tables import PROBLEMS, table
from total_onboard.commands.status.notify import NOT_SENT, NotifyOptions, deliver
from total_onboard.commands.status.sent_findings import read_sent, write_sent
from total_onboard.core.errors import Interrupted, OnboardError
from total_onboard.diagnostics.drift.findings import Severity
from total_onboard.settings import ANY_ORGANIZATION, Settings
from total_onboard.ui.console import Screen


@dataclass(frozen=True)
class FailureNotices:
    """Notices about runs that failed; the tenant's own file of what was sent is unknown before the sign-in."""

    sender: Any
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

    def _is_sent(self, error: OnboardError) -> bool:
        if error.topic in read_sent(self._path):
            return True
        if not deliver(self.sender, self._title, self._lines(error), Severity.FAILURE):
            return False
        with suppress(OSError):  # then it is sent again
            write_sent(self._path, [error.topic])
        return True

    @property
    def _title(self) -> str:
        tenant = self.settings.tenant
        return f"{self.application}{'' if tenant == ANY_ORGANIZATION else f' in {tenant}'}: status failed"

    def _lines(self, error: OnboardError) -> Iterator[str]:
        """Yield the code and its meaning; the error's own sentence may name people and objects."""
        said = f"{error.message} {error.remedy}" if self.options.names else table(PROBLEMS)[error.code]["meaning"]
        yield f"{Severity.FAILURE.value}: {error.topic}: {said}"
        yield "Details: total-onboard status"

    @property
    def _path(self) -> Path:
        parts = (self.settings.cloud.value, self.settings.tenant, self.application)
        digest = sha256("\0".join(parts).encode()).hexdigest()[:32]
        return self.settings.state_dir / "notified" / f"{digest}.json"
