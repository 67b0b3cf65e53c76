"""Values of the desired state that an option of the command line and a setting give.

Each is declared once: here, or in the folder of the resource that alone needs it (``core/resource_values.py``).

The options of the commands, the validation of the settings, and what a command gets along without derive from it. Every
Tab imports this module, so nothing heavy is imported here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from total_onboard.core.attribute_set import AttributeSet
from total_onboard.core.resource_values import RESOURCE_VALUES, ResourceValue
from total_onboard.exchange import address_validation, validation

LENIENT_COMMANDS: Final = (
    "status",
    "verify",
    "verify --rehearse-removal",
    "admins",
    "sync",
    "teardown",
    "teardown --groups",
    "rotate-secret",
    "rotate-secret --finish",
    "rotate-secret --scim-token",
)
"""Commands that ignore an invalid setting which they don't need. All others need every setting."""
_EVERY: Final = frozenset(LENIENT_COMMANDS)


@dataclass(frozen=True, kw_only=True)
class ValueOption:
    """One value: ``setting`` is its name, ``desired`` the member of the desired state that it becomes.

    ``rule`` validates what was given, and returns that member. ``needed_by`` are the lenient commands that an invalid
    setting stops. A later setup reuses a value that ``is_remembered`` if it isn't given again.
    """

    setting: str
    help: str
    metavar: str
    type: type = str
    is_repeatable: bool = False
    desired: str = ""
    rule: Callable[[Any], object] | None = None
    needed_by: frozenset[str] = frozenset()
    is_remembered: bool = False

    def collected(self, given: Any) -> object:  # noqa: ANN401
        """Return what the command line gave, as the setting takes it."""
        if self.is_repeatable:
            return tuple(given or ())
        return given.date() if isinstance(given, datetime) else given

    def validated(self, value: Any) -> object:  # noqa: ANN401
        """Return the member of the desired state; None if no value was given. Raises BadValue."""
        if value is None or value == ():
            return None
        return self.rule(value) if self.rule else value


def _application_name(text: str) -> str:
    return validation.name(text, "an application")


def _redirect_uris(uris: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(address_validation.redirect_uri, uris))


def _groups(texts: tuple[str, ...]) -> object:
    from total_onboard.exchange.desired_state.groups import parse_groups

    return parse_groups(texts)


def _people(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(validation.person, names))


def _of_resource(declared: ResourceValue) -> ValueOption:
    return ValueOption(
        setting=declared.setting,
        help=declared.help,
        metavar=declared.metavar,
        is_repeatable=True,
        desired=declared.desired,
        rule=partial(validation.resource_value, declared),
        needed_by=frozenset(declared.needed_by),
        is_remembered=declared.is_remembered,
    )


APPLICATION_NAME: Final = ValueOption(
    setting="application_name",
    help="Name of the enterprise application. Default: TOTAL.",
    metavar="NAME",
    desired="application_name",
    rule=_application_name,
    needed_by=_EVERY,
)
REDIRECT_URI: Final = ValueOption(
    setting="redirect_uri",
    help="Address that sign-in returns to. Repeatable.",
    metavar="URI",
    is_repeatable=True,
    desired="redirect_uris",
    rule=_redirect_uris,
)
GROUP: Final = ValueOption(
    setting="group",
    help="Group and its role in TOTAL. Repeatable. Default: TOTAL-Admin=admin.",
    metavar="NAME=ROLE",
    is_repeatable=True,
    desired="groups",
    rule=_groups,
    needed_by=_EVERY - {"status", "verify", "teardown", "rotate-secret --finish"},
)
SECRET_MONTHS: Final = ValueOption(
    setting="secret_months",
    help="Lifetime of the client secret. Default: 24.",
    metavar="MONTHS",
    type=int,
    desired="secret_months",
    rule=validation.secret_months,
    needed_by=frozenset({"rotate-secret"}),
)
ADMIN: Final = ValueOption(
    setting="admin",
    help="Administrator of TOTAL: UPN, email address or object ID. Repeatable.",
    metavar="UPN",
    is_repeatable=True,
    desired="admins",
    rule=_people,
)
ATTRIBUTES: Final = ValueOption(
    setting="attributes",
    help="Attributes of people to send to TOTAL. Default: default.",
    metavar="default|minimal",
    type=AttributeSet,
    desired="attributes",
    is_remembered=True,
)
SCIM_URL: Final = ValueOption(setting="scim_url", help="TOTAL's SCIM endpoint.", metavar="URL", needed_by=_EVERY)
SCIM_TOKEN_FILE: Final = ValueOption(
    setting="scim_token_file", help="File that contains the SCIM token.", metavar="FILE", type=Path, needed_by=_EVERY
)
SCIM_TOKEN_ENDS: Final = ValueOption(
    setting="scim_token_ends",
    help="Day on which the SCIM token expires.",
    metavar="YYYY-MM-DD",
    type=datetime,
    desired="scim_token_ends",
    needed_by=frozenset({"rotate-secret --scim-token"}),
)

VALUE_OPTIONS: Final = (
    ADMIN,
    REDIRECT_URI,
    SCIM_URL,
    SCIM_TOKEN_FILE,
    SCIM_TOKEN_ENDS,
    APPLICATION_NAME,
    GROUP,
    *map(_of_resource, RESOURCE_VALUES),
    ATTRIBUTES,
    SECRET_MONTHS,
)
"""All of them, in the order of the help of ``setup``, which takes them all."""
WITHOUT_TOKEN: Final = tuple(one for one in VALUE_OPTIONS if one not in (SCIM_TOKEN_FILE, SCIM_TOKEN_ENDS))
"""What the commands take that describe a setup without doing it: all but the options about the SCIM token."""
