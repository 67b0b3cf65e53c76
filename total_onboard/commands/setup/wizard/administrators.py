"""The question for the administrators: people of the tenant, found by name, mail address, UPN or object ID."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from total_onboard.core.errors import BadValue
from total_onboard.engine.state.initial_state import check_can_administer
from total_onboard.entra.graph.errors import BadRequest, GraphError
from total_onboard.entra.object_ids import is_id
from total_onboard.entra.resources.admin_eligibility import (
    Ineligibility,
    Remark,
    ineligibility_of,
    remarks_on,
)
from total_onboard.entra.resources.users import User, Users
from total_onboard.exchange import validation
from total_onboard.ui.console import Screen
from total_onboard.ui.validated_prompts import ask_valid, correct, explain
from total_onboard.ui.views.wizard import Candidate, short, show_accepted, show_candidates

_OPTION: Final = "--admin"
_MOST_SHOWN: Final = 9
_SHORTEST: Final = 2
_SHORTEST_SECRET: Final = 30
_SHORTEST_RANDOM: Final = 16
_SCHEMES: Final = frozenset({"bearer", "basic"})
_NONE: Final = frozenset({"n", "none"})
_EXPLANATION: Final = (
    "Administrators: the people who will administer TOTAL, as members of {group}. Type a name, user principal name, "
    "mail address or object ID."
)
_REMARKS: Final = {Remark.GUEST: "guest", Remark.EXTERNAL: "from another tenant", Remark.NO_MAIL: "no mail address"}
_AGAIN: Final = "Type another name, or a full user principal name; a new account can take minutes to be found by name."


@dataclass
class AdministratorQuestion:
    """Asks for administrators until Enter is pressed; ``defaults`` are offered first."""

    screen: Screen
    users: Users
    me: User
    group: str
    defaults: tuple[str, ...] = ()
    _chosen: dict[str, User] = field(default_factory=dict)

    async def ask(self) -> tuple[str, ...]:
        """Return how to name each administrator; nobody is a valid answer. Raises Interrupted."""
        explain(self.screen, _EXPLANATION.format(group=self.group))
        if not await self._first_answered():
            return ()
        while text := self._typed("Another administrator (Enter to finish)"):
            await self._add(text)
        return tuple(map(_reference, self._chosen.values()))

    async def _first_answered(self) -> bool:
        """Return whether anyone was named, rather than nobody."""
        mine = (self.me.user_principal_name,) if self.me.user_principal_name else ()
        default = self.defaults or mine
        while not self._chosen:
            you = ", you" if default == mine and mine else ""
            text = self._typed("Administrator (n for nobody yet)", ", ".join(default) + you if default else "")
            if text in _NONE:
                return False
            if text:
                await self._add(text)
            else:
                default = await self._add_defaults(default)
        return True

    def _typed(self, question: str, default: str = "") -> str:
        """Return what was typed; empty for the default, and for nobody else."""

        def rule(text: str) -> str:
            if default and text == default:
                return ""
            if text.lower() in _NONE:
                return "n" if not self._chosen else ""
            return _checked(text) if text or not self._chosen else ""

        return ask_valid(self.screen, question, _OPTION, rule, default)

    async def _add_defaults(self, references: tuple[str, ...]) -> tuple[str, ...]:
        """Add the people that were offered, and return those that can be offered again: none."""
        for reference in references:
            await self._add(reference)
        return ()

    async def _add(self, text: str) -> None:
        """Find people and add them; say if there are none, or Microsoft does not answer."""
        for part in _several(text):
            try:
                for user in await self._found(part):
                    self._take(user)
            except BadValue as error:
                correct(self.screen, error)
            except GraphError as error:
                correct(self.screen, BadValue(error.message, remedy="Try again, or press Ctrl-C to cancel."))

    async def _found(self, text: str) -> Sequence[User]:
        """Return the person of a UPN, mail address or ID, else those chosen among the people of a name."""
        if exact := await self._exact(text):
            return (exact,)
        found = await self.users.search(text, _MOST_SHOWN + 1)
        if not found:
            raise BadValue(f"Nobody in this tenant matches {text!r}.", remedy=_AGAIN)
        return self._picked(sorted(found, key=lambda user: user.display_name.casefold()))

    async def _exact(self, text: str) -> User | None:
        if "@" not in text and not is_id(text):
            return None
        try:
            return await self.users.find(validation.person(text))
        except (BadValue, BadRequest):
            return None

    def _picked(self, found: list[User]) -> Sequence[User]:
        shown = found[:_MOST_SHOWN]
        show_candidates(self.screen, [_candidate(user) for user in shown], more=len(found) > len(shown))
        question = "Number (n for none of them)" if len(shown) == 1 else "Number, or several (n for none of them)"
        numbers = ask_valid(
            self.screen, question, _OPTION, lambda text: _numbers(text, len(shown)), "1" if len(shown) == 1 else ""
        )
        return [shown[number - 1] for number in numbers]

    def _take(self, user: User) -> None:
        try:
            check_can_administer(user, user.user_principal_name or user.id)
        except BadValue as error:
            raise BadValue(error.message, remedy="Name another person.") from None
        is_new = user.id not in self._chosen
        self._chosen[user.id] = user
        show_accepted(
            self.screen,
            f"{'Chosen' if is_new else 'Chosen already'}: {short(user.display_name)} ({user.user_principal_name})",
        )


def _checked(text: str) -> str:
    if _may_be_secret(text):
        raise BadValue(
            "That looks like a token or a secret, not a name; it was not sent anywhere.",
            remedy="Type a name, mail address or object ID.",
        )
    if not text.isprintable():
        raise BadValue("That has characters that cannot be seen.", remedy="Type it again.")
    if len(text) < _SHORTEST or len(text) > validation.LONGEST_PERSON:
        raise BadValue(
            f"That is too {'short' if len(text) < _SHORTEST else 'long'} for a name.",
            remedy=f"Type {_SHORTEST} to {validation.LONGEST_PERSON} characters.",
        )
    return text


def _may_be_secret(text: str) -> bool:
    """Return whether it may be a token that was pasted at the wrong question."""
    scheme, _, rest = text.partition(" ")
    word = rest if scheme.casefold() in _SCHEMES else text
    if is_id(word) or any(character.isspace() or character in "@," for character in word):
        return False
    if word is not text or word.startswith("eyJ"):
        return True
    return any(map(_is_random, word.split("."))) if "." in word else len(word) >= _SHORTEST_SECRET


def _is_random(part: str) -> bool:
    return len(part) >= _SHORTEST_RANDOM and any(map(str.isdigit, part)) and any(map(str.isalpha, part))


def _several(text: str) -> list[str]:
    """Split at commas only what is all addresses or IDs: names have commas too (“Andersson, Bo”)."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    return parts if parts and all("@" in part or is_id(part) for part in parts) else [text]


def _numbers(text: str, most: int) -> tuple[int, ...]:
    if text.casefold() in _NONE:
        return ()
    words = re.split(r"[\s,]+", text.strip(" ,"))
    if not all(word.isascii() and word.isdigit() and 1 <= int(word) <= most for word in words):
        which = "1" if most == 1 else f"numbers from 1 to {most}, for example 1 or 1,2"
        raise BadValue(f"{text!r} is not a number in the list.", remedy=f"Type {which}; n for none of them.")
    return tuple(dict.fromkeys(map(int, words)))


def _candidate(user: User) -> Candidate:
    remarks = [_REMARKS[one] for one in remarks_on(user)]
    if ineligibility_of(user) is Ineligibility.DISABLED:
        remarks.insert(0, "disabled")
    return Candidate(user.display_name or "(no name)", user.user_principal_name or user.id, ", ".join(remarks))


def _reference(user: User) -> str:
    """Return the user principal name, or the ID if that name cannot be given as an option."""
    try:
        return validation.person(user.user_principal_name)
    except BadValue:
        return user.id
