"""``explain CODE`` and ``explain --list``: what each code means, from the places that declare the codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from total_onboard.commands.explain.explanation_tables import (
    CHECKS,
    PREFIX,
    PROBLEMS,
    VERIFICATIONS,
    codes,
    refusals,
    table,
)
from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.core.errors import BadValue
from total_onboard.core.known_secrets import abridged
from total_onboard.core.text.suggestions import did_you_mean
from total_onboard.engine.step_texts import step_texts
from total_onboard.entra.clouds import CLOUDS, CloudName
from total_onboard.ui.output.documents_without_tenant import CodeKind, Explanation
from total_onboard.ui.views.explanation import show_code_list, show_explanations

LOOKUP: Final = "https://login.microsoftonline.com/error?code="
_LONGEST: Final = 80
_PROGRAM: Final = "total-onboard"
_NAMES: Final = "https://learn.microsoft.com/entra/identity-platform/reference-error-codes"
_REFERENCE: Final = "docs/reference.md#"
_PLACEHOLDERS: Final = {
    "tenant": "your tenant",
    "client_id": "CLIENT_ID",
    "consent_link": "(the link in the error)",
    "roles_page": CLOUDS[CloudName.GLOBAL].my_roles_page,
}


def explain(code: str) -> tuple[Explanation, ...]:
    """Return what a code means, once for each kind that uses it. Raises BadValue for an unknown one."""
    name = _plain(code)
    found = tuple(one for kind in _KINDS for one in _KINDS[kind](name))
    if not found:
        raise _unknown(name)
    return found


def every_explanation() -> tuple[Explanation, ...]:
    """Return the explanations of all codes, by kind, each kind in the order of its table."""
    return tuple(one for kind, names in _names().items() for name in names for one in _KINDS[kind](name))


def _names() -> dict[CodeKind, Iterable[str]]:
    return {
        CodeKind.PROBLEM: table(PROBLEMS),
        CodeKind.CHECK: table(CHECKS),
        CodeKind.VERIFICATION: table(VERIFICATIONS),
        CodeKind.STEP: step_texts(),
        CodeKind.SIGN_IN: refusals(),
    }


def _plain(code: str) -> str:
    """Return the code without what surrounds it on the screen; a bare number is one of Microsoft's."""
    name = code.strip().strip("[]:.,'\"")
    if name.isascii() and name.isdecimal():
        return f"{PREFIX}{name}"
    return name.upper() if name.upper().startswith(PREFIX) else name.lower()


def _unknown(name: str) -> BadValue:
    if name.startswith(PREFIX) and name.removeprefix(PREFIX).isdecimal():
        return BadValue(
            f"{abridged(name, _LONGEST)} is an error of Microsoft's sign-in that this version doesn't explain.",
            remedy=f"Look it up at {LOOKUP}{abridged(name.removeprefix(PREFIX), _LONGEST)}.",
        )
    return BadValue(
        f"There is no code {abridged(name, _LONGEST)}.",
        remedy=f"{did_you_mean(name, codes())}To see all codes: total-onboard explain --list",
    )


def _problem(name: str) -> Iterator[Explanation]:
    if entry := table(PROBLEMS).get(name):
        yield _explanation(CodeKind.PROBLEM, name, entry, entry["meaning"], f"{_REFERENCE}problem-codes")


def _sign_in(name: str) -> Iterator[Explanation]:
    if entry := refusals().get(name):
        number = name.removeprefix(PREFIX)
        yield Explanation(
            code=name,
            kind=CodeKind.SIGN_IN,
            meaning=_sentence(entry["sentence"]),
            why=entry["why"],
            next=_sentence(entry["remedy"]),
            docs=f"{LOOKUP}{number}" if number.isdecimal() else _NAMES,
        )


def _sentence(text: str) -> str:
    """Return a sentence about no certain tenant or program, with a capital at its beginning."""
    filled = text.replace("The tenant {tenant}", "Your tenant").format(**_PLACEHOLDERS)
    return filled if filled.startswith(_PROGRAM) else filled[:1].upper() + filled[1:]


def _check(name: str) -> Iterator[Explanation]:
    if entry := table(CHECKS).get(name):
        from total_onboard.diagnostics.preflight import CHECKS as DECLARED

        check = next(one for one in DECLARED if one.id == name)
        yield _explanation(CodeKind.CHECK, name, entry, f"{check.title}. Needed: {check.needed}.", check.docs)


def _verification(name: str) -> Iterator[Explanation]:
    if entry := table(VERIFICATIONS).get(name):
        from total_onboard.diagnostics.verification import IN_A_BROWSER, IN_THE_GROUP, UNATTENDED_VERIFICATIONS

        title = next(one.title for one in (*UNATTENDED_VERIFICATIONS, *IN_A_BROWSER, *IN_THE_GROUP) if one.id == name)
        yield _explanation(CodeKind.VERIFICATION, name, entry, f"{title}.", f"{_REFERENCE}verifications")


def _step(name: str) -> Iterator[Explanation]:
    if entry := step_texts().get(name):
        yield _explanation(CodeKind.STEP, name, entry, entry["meaning"], f"{_REFERENCE}steps")


def _explanation(kind: CodeKind, code: str, entry: dict[str, Any], meaning: str, docs: str) -> Explanation:
    return Explanation(
        code=code, kind=kind, meaning=meaning, why=entry["why"], next=entry["next"], docs=entry.get("docs", docs)
    )


_KINDS: Final[dict[CodeKind, Callable[[str], Iterator[Explanation]]]] = {
    CodeKind.PROBLEM: _problem,
    CodeKind.SIGN_IN: _sign_in,
    CodeKind.CHECK: _check,
    CodeKind.VERIFICATION: _verification,
    CodeKind.STEP: _step,
}


def run_explain(context: CommandContext, code: str | None, *, every: bool) -> CommandResult:
    """Show what a code means, or without a code all of them. Raises BadValue."""
    if code is not None and every:
        raise BadValue("Give either a code or --list.", remedy="For example: total-onboard explain AADSTS50076")
    found = explain(code) if code is not None else every_explanation()
    show = show_explanations if code is not None else show_code_list
    show(context.screen, found)
    return CommandResult(members={"explanations": found})
