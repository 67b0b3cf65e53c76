"""Microsoft's own test of TOTAL's SCIM address failed: what its long answer means in a sentence."""

from __future__ import annotations

import re
from typing import Final

from total_onboard.core.errors import OnboardError
from total_onboard.core.exit_status import ExitStatus
from total_onboard.entra.graph.errors import BadRequest

_STATUS: Final = re.compile(r"Response Status Code:\s*(\w+)", re.IGNORECASE)
_TOKEN: Final = frozenset({"unauthorized", "401", "forbidden", "403"})
_ADDRESS: Final = frozenset({"notfound", "404", "methodnotallowed", "405"})
_ASK: Final = "Ask your TOTAL representative for a new {what}, then run the same command again with it."


# Assumption unavailable-endpoint.
class ScimEndpointRejected(OnboardError):
    """Error: the address or the token does not work from Microsoft's side, which is the side that counts.

    Another person must act, so finished work is kept (exit status 5).
    """

    code = "scim-end-refused"
    exit_status = ExitStatus.INCOMPLETE

    def __init__(self, url: str, error: BadRequest) -> None:
        why, remedy = _explained(error.graph_message)
        super().__init__(
            f"Microsoft tested {url}, and {why}. It said: {error.graph_code} {error.graph_message}".rstrip(),
            remedy=remedy,
            request_id=error.request_id,
        )


def _explained(message: str) -> tuple[str, str]:
    found = _STATUS.search(message)
    status = found[1].casefold() if found else ""
    if status in _TOKEN:
        return "TOTAL refuses the token", _ASK.format(what="SCIM token")
    if status in _ADDRESS:
        return "there is no SCIM service at this address", _ASK.format(what="SCIM address")
    if status:
        return f"TOTAL answered {found[1] if found else ''}", _ASK.format(what="SCIM address and token")
    return (
        "it can't be reached, or didn't answer as a SCIM service",
        "Tell your TOTAL representative: the address must be open to Microsoft, with a public certificate. "
        "Then run the same command again.",
    )
