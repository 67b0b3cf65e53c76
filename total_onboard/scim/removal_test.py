"""Finds out how TOTAL's SCIM endpoint takes Microsoft's two forms of a removal, with accounts made for that.

Two accounts and two groups are created as Microsoft creates them, changed, and deleted in every case. Nobody can sign
in with them: their ``externalId`` is the object ID of nobody, and the addresses are in a domain that takes no mail.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol
from uuid import uuid4

from total_onboard.core.desired_state import ScimEndpoint
from total_onboard.scim.endpoint_errors import ScimEndpointFailed
from total_onboard.scim.patch_forms import Form, addition, deactivation, removal
from total_onboard.scim.paths import group_path, user_path
from total_onboard.scim.write_client import Refused, ScimWriteClient

PREFIX: Final = "total-onboard-removal-test-"
"""For people who see the objects; nothing is recognized by it."""
_NOWHERE: Final = "example.com"
"""Reserved, and takes no mail (RFC 2606, section 3); services that check addresses accept it, unlike ``.invalid``."""


class Effect(StrEnum):
    """Result of a request. ``ignored``: with success, and nothing changed; ``too-much``: others changed, too."""

    YES = "yes"
    REFUSED = "refused"
    IGNORED = "ignored"
    TOO_MUCH = "too-much"
    UNKNOWN = "unknown"


_AS_ACTIVE: Final = {None: Effect.UNKNOWN, True: Effect.IGNORED, False: Effect.YES}


@dataclass(frozen=True)
class FormResult:
    """One request; ``why`` is the status and the type of the error if it was refused."""

    effect: Effect
    why: str = ""


@dataclass(frozen=True)
class RemovalTest:
    """What was found out, by form. ``groups`` is how a group is taken as Microsoft creates it; ``left`` names what
    could not be deleted, ``why_unknown`` says why nothing could be tried."""

    deactivation: Mapping[Form, FormResult] = field(default_factory=dict)
    removal: Mapping[Form, FormResult] = field(default_factory=dict)
    groups: FormResult = FormResult(Effect.UNKNOWN)
    left: tuple[str, ...] = ()
    why_unknown: str = ""


class TestObjectLog(Protocol):
    """Remembers test objects across an interruption."""

    def begun(self, address: str) -> tuple[str, ...]:
        """Return the names of those that an earlier test left at this address."""
        ...

    def begin(self, address: str, *names: str) -> None:
        """Note them before they are created."""
        ...

    def identify(self, address: str, *external_ids: str) -> None:
        """Note the ``externalId`` of each account before it is created."""
        ...

    def end(self, address: str, name: str) -> None:
        """Note that one is gone."""
        ...


RemovalTester = Callable[[], Awaitable[RemovalTest]]
"""Makes the test once, and answers the same afterwards."""


def removal_tester(scim: ScimEndpoint, trust: ssl.SSLContext, notes: TestObjectLog) -> RemovalTester:
    """Return one tester for a command, several parts of which may use it concurrently."""
    known: list[RemovalTest] = []
    turn = asyncio.Lock()

    async def made() -> RemovalTest:
        async with turn:
            if not known:
                async with ScimWriteClient(scim, trust) as client:
                    known.append(await _Trial(client, notes).run())
        return known[0]

    return made


@dataclass
class _Trial:
    """One running test; ``paths`` holds the path of each object by its name; ``others`` are the preexisting accounts,
    which a service can answer a creation with if it takes a person's account for the new one.
    """

    client: ScimWriteClient
    notes: TestObjectLog
    paths: dict[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    others: frozenset[str] = frozenset()

    async def run(self) -> RemovalTest:
        """Delete what an earlier test left, test, delete all. Raises ScimEndpointFailed, JournalUnwritable."""
        found, left = RemovalTest(), await self._delete(self.notes.begun(self.client.url))
        try:
            found = await self._tried()
        finally:
            left += await self._delete(self.names)
        return RemovalTest(found.deactivation, found.removal, found.groups, tuple(left), found.why_unknown)

    async def _tried(self) -> RemovalTest:
        token = uuid4().hex[:12]
        people = {f"{PREFIX}{token}-{which}@{_NOWHERE}": str(uuid4()) for which in ("a", "b")}
        groups = {form: f"{PREFIX}{token}-{form}" for form in Form}
        self.others = await self._accounts()
        self.names = (*groups.values(), *people)
        self.notes.begin(self.client.url, *self.names)
        self.notes.identify(self.client.url, *people.values())
        ids: list[str] = []
        for name, external_id in people.items():
            made = await self.client.create_user(name, external_id)
            if isinstance(made, Refused):
                return RemovalTest(why_unknown=f"TOTAL doesn't create a test account ({made})")
            if not await self._is_test_account(name, made):
                return RemovalTest(why_unknown=f"TOTAL answers the creation of {name} with another account (ID {made})")
            self.paths[name] = user_path(made)
            ids.append(made)
        leavers = dict(zip(Form, ids, strict=True))
        created, removed = await self._removals(groups, leavers)
        return RemovalTest({form: await self._deactivated(form, leavers[form]) for form in Form}, removed, created)

    async def _removals(
        self, groups: Mapping[Form, str], leavers: Mapping[Form, str]
    ) -> tuple[FormResult, dict[Form, FormResult]]:
        """Create one group for each form, with both accounts in it, and remove the members."""
        created, removed = (
            FormResult(Effect.UNKNOWN),
            {form: FormResult(Effect.UNKNOWN) for form in Form},
        )
        for form, name in groups.items():
            made = await self.client.create_group(name, str(uuid4()))
            created = FormResult(Effect.REFUSED, str(made)) if isinstance(made, Refused) else FormResult(Effect.YES)
            if isinstance(made, Refused):
                made = await self.client.create_group(name, str(uuid4()), as_microsoft=False)
            if isinstance(made, str):
                if (await self.client.group(made)).displayname.casefold() != name.casefold():
                    removed[form] = FormResult(
                        Effect.UNKNOWN, f"TOTAL answers the creation of {name} with another group"
                    )
                    continue
                self.paths[name] = group_path(made)
                removed[form] = await self._removed(form, made, leavers)
        return created, removed

    async def _accounts(self) -> frozenset[str]:
        """Return the paths of all accounts; empty if a service does not list them."""
        try:
            return frozenset(user_path(user.id) for user in await self.client.users())
        except ScimEndpointFailed:
            return frozenset()

    async def _is_test_account(self, name: str, user_id: str) -> bool:
        """Return whether the account is new and has the test's name; otherwise nothing is ever written to it."""
        return (
            user_path(user_id) not in self.others
            and (await self.client.user(user_id)).username.casefold() == name.casefold()
        )

    async def _removed(self, form: Form, group_id: str, leavers: Mapping[Form, str]) -> FormResult:
        client, both, leaver = self.client, frozenset(leavers.values()), leavers[form]
        refused = await client.patch(group_path(group_id), addition(form, sorted(both)))
        if refused or await client.member_ids(group_id) != both:
            return FormResult(
                Effect.REFUSED if refused else Effect.UNKNOWN,
                f"adding a member: {refused or 'no effect'}",
            )
        if refused := await client.patch(group_path(group_id), removal(form, leaver)):
            return FormResult(Effect.REFUSED, str(refused))
        left = await client.member_ids(group_id)
        if leaver in left:
            return FormResult(Effect.IGNORED)
        return FormResult(Effect.YES if left == both - {leaver} else Effect.TOO_MUCH)

    async def _deactivated(self, form: Form, user_id: str) -> FormResult:
        if refused := await self.client.patch(user_path(user_id), deactivation(form)):
            return FormResult(Effect.REFUSED, str(refused))
        return FormResult(_AS_ACTIVE[(await self.client.user(user_id)).active])

    async def _delete(self, names: tuple[str, ...]) -> list[str]:
        """Delete them, groups first; whose path is not known is looked for by name. Returns what is left."""
        left = []
        for name in names:
            gone, is_real_account = await self._deleted(name)
            if gone or is_real_account:
                self.notes.end(self.client.url, name)
            if not gone:
                left.append(name)
                await self._disable(name)
        return left

    async def _deleted(self, name: str) -> tuple[bool, bool]:
        """Return whether it is gone, and whether it is a person's account, which no later test must delete either."""
        try:
            paths = [self.paths[name]] if name in self.paths else await self.client.ids_named(name)
            if not self.others.isdisjoint(paths):
                return False, True
            return all([await self.client.delete(path) for path in paths]), False
        except ScimEndpointFailed:
            return False, False

    async def _disable(self, name: str) -> None:
        """Disable what cannot be deleted, so that it is no active account."""
        path = self.paths.get(name, "")
        if path.startswith("/Users/"):
            with suppress(ScimEndpointFailed):
                for form in Form:
                    await self.client.patch(path, deactivation(form))
