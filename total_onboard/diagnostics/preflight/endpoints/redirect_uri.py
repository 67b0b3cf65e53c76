"""Do the hosts of the redirect URIs exist, and may a browser trust them?"""

from __future__ import annotations

import asyncio
from typing import Final
from urllib.parse import urlsplit

from total_onboard.diagnostics.preflight.check import Check
from total_onboard.diagnostics.preflight.check_result import CheckOutcome, passed, skipped, warned
from total_onboard.diagnostics.preflight.context import CheckEnvironment
from total_onboard.entra.tls_probe import NotReached, TlsProblem, probe_tls

_MESSAGES: Final = {
    TlsProblem.NO_ADDRESS: "{host} has no address",
    TlsProblem.BAD_CERTIFICATE: "the certificate of {host} is not valid ({why})",
    TlsProblem.NO_ANSWER: "{host} does not answer from here ({why})",
}
_REMEDY: Final = (
    "Compare the redirect URI with what your TOTAL representative sent, letter by letter. If it is right, open it "
    "in the browser of a future user: their network counts, not this machine's."
)


async def evaluate(environment: CheckEnvironment) -> CheckOutcome:
    """Check the addresses and warn at most: browsers go there, and this machine may be in another network."""
    origins = {f"https://{urlsplit(uri).netloc}" for uri in environment.desired.redirect_uris}
    if not origins:
        return skipped("No redirect URI was given", "To check it, add --sheet or set TOTAL_ONBOARD_REDIRECT_URI.")
    problems = await asyncio.gather(*(_trouble(origin, environment) for origin in sorted(origins)))
    if troubles := [sentence for sentence in problems if sentence]:
        return warned("; ".join(troubles), _REMEDY)
    return passed(
        f"{', '.join(sorted(urlsplit(origin).netloc for origin in origins))} answers with a valid certificate"
    )


async def _trouble(origin: str, environment: CheckEnvironment) -> str:
    try:
        await probe_tls(origin, environment.trust)
    except NotReached as error:
        return _MESSAGES[error.trouble].format(host=urlsplit(origin).netloc, why=error)
    return ""


REDIRECT_URI = Check(
    id="redirect-uri",
    title="TOTAL's sign-in address",
    needed="A host that exists, with a certificate that browsers accept",
    docs="docs/checks.md#redirect-uri",
    steps=frozenset(),
    evaluate=evaluate,
)
