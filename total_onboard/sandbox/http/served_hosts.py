"""Hosts that are served until they are stopped."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from total_onboard.sandbox.http.server import ServerThread
from total_onboard.sandbox.http.tls import LoopbackTls


class ServedHosts:
    """Hosts of one thread with certificates. Use as a context manager, or call ``stop``."""

    _thread: ServerThread
    _tls: LoopbackTls

    def stop(self) -> None:
        """Close everything; nothing remains on the machine."""
        self._thread.stop()
        self._tls.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
