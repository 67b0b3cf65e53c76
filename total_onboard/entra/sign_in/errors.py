"""Refusals of Microsoft's sign-in: the table is ``aadsts.toml``, this module reads it.

Source of the numbers: https://learn.microsoft.com/entra/identity-platform/reference-error-codes
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

from total_onboard.core.errors import SignInFailed
from total_onboard.core.known_secrets import abridged
from total_onboard.entra.clouds import Cloud
from total_onboard.entra.http.connection_problems import certificate_problem, reason_of
from total_onboard.entra.sign_in.request import SignInRequest
from total_onboard.entra.sign_in_method import SignInMethod

_NUMBER: Final = re.compile(r"AADSTS(\d+)")
BUSY: Final = frozenset({"temporarily_unavailable", "server_error"})
"""The OAuth errors of a service that is overloaded or has a short outage."""
_TENANT_NOT_FOUND: Final = 90002
_DETAILS: Final = re.compile(r"\s*(?:Trace ID:|[\r\n])")
_LONGEST_NUMBER: Final = 12
_LONGEST_ID: Final = 200
_PLACES: Final = {
    "consent_link": "the Microsoft Entra admin center",
    "roles_page": "the Microsoft Entra admin center",
    "lookup": "https://login.microsoftonline.com/error",
}
_AGAIN: Final = (
    "Run the same command again. If it fails again, look the number up at {lookup}, or send this message to "
    "your TOTAL representative."
)


class Refusal(NamedTuple):
    """Meaning of a number: a sentence for the admin, and the next thing to do."""

    sentence: str
    remedy: str
    in_browser: str = ""
    """The remedy for someone who already signs in with a browser, if it is another one."""
    needs_browser: bool = False
    """Whether no device code can meet what is required."""


@cache
def _table() -> tuple[dict[int, Refusal], dict[str, Refusal]]:
    """Return refusals by number, and by OAuth's error name for refusals that have none."""
    entries = tomllib.loads((files(__package__) / "aadsts.toml").read_text("utf-8"))["refusal"]
    refusals = [(entry, _refusal(entry)) for entry in entries]
    by_number = {number: refusal for entry, refusal in refusals for number in entry.get("numbers", ())}
    by_name = {name: refusal for entry, refusal in refusals for name in entry.get("names", ())}
    return by_number, by_name


def _refusal(entry: Mapping[str, Any]) -> Refusal:
    in_browser, needs_browser = entry.get("remedy_in_browser", ""), entry.get("needs_browser", False)
    return Refusal(entry["sentence"], entry["remedy"], in_browser, needs_browser)


def numbers_in(answer: Mapping[str, Any]) -> list[int]:
    """Return the AADSTS numbers of an answer, the most telling first."""
    listed = answer.get("error_codes")
    digits = [str(number) for number in listed] if isinstance(listed, list) else []
    plain = [number for number in digits if number.isascii() and number.isdecimal()]
    found = plain or _NUMBER.findall(str(answer.get("error_description") or ""))
    return [int(number) for number in found if len(number) <= _LONGEST_NUMBER]


def sign_in_failed(answer: Mapping[str, Any] | None, request: SignInRequest) -> SignInFailed:
    """Return the error that MSAL's answer stands for; ``answer`` is None if MSAL had nothing to ask with."""
    return _failure(
        answer or {},
        in_browser=request.method is SignInMethod.BROWSER,
        tenant=request.tenant,
        client_id=request.client_id,
        consent_link=request.consent_link,
        roles_page=request.cloud.my_roles_page,
        lookup=f"{request.cloud.authority_url}/error",
    )


def requires_browser(answer: Mapping[str, Any], request: SignInRequest) -> bool:
    """Return whether what is required can't be met with a device code, by which this run would ask the admin."""
    known = _known(answer)
    return request.method is SignInMethod.DEVICE_CODE and known is not None and known.needs_browser


def no_admin_to_ask(answer: Mapping[str, Any], request: SignInRequest) -> SignInFailed:
    """Return the error for a run that needs an administrator at Microsoft's page and may not ask for one."""
    failure = sign_in_failed(answer, request)
    failure.remedy = (
        "Run the same command once without --no-input, or with --sign-in device-code, and finish the sign-in on "
        "Microsoft's page."
    )
    return failure


def application_refused(answer: Mapping[str, Any], tenant_id: str, client_id: str) -> SignInFailed:
    """Build the error for a refused sign-in of the enterprise application with its own secret."""
    return _failure(answer, tenant=tenant_id, client_id=client_id)


def _failure(answer: Mapping[str, Any], *, in_browser: bool = False, **words: str) -> SignInFailed:
    words = {**_PLACES, **words}
    known, reason = _known(answer), _reason_of(answer)
    if known is None:
        message = f"Microsoft refused the sign-in: {reason or abridged(str(answer.get('error') or 'no reason given.'))}"
    else:
        sentence = known.sentence.format(**words)
        message = f"{sentence} Microsoft said: {reason}" if answer.get("error_description") else sentence
    failure = SignInFailed(
        message,
        remedy=_remedy(known, in_browser=in_browser).format(**words),
        request_id=abridged(str(answer.get("trace_id") or answer.get("correlation_id") or ""), _LONGEST_ID) or None,
    )
    failure.refusal = _explained_number(answer)
    return failure


def _remedy(known: Refusal | None, *, in_browser: bool) -> str:
    if known is None:
        return _AGAIN
    return (known.in_browser if in_browser else "") or known.remedy


def _explained_number(answer: Mapping[str, Any]) -> str:
    by_number, _ = _table()
    return next((f"AADSTS{number}" for number in numbers_in(answer) if number in by_number), "")


def _reason_of(answer: Mapping[str, Any]) -> str:
    """Return Microsoft's own sentence without the ids that follow it; the number comes first."""
    sentence = _DETAILS.split(abridged(str(answer.get("error_description") or "")), maxsplit=1)[0]
    number = next((f"AADSTS{number}" for number in numbers_in(answer)), "")
    return sentence if number in sentence else ": ".join(part for part in (number, sentence) if part)


def _known(answer: Mapping[str, Any]) -> Refusal | None:
    """Return what the first known number means; a name counts only in an answer without any number."""
    by_number, by_name = _table()
    if numbers := numbers_in(answer):
        return next((by_number[number] for number in numbers if number in by_number), None)
    names = (str(answer.get(key) or "") for key in ("suberror", "error"))
    return next((by_name[name] for name in names if name in by_name), None)


def not_remembered() -> SignInFailed:
    """Return the error for a run that may ask nobody and has no usable sign-in of an earlier run."""
    return SignInFailed(
        "No remembered sign-in can be used, and --no-input prevents a new one.",
        remedy="Add --sign-in device-code, which prints a code and waits for it. On a computer with a "
        "keychain, you can run 'total-onboard auth login' first instead. In a pipeline, use --sign-in azure or "
        "--sign-in certificate.",
    )


def refused_authority(tenant: str, reason: str) -> SignInFailed:
    """Return the error for a tenant that the cloud does not know, by what was said when it was asked for."""
    numbers = [int(number) for number in _NUMBER.findall(reason)] or [_TENANT_NOT_FOUND]
    return _failure({"error_codes": numbers}, tenant=tenant, client_id="")


class SignInUnavailable(SignInFailed):
    """Microsoft's sign-in, or a gateway before it, has a problem that passes."""


def not_available(cloud: Cloud) -> SignInUnavailable:
    """Return the error for a sign-in that answered with a status of 500 and above."""
    return SignInUnavailable(
        f"Microsoft's sign-in at {cloud.authority_url} is unavailable.",
        remedy="Run the same command again in a few minutes.",
    )


def untrusted_answer(cloud: Cloud, error: Exception) -> SignInFailed:
    """Return the error for an answer that does not fit the question, as a forged one would not."""
    return SignInFailed(
        f"Microsoft's sign-in at {cloud.authority_url} sent an answer that doesn't match the request: "
        f"{abridged(str(error))}",
        remedy="Run the same command again, after you close the sign-in pages of earlier attempts.",
    )


def not_reached(cloud: Cloud, error: Exception) -> SignInFailed:
    """Return the error for a sign-in host that could not be reached."""
    if problem := certificate_problem(error):
        message = f"The certificate of Microsoft's sign-in at {cloud.authority_url} isn't trusted: {problem.reason}."
        return SignInFailed(message, remedy=problem.remedy)
    return SignInFailed(
        f"Microsoft's sign-in at {cloud.authority_url} can't be reached: {reason_of(error)}.",
        remedy="Check the network and HTTPS_PROXY, then run the same command again.",
    )
