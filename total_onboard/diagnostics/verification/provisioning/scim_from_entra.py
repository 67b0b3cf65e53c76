"""TOTAL's SCIM end, called by Microsoft with what is stored; nobody here needs to know address or token."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from total_onboard.diagnostics.verification.proof import Attempt, Shown, disproven, not_possible, proven
from total_onboard.engine.provisioning_delay import once_warm
from total_onboard.entra.graph.errors import BadRequest
from total_onboard.steps.provisioning.job import SCIM_TEMPLATE
from total_onboard.steps.provisioning.scim_credentials import are_stored
from total_onboard.steps.provisioning.scim_rejected import ScimEndRefused

if TYPE_CHECKING:
    from total_onboard.diagnostics.verification.context import ProofContext


async def show(context: ProofContext) -> Shown:
    """Microsoft's *Test connection*, with saved credentials."""
    picture, service = context.picture, context.run.tenant.synchronization
    if picture.job is None or not are_stored(picture):
        return not_possible("No SCIM address and token are stored yet", _with_new_values(context))
    principal, job = picture.the_principal.id, picture.job.id
    try:
        await once_warm(
            context.run,
            "the provisioning service tests what is stored",
            lambda: service.validate_saved_credentials(principal, job, SCIM_TEMPLATE),
        )
    except BadRequest as error:
        refused = ScimEndRefused("the stored SCIM address with the stored token", error)
        return disproven(refused.message, _with_new_values(context))
    return proven("Microsoft's own test of the stored address and token succeeds")


def _with_new_values(context: ProofContext) -> str:
    return context.line("setup --only scim-credentials", "--scim-url", "URL", "--scim-token-file", "FILE")


SCIM_FROM_ENTRA: Final = Attempt(
    id="scim-from-entra",
    title="Microsoft reaches TOTAL's SCIM end",
    show=show,
    needs=frozenset({"provisioning-job", "scim-credentials"}),
)
