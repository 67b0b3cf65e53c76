"""Errors of TOTAL's SCIM endpoint: it refuses, is unreachable, or cannot answer now."""

from __future__ import annotations

from total_onboard.core.errors import OnboardError
from total_onboard.core.exit_status import ExitStatus


class ScimEndpointFailed(OnboardError):
    """TOTAL's SCIM endpoint cannot be used as it is; ``message`` says what it answered."""

    code = "scim-end"
    exit_status = ExitStatus.PREREQUISITE


class ScimEndpointUnreachable(ScimEndpointFailed):
    """Error: nothing answered, or something on the way to TOTAL's SCIM endpoint.

    That says little: TOTAL may let in Microsoft's network alone, from which provisioning comes.
    """


class ScimEndpointUnavailable(ScimEndpointFailed):
    """TOTAL's SCIM endpoint answers that it cannot answer now, which can be transient."""


class ScimErrorPage(ScimEndpointUnavailable):
    """A web page says that nothing behind it answers: by a gateway of TOTAL's, or by a proxy of this network."""
