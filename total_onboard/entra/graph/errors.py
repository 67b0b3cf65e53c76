"""Refusals of Microsoft Graph: one class per kind, with what happened and what to do next.

The error envelope: https://learn.microsoft.com/graph/errors
"""

from __future__ import annotations

from typing import ClassVar, Final

from total_onboard.core.errors import OnboardError
from total_onboard.core.exit_status import ExitStatus

_AGAIN: Final = "Run the same command again in a few minutes; it continues where it stopped."


class GraphError(OnboardError):
    """Graph did not do what it was asked to.

    ``status`` is the HTTP status (None without an answer), ``graph_code`` and ``graph_message`` are Graph's own
    words, ``path`` is the request's, without the query.
    """

    code = "graph-refused"
    default_remedy: ClassVar[str] = _AGAIN

    def __init__(
        self,
        what: str,
        *,
        status: int | None,
        path: str,
        graph_code: str = "",
        graph_message: str = "",
        request_id: str | None = None,
        remedy: str | None = None,
    ) -> None:
        message = " ".join(part for part in (graph_code, graph_message) if part)
        super().__init__(
            f"{what} Microsoft said: {message}" if message else what,
            remedy=remedy or self.default_remedy,
            request_id=request_id,
        )
        self.status = status
        self.path = path
        self.graph_code = graph_code
        self.graph_message = graph_message


class BadRequest(GraphError):
    """400: Graph does not accept what was sent, or not yet."""

    code = "graph-bad-request"
    default_remedy = "If it fails again, send this message and its request ID to your TOTAL representative."


class Unauthorized(GraphError):
    """401: the token is not accepted; from the synchronization service also "not allowed" and "not there yet"."""

    code = "graph-unauthorized"
    exit_status = ExitStatus.SIGN_IN
    default_remedy = "Run 'total-onboard auth logout', then the same command again to sign in again."


class ProvisioningRefused(Unauthorized):
    """401 of the synchronization service, which says so to a good token: "not allowed", or "not known yet".

    Source: microsoft-graph-docs-contrib#8800.
    """

    code = "provisioning-refused"
    exit_status = ExitStatus.PREREQUISITE
    default_remedy = (
        "Run 'total-onboard check-prereqs', which checks whether your role allows it. If it does, run the "
        "same command again in a few minutes: the service sees a new application with a delay."
    )


class Forbidden(GraphError):
    """403: a scope of the token or a directory role of the account is missing."""

    code = "graph-forbidden"
    exit_status = ExitStatus.PREREQUISITE
    default_remedy = "Run 'total-onboard check-prereqs', which names the missing role or consent."


class Restricted(Forbidden):
    """403, or a 400 of the naming policy: a policy, a quota or a restricted unit refuses, no role or scope."""

    code = "graph-restricted"


class NotFound(GraphError):
    """404: not there, or not there yet."""

    code = "graph-not-found"


class Conflict(GraphError):
    """409: a concurrent change of the same object, or the directory has not caught up."""

    code = "graph-conflict"


class TooManyRequests(GraphError):
    """429 that outlasted our patience, or asked for a longer pause than that."""

    code = "graph-throttled"


class ServiceFailed(GraphError):
    """5xx past all retries, or an answer that is no JSON."""

    code = "graph-failed"


class AnsweredByProxy(ServiceFailed):
    """HTML page in place of Graph's JSON: something between here and Microsoft wrote it."""

    code = "graph-proxy"
    default_remedy = (
        "Ask your network team to let this machine reach Microsoft Graph without a login page, or set "
        "HTTPS_PROXY to the right proxy."
    )


class GatewayFailed(ServiceFailed):
    """HTML error page of a gateway, Microsoft's or another one, that reached no service behind it."""

    default_remedy = (
        "Run the same command again in a few minutes; it continues where it stopped. If it fails again, ask your "
        "network team whether the page comes from your proxy."
    )


class Unreachable(GraphError):
    """No connection: name, network, proxy, or a certificate that this machine does not trust."""

    code = "graph-unreachable"
    default_remedy = "Check the network and HTTPS_PROXY, then run the same command again."


class AmbiguousAnswer(GraphError):
    """A create was sent and no clear answer came: the object may exist. Look for it before sending again."""

    code = "graph-answer-lost"


_NOT_REPLICATED_YET: Final = (
    "does not exist or one of its queried reference-property objects are not present",
    "not a valid reference update",
    "permission being assigned was not found on application",
    "the source resource object or one of the objects being referenced don't exist",
    "does not reference a valid application object",
    "the backing application of the service principal being created must in the local tenant",
)
_ALREADY_THERE: Final = (
    "permission being assigned already exists on the object",
    "entitlementgrant entry already exists",
    "added object references already exist",
    "permission entry already exists",
)
_TAKEN: Final = (
    "another object with the same value for property",
    "a conflicting object with one or more of the specified property values",
    "federatedidentitycredential with name",
)


def _mentions(error: GraphError, fragments: tuple[str, ...]) -> bool:
    message = error.graph_message.casefold()
    return any(fragment in message for fragment in fragments)


def is_not_replicated_yet(error: Exception) -> bool:
    """Return whether the refusal passes once the directory knows the new object everywhere.

    Only for objects created or changed in this run. Sources: hashicorp/terraform-provider-azuread (consistency
    helpers), microsoft-graph-docs (group-post-members), Azure/azure-cli#23367.
    """
    if isinstance(error, NotFound | Conflict):
        return not is_already_there(error) and not is_taken(error)
    return isinstance(error, BadRequest | Forbidden) and _mentions(error, _NOT_REPLICATED_YET)


def is_warming_up(error: Exception) -> bool:
    """Return whether the synchronization service may simply not have seen the new service principal yet.

    Its 401, 403, 404 and 409 are temporary for about two minutes, and the same 401 is its permanent answer to
    missing rights (microsoft-graph-docs-contrib#8800): check the rights first and bound the wait. Assumptions warm-up,
    missing-template: a job of a template that is not offered yet may also be answered with 400.
    """
    if isinstance(error, BadRequest):
        return error.path.endswith("/synchronization/jobs")
    return isinstance(error, Unauthorized | Forbidden | NotFound | Conflict) and "/synchronization" in error.path


def is_already_there(error: Exception) -> bool:
    """Return whether the refusal says that what was asked for is so already, which is as good as done."""
    return isinstance(error, BadRequest | Conflict) and _mentions(error, _ALREADY_THERE)


def is_taken(error: Exception) -> bool:
    """Return whether another object, perhaps a deleted one, already has the unique name.

    400 as a rule, and 409 at times (microsoftgraph/msgraph-bicep-types#202), so the message decides.
    """
    return isinstance(error, BadRequest | Conflict) and _mentions(error, _TAKEN)


def secrets_are_forbidden(error: Exception) -> bool:
    """Return whether an app management policy, of the tenant or of the application, allows no client secret."""
    return isinstance(error, BadRequest) and error.graph_code == "CredentialTypeNotAllowedAsPerAppPolicy"


def secret_lives_too_long(error: Exception) -> bool:
    """Return whether an app management policy allows only shorter client secrets (Azure/azure-cli#28522)."""
    return isinstance(error, BadRequest) and error.graph_code == "CredentialInvalidLifetimeAsPerAppPolicy"
