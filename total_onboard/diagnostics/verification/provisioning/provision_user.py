"""Provisioning of one person to TOTAL: ordered on demand, then looked for at TOTAL."""

from __future__ import annotations

from total_onboard.diagnostics.verification.context import VerificationContext
from total_onboard.diagnostics.verification.provisioning.on_demand_orders import order_in_group, provision_one_member
from total_onboard.diagnostics.verification.provisioning.on_demand_reasons import (
    NOT_SEEN,
    FailureReason,
    failure_reason,
)
from total_onboard.diagnostics.verification.verification_result import (
    VerificationOutcome,
    failed,
    inconclusive,
    succeeded,
)
from total_onboard.engine.polling import PollTimeout
from total_onboard.entra.resources.synchronization.requests import OnDemandOutcome
from total_onboard.scim.client import ScimClient
from total_onboard.scim.endpoint_errors import ScimEndpointUnavailable, ScimEndpointUnreachable
from total_onboard.scim.patch_forms import form_of


class OtherIdentifier(Exception):
    """Person who is provisioned at TOTAL under another identifier than the directory's."""

    def __init__(self, external_id: str) -> None:
        super().__init__(external_id)
        self.external_id = external_id


class UserProvisioning:
    """One member, by object ID and name; ``again`` is the command that tries once more."""

    def __init__(self, context: VerificationContext, group_id: str, user_id: str, who: str, again: str) -> None:
        self._context, self._group_id, self._user_id, self._who = context, group_id, user_id, who
        self._again = again
        self._blind = context.desired.scim is None
        self._form = form_of(context.desired.scim.url) if context.desired.scim else None
        self._reason = FailureReason("Microsoft has not answered", later=True)

    async def verify(self) -> VerificationOutcome:
        """Order until TOTAL shows the person, within the context's patience. Raises ScimEndpointFailed, GraphError."""
        context, who, again = self._context, self._who, self._again
        try:
            return await context.run.poller.until(f"{who} is provisioned to TOTAL", self._probe, context.policy)
        except PollTimeout:
            return inconclusive(f"{who} is not provisioned yet: {self._reason.reason}", again)
        except OtherIdentifier as error:
            return failed(
                f"{who} is in TOTAL as {error.external_id or 'an account without externalId'}, not as the object ID "
                f"{self._user_id}. Ask your TOTAL representative to delete that account",
                again,
            )

    async def _probe(self) -> VerificationOutcome | None:
        """Order until the member is seen or has failed; None while it is pending.

        The group's answer does not distinguish members, so one who is not seen is ordered alone.
        """
        context, who = self._context, self._who
        outcome = group = await order_in_group(context, self._group_id, self._user_id)
        if outcome.succeeded and await self._is_seen():
            return succeeded(f"{who} is provisioned; externalId equals the object ID ({self._user_id})")
        if outcome.succeeded or not failure_reason(outcome, self._form).later:
            outcome = await provision_one_member(context, self._user_id)
        if outcome.succeeded and self._blind:
            return succeeded(f"Microsoft reports {who} as provisioned; TOTAL's SCIM endpoint wasn't checked from here")
        self._reason = _not_seen(group) if outcome.succeeded else failure_reason(outcome, self._form)
        if self._reason.later or not (outcome.succeeded or outcome.error_code):
            return None
        return failed(f"{who} was not provisioned: {self._reason.reason}", context.line("status"))

    async def _is_seen(self) -> bool:
        """Return whether TOTAL shows the person, under the right identifier.

        Raises OtherIdentifier, ScimEndpointFailed.
        """
        if self._blind or (scim := self._context.desired.scim) is None:
            return False
        try:
            async with ScimClient(scim, self._context.trust) as end:
                if there := await end.find_person(self._user_id, self._who):
                    return there.active is not False
                other = await end.find_user(self._who)
        except ScimEndpointUnreachable:
            self._blind = True
            return False
        except ScimEndpointUnavailable:
            return False
        if other:
            raise OtherIdentifier(other.external_id or "")
        return False


def _not_seen(group: OnDemandOutcome) -> FailureReason:
    """Return the reason if the person alone was provisioned: the group may be missing."""
    if group.succeeded:
        return NOT_SEEN
    code = group.error_code or group.result or "no reason"
    return FailureReason(
        f"Microsoft provisions the person, and could not provision the group (Microsoft said: {code})", True
    )
