"""Verdict of a removal test for a SCIM address: whether people who leave lose access, and the remedy if not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from total_onboard.scim.patch_forms import FLAG, Form, address_for, form_of
from total_onboard.scim.removal_test import Effect, FormResult, RemovalTest

_FORMS: Final = {Form.DEFAULT: "Microsoft's default form", Form.FLAG: f"the form of RFC 7644 (flag {FLAG})"}
_HOW: Final = {
    Effect.REFUSED: "is refused",
    Effect.IGNORED: "is answered with success and changes nothing",
    Effect.TOO_MUCH: "removes other members too",
    Effect.UNKNOWN: "has no visible effect",
}
_ASK_TOTAL: Final = (
    "Tell your TOTAL representative that Microsoft's PATCH requests must disable accounts and remove single group "
    "members, in one of the two forms that Microsoft documents "
    "(https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility)"
)
_ASK_FOR_GROUPS: Final = (
    "Tell your TOTAL representative that Microsoft creates groups with an additional schema, which must be "
    "ignored "
    "(https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups#create-group)"
)


@dataclass(frozen=True)
class Verdict:
    """``good`` is None if nobody can tell."""

    good: bool | None
    found: str
    remedy: str = ""


def verdict(test: RemovalTest, url: str) -> Verdict:
    """Judge the form that Microsoft uses with this address. Pure."""
    if test.why_unknown:
        return Verdict(None, f"Unknown: {test.why_unknown}{_left(test)}", _remedy_for_left(test))
    used = form_of(url)
    other = Form.DEFAULT if used is Form.FLAG else Form.FLAG
    bad, no_groups = _complaints(test, used), test.groups.effect is Effect.REFUSED
    if not (bad or no_groups):
        return Verdict(True, f"{_good(test, used)}{_left(test)}", _remedy_for_left(test))
    found = [f"A group as Microsoft creates it is refused{_why(test.groups)}"] if no_groups else []
    remedies = [_ASK_FOR_GROUPS] if no_groups else []
    if bad:
        found.append(f"In {_FORMS[used]}, {' and '.join(bad)}: people who leave would keep their access")
        remedies.append(_ASK_TOTAL if _complaints(test, other) else _address(url, other))
    return Verdict(False, f"{'. '.join(found)}{_left(test)}", ". ".join(remedies))


def _address(url: str, form: Form) -> str:
    return f"Use this SCIM address, with which Microsoft sends {_FORMS[form]}: {address_for(url, form)}"


def _good(test: RemovalTest, used: Form) -> str:
    """Return the good result; on demand, Microsoft ignores the flag."""
    late = used is Form.FLAG and bool(_complaints(test, Form.DEFAULT))
    limit = ". They take effect with the next cycle (up to 40 minutes)" if late else ""
    return f"TOTAL handles removals correctly{limit}"


def _complaints(test: RemovalTest, form: Form) -> list[str]:
    tried = {"disabling an account": test.deactivation.get(form), "removing a group member": test.removal.get(form)}
    return [f"{what} {_how(one)}" for what, one in tried.items() if one is None or one.effect is not Effect.YES]


def _how(tried: FormResult | None) -> str:
    return f"{_HOW[tried.effect]}{_why(tried)}" if tried else _HOW[Effect.UNKNOWN]


def _why(tried: FormResult) -> str:
    return f" ({tried.why})" if tried.why else ""


def _left(test: RemovalTest) -> str:
    return f". Not deleted at TOTAL: {', '.join(test.left)}" if test.left else ""


def _remedy_for_left(test: RemovalTest) -> str:
    if not test.left:
        return ""
    return f"Ask your TOTAL representative to delete {', '.join(test.left)}: TOTAL didn't delete what the test created."
