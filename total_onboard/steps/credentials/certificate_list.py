"""The certificates of an application, which Graph replaces only as a whole, without a condition.

Graph's ``addKey`` and ``removeKey`` require the private key of a certificate that the application already has, which
TOTAL alone has. So the list is read immediately before it is written, and read again afterwards.
Source: https://learn.microsoft.com/graph/api/application-addkey
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from total_onboard.core.errors import OnboardError
from total_onboard.core.exit_status import ExitStatus
from total_onboard.engine.polling import PollTimeout
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext
from total_onboard.entra.graph.errors import is_not_replicated_yet
from total_onboard.entra.resources.non_secret_credentials import Certificate

_SECONDS: Final = 15.0
"""How long a replica may not show certificates that another one showed a moment ago; later, they were removed."""

Entry = dict[str, Any]


class CertificateOverwritten(OnboardError):
    """Another program replaces the list again and again, without TOTAL's certificate."""

    code = "certificate-overwritten"
    exit_status = ExitStatus.INCOMPLETE

    def __init__(self, attempts: int) -> None:
        super().__init__(
            f"TOTAL's certificate was registered {attempts} times, and each time another change of the application's "
            "certificates removed it.",
            remedy="Find out who changes them with total-onboard status --who, then run the same command again.",
        )


@dataclass
class CertificateList:
    """The list of one application; ``seen`` are the key IDs that were read before the plan was confirmed."""

    run: ExecutionContext
    application_id: str
    seen: frozenset[str]
    _known: set[str] = field(default_factory=set)

    async def add(self, body: Entry, without: Collection[str] = ()) -> Certificate:
        """Add one to those that exist, except ``without``; wait until a new application can have it."""

        async def send() -> Certificate:
            others = [one for one in await self._read() if one.get("keyId") not in {body["keyId"], *without}]
            await self._set([*others, body])
            self.seen -= {*without}
            return Certificate.model_validate(body)

        sentence = "the new application can have a certificate"
        return await self.run.poller.retry_while(sentence, send, is_not_replicated_yet)

    async def remove(self, key_id: str) -> None:
        """Remove one, if it exists."""
        there = await self._read()
        kept = [one for one in there if one.get("keyId") != key_id]
        if len(kept) < len(there):
            await self._set(kept)

    async def find(self, key_id: str) -> Certificate | None:
        """Return one by its key ID."""
        found = await self.run.tenant.application_credentials.certificates(self.application_id)
        return next((one for one in found if one.key_id == key_id), None)

    async def keeps(self, key_id: str) -> bool:
        """Return whether a new one stays; False if a change by others, who had read the list before, removed it."""

        async def probe() -> bool | None:
            there = _ids(await self._whole())
            return key_id in there or (False if there - self._known - self.seen else None)

        try:
            return await self.run.poller.until("the new certificate shows", probe, self.run.lost_response_policy)
        except PollTimeout:
            return False

    async def _read(self) -> list[Entry]:
        """Read until all shows that was there before: what a late replica doesn't show would be removed."""
        latest: list[Entry] = []

        async def probe() -> list[Entry] | None:
            nonlocal latest
            latest = await self._whole()
            self._known |= _ids(latest)
            return latest if _ids(latest) >= self.seen else None

        policy = self.run.lost_response_policy
        policy = replace(policy, limit=min(policy.limit, _SECONDS))
        try:
            return await self.run.poller.until("the certificates show that were there before", probe, policy)
        except PollTimeout:
            return latest

    async def _whole(self) -> list[Entry]:
        return await self.run.tenant.application_credentials.whole_certificates(self.application_id)

    async def _set(self, entries: Sequence[Entry]) -> None:
        await self.run.tenant.application_credentials.set_certificates(self.application_id, entries)


def _ids(entries: Iterable[Entry]) -> set[str]:
    return {str(one.get("keyId")) for one in entries}


def list_of(run: ExecutionContext, state: RunState) -> CertificateList:
    """Return the list of the observed application."""
    seen = frozenset(one.key_id for one in state.observed.certificates)
    return CertificateList(run, state.observed.the_application.id, seen)
