"""One sign-in for each home tenant, and from it a session in every customer's tenant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from total_onboard.commands.inputs.load_inputs import CliOverrides, load_inputs
from total_onboard.commands.invocation.context import CommandContext
from total_onboard.commands.session.sign_in import begin_session, person_needed, request_for
from total_onboard.commands.tenants.tenant_entry import TenantEntry
from total_onboard.core.errors import BadValue, SignInFailed
from total_onboard.engine.command_line import command_line
from total_onboard.entra.graph.preload_sdk import preload_sdk
from total_onboard.entra.sign_in import sign_in
from total_onboard.entra.sign_in.person.other_tenants import HomeSignIn
from total_onboard.entra.sign_in.person.person_session import PersonSession
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.entra.sign_in.session import Session
from total_onboard.settings import Settings

_NO_ACCESS: Final = frozenset({"AADSTS50020", "AADSTS50034", "AADSTS50014", "AADSTS90072"})
_CONSENT: Final = frozenset({"AADSTS65001", "AADSTS90094"})
_CHECK_ACCESS: Final = (
    "Check in Partner Center that the customer accepted a delegated admin relationship (GDAP) and that it gives roles "
    "to your account. A guest account must exist in the tenant."
)


@dataclass
class HomeSignIns:
    """The sign-ins of one run. Unattended, an application signs in to each tenant, if ``applications`` may."""

    context: CommandContext
    scopes: Sequence[ScopeReason]
    applications: bool = False
    _by_home: dict[str, HomeSignIn | SignInFailed] = field(default_factory=dict)
    _entries: dict[str, TenantEntry] = field(default_factory=dict)
    _sessions: dict[str, Session] = field(default_factory=dict)

    def begin(self, homes: Iterable[str]) -> None:
        """Sign in to each home tenant, one after the other. Raises SignInFailed if none succeeds."""
        preload_sdk(writes=any("ReadWrite" in each.scope for each in self.scopes))
        if self._is_unattended:
            return
        for home in dict.fromkeys(homes):
            self._by_home[home] = self._signed_in(home)
        failed = [one for one in self._by_home.values() if isinstance(one, SignInFailed)]
        if failed and len(failed) == len(self._by_home):
            raise failed[0]

    def note_finished(self, entry: TenantEntry, tenant_id: str) -> None:
        """Remember the tenant of an entry that an earlier run finished, so that no other entry is for it."""
        self._entries.setdefault(tenant_id, entry)

    @property
    def accounts(self) -> tuple[str, ...]:
        """The accounts that are signed in."""
        return tuple(one.session.username for one in self._by_home.values() if isinstance(one, HomeSignIn))

    def session_for(self, entry: TenantEntry, settings: Settings) -> Session:
        """Return the session in a customer's tenant; blocks. Raises SignInFailed, BadValue for a tenant named twice."""
        if known := self._sessions.get(entry.tenant):
            return known
        session = self._unattended(settings) if self._is_unattended else self._by_person(entry, settings)
        other = self._entries.setdefault(session.tenant_id, entry)
        if other != entry:
            raise BadValue(f"{entry.tenant} is the same tenant as {other.tenant}.", remedy="Remove one from the file.")
        self._sessions[entry.tenant] = session
        return session

    @property
    def _is_unattended(self) -> bool:
        method = self.context.common.sign_in
        return method is not None and method.is_unattended

    def _unattended(self, settings: Settings) -> Session:
        session = sign_in(request_for(self.context, settings, self.scopes), show_code=lambda _: None)
        if session.is_application and not self.applications:
            raise person_needed(self.context.command, session)
        return session

    def _by_person(self, entry: TenantEntry, settings: Settings) -> Session:
        home = self._by_home[entry.home]
        if isinstance(home, SignInFailed):
            raise home
        try:
            return home.session_in(request_for(self.context, settings, self.scopes))
        except SignInFailed as error:
            error.remedy = self._remedy(error, entry)
            raise

    def _signed_in(self, home: str) -> HomeSignIn | SignInFailed:
        settings, _ = load_inputs(self.context, CliOverrides({"tenant": home}))
        try:
            session = begin_session(self.context, settings, self.scopes)
        except SignInFailed as error:
            return error
        assert isinstance(session, PersonSession)
        return HomeSignIn(session, request_for(self.context, settings, self.scopes))

    def _remedy(self, error: SignInFailed, entry: TenantEntry) -> str:
        if error.refusal in _NO_ACCESS:
            return _CHECK_ACCESS
        if error.refusal in _CONSENT:
            return error.remedy
        alone = command_line(self.context.command, "--tenant", entry.tenant)
        return f"To sign in to this tenant alone, run: {alone}"
