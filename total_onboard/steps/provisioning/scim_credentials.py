"""TOTAL's SCIM address and token, tested by Microsoft first and only then stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import ClassVar, Final

from total_onboard.core.concurrency import in_background
from total_onboard.core.desired_state import DesiredState
from total_onboard.core.secret import SecretText
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.export.declared_request import PRINCIPAL, SCIM_TOKEN, Declared, DeclaredRequest, Lookup
from total_onboard.engine.inspection.audit_matching import AuditSignature, by_nothing
from total_onboard.engine.journal.entry import ScimStored
from total_onboard.engine.journal.scim_fingerprint import fingerprint
from total_onboard.engine.plan import Action, BlockedItem, Change, ItemLists, PlanHeading
from total_onboard.engine.provisioning_retry import retry_until_ready
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext, PartOf, PlanItems, PortalPage, PortalValue, Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.graph.errors import BadRequest
from total_onboard.entra.resources.synchronization.models import NotificationSettings
from total_onboard.entra.resources.synchronization.requests import ScimCredentials
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.steps.access.scope_reasons import READ_APPLICATIONS, READ_PROVISIONING, WRITE_PROVISIONING
from total_onboard.steps.ownership import recorded_addition
from total_onboard.steps.provisioning.failure_mails import (
    has_another_recipient,
    known_recipient,
    recipient_is_unknown,
    recipient_to_store,
)
from total_onboard.steps.provisioning.job import SCIM_TEMPLATE, SETTINGS_WITH_TOKEN, STORED
from total_onboard.steps.provisioning.quarantine import has_other_credentials, needs_credentials, quarantine_summary
from total_onboard.steps.provisioning.scim_rejected import ScimEndpointRejected

SECRETS: Final = "secrets"
"""What they are called together, in a plan and in the journal."""
ONCE_TOTAL_HAS_ANSWERED: Final = (
    "Send the hand-off to TOTAL. When TOTAL has answered, run the same command again with --scim-url and "
    "--scim-token-file"
)


_TOGETHER: Final = "Run the same command again with --scim-url and --scim-token-file: they can only be stored together"


class StoreScimCredentials(Step):
    """Stored SCIM credentials, which cannot be read back: the journal knows the values, the job whether they work."""

    id: ClassVar[StepId] = StepId.SCIM_CREDENTIALS
    title: ClassVar[str] = "SCIM address and token"
    needs: ClassVar[tuple[StepId, ...]] = (StepId.PROVISIONING_JOB,)
    read_scopes: ClassVar[tuple[ScopeReason, ...]] = (
        READ_APPLICATIONS,
        READ_PROVISIONING,
    )
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = (WRITE_PROVISIONING,)
    role_actions: ClassVar[tuple[str, ...]] = ("servicePrincipals/synchronizationCredentials/manage",)
    audit_signature: ClassVar[AuditSignature] = AuditSignature(
        r"provisioning setting or credentials", by_nothing, of="the provisioning settings"
    )
    portal_page: ClassVar[PortalPage] = PortalPage("Provisioning", "Provisioning")
    removed_by: ClassVar[StepId] = StepId.SCIM_CREDENTIALS
    heading: ClassVar[PlanHeading] = PlanHeading.PROVISIONING
    items: ClassVar[ItemLists] = ItemLists.SINGLE
    part_of: ClassVar[PartOf] = PartOf(StepId.PROVISIONING_JOB)

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:
        """Store them, keep them, or say that TOTAL has still to give them."""
        why = _why_to_store(desired, state)
        if why is None:
            hidden = state.observed.are_secret_keys_assumed or _hides_recipient(desired, state)
            kept, unknown = _kept(desired, state), _is_unknown(desired, state) or hidden
            return [Change(step=self.id, resource=SECRETS, action=Action.NONE, summary=kept, is_remark=unknown)]
        if desired.scim is None:
            return [_waiting(self.id, desired, state)]
        to = recipient_to_store(desired, state)
        why += f"; failure mails of provisioning go to {to}" if to else ""
        summary = f"Test the SCIM address {desired.scim.url} and its token, then store them{why}"
        item = f"{desired.scim.url}{why}"
        before, after = _found(state), "stored"
        change = Change(
            step=self.id,
            resource=SECRETS,
            action=Action.UPDATE,
            summary=summary,
            before=before,
            after=after,
            item=item,
        )
        if not has_another_recipient(desired, state):
            return [change]
        return [change.model_copy(update={"before": known_recipient(state) or None, "after": to})]

    def requests(self, desired: DesiredState, now: datetime, state: RunState | None = None) -> Sequence[Declared]:  # noqa: ARG002
        """Declare the test and the storing, if TOTAL's address is known; the token is a reference."""
        if desired.scim is None:
            return []
        credentials = ScimCredentials(
            base_address=desired.scim.url,
            secret_token=SecretText(SCIM_TOKEN),
            notification_settings=NotificationSettings(recipients=_recipient(desired, state) or None),
        )
        found = Lookup(
            lambda tenant: tenant.synchronization.stored_secrets(PRINCIPAL),
            "value[?key == 'SecretToken' && value].key | [0]",
        )
        stored = None if state and are_stored(state) else found
        return [
            DeclaredRequest(
                purpose=f"Let Microsoft test the SCIM address {desired.scim.url} and its token.",
                call=lambda tenant: tenant.synchronization.validate_credentials(PRINCIPAL, SCIM_TEMPLATE, credentials),
                unless=stored,
            ),
            DeclaredRequest(
                purpose="Store the SCIM address and its token.",
                call=lambda tenant: tenant.synchronization.store_secrets(PRINCIPAL, credentials),
                unless=stored,
            ),
        ]

    def portal_values(self, desired: DesiredState, now: datetime) -> Sequence[PortalValue]:  # noqa: ARG002
        """Return the address and the settings that are stored with it; the token is a secret."""
        if desired.scim is None:
            return []
        recipient = desired.failure_mails_to
        mails = [PortalValue("Notification Email", recipient)] if recipient else []
        threshold = str(NotificationSettings().delete_threshold)
        return [
            PortalValue("Tenant URL", desired.scim.url),
            *mails,
            PortalValue("Accidental deletion threshold", threshold),
            PortalValue("Scope", "Sync only assigned users and groups"),
        ]

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:
        """Store the credentials after a test, because a job with bad ones goes into quarantine at its first cycle.

        Raises ScimEndpointRejected when Microsoft's test fails.
        """
        principal, service = state.observed.the_principal.id, run.tenant.synchronization
        assert desired.scim is not None
        recipient = recipient_to_store(desired, state)
        credentials = ScimCredentials(
            base_address=desired.scim.url,
            secret_token=desired.scim.token,
            notification_settings=NotificationSettings(recipients=recipient or None),
        )
        try:
            await retry_until_ready(
                run,
                "the provisioning service tests the SCIM address",
                lambda: service.validate_credentials(principal, SCIM_TEMPLATE, credentials),
            )
        except BadRequest as error:
            raise ScimEndpointRejected(desired.scim.url, error) from error
        with recorded_addition(run, self.id, principal, SECRETS):
            await retry_until_ready(
                run,
                "the provisioning service stores the SCIM address",
                lambda: service.store_secrets(principal, credentials),
            )
        # Deliberately slow to compute: in a thread, while other steps use the loop.
        scim_fingerprint = await in_background(partial(fingerprint, desired.scim))
        run.journal.write(
            ScimStored(fingerprint=scim_fingerprint, address=desired.scim.url, failure_mails_to=recipient)
        )
        state.observed.secret_keys, state.effects.credentials_are_new = (
            state.observed.secret_keys | STORED | SETTINGS_WITH_TOKEN,
            True,
        )
        return StepResult(StepOutcome.CHANGED, f"tested by Microsoft and stored for {desired.scim.url}")


def _recipient(desired: DesiredState, state: RunState | None) -> str:
    return recipient_to_store(desired, state) if state else desired.failure_mails_to


def are_stored(state: RunState) -> bool:
    """Return whether an address and a token are stored, whichever they are."""
    return state.observed.secret_keys >= STORED


def _why_to_store(desired: DesiredState, state: RunState) -> str | None:
    """Return None if they are right, as far as anybody can know."""
    if state.effects.credentials_are_new:
        return None
    if not are_stored(state) or state.choices.store_scim_anyway:
        return ""
    if needs_credentials(state):
        return ", because provisioning is in quarantine"
    if has_other_credentials(desired, state):
        return ", replacing those that are stored"
    if has_another_recipient(desired, state):
        return " again"
    if lacking := SETTINGS_WITH_TOKEN - state.observed.secret_keys:
        return (
            f" together with {' and '.join(sorted(lacking))}, which {'is' if len(lacking) == 1 else 'are'} not stored"
        )
    return None


def _found(state: RunState) -> str | None:
    """Return what is stored now, as far as it is known; never a value."""
    if not are_stored(state):
        return None
    return "in quarantine" if needs_credentials(state) else "other settings stored"


def _is_unknown(desired: DesiredState, state: RunState) -> bool:
    return desired.scim is not None and not state.history.stored_scim and not state.effects.credentials_are_new


def _kept(desired: DesiredState, state: RunState) -> str:
    if _is_unknown(desired, state):
        return (
            "A SCIM address and token are stored, but not from this machine. Whether they are the given ones "
            "is unknown (--only scim-credentials stores the given ones)"
        )
    if _hides_recipient(desired, state):
        return (
            "A SCIM address and token are stored; they were not stored from here, and Microsoft doesn't show who gets "
            "failure mails of provisioning (--only scim-credentials with the token stores that, too)"
        )
    if state.observed.are_secret_keys_assumed and not state.effects.credentials_are_new:
        return "Microsoft doesn't show the stored SCIM settings to this sign-in; the provisioning job is configured"
    return "The SCIM address and token are stored"


def _hides_recipient(desired: DesiredState, state: RunState) -> bool:
    return recipient_is_unknown(desired, state) and not state.effects.credentials_are_new


def _waiting(step: StepId, desired: DesiredState, state: RunState) -> BlockedItem:
    if needs_credentials(state) and are_stored(state):
        return _quarantined(step, state)
    if not are_stored(state):
        return _waiting_for_total(step)
    return _mails(step, desired, state) if has_another_recipient(desired, state) else _incomplete(step, state)


def _mails(step: StepId, desired: DesiredState, state: RunState) -> BlockedItem:
    known = known_recipient(state) or "nobody"
    sentence = f"Failure mails of provisioning go to {known}, and not to {recipient_to_store(desired, state)}."
    return BlockedItem(step=step, sentence=sentence, remedy=_TOGETHER)


def _incomplete(step: StepId, state: RunState) -> BlockedItem:
    lacking = " and ".join(sorted(SETTINGS_WITH_TOKEN - state.observed.secret_keys))
    sentence = f"{lacking} should be stored with the SCIM endpoint and token; without it the scope is unknown."
    return BlockedItem(step=step, sentence=sentence, remedy=_TOGETHER)


def _quarantined(step: StepId, state: RunState) -> BlockedItem:
    remedy = "Ask TOTAL for the SCIM address and token, then run the same command again with both"
    return BlockedItem(step=step, sentence=quarantine_summary(state), remedy=remedy)


def _waiting_for_total(step: StepId) -> BlockedItem:
    return BlockedItem(
        step=step,
        sentence="TOTAL sends its SCIM address and token after it has the group IDs.",
        remedy=ONCE_TOTAL_HAS_ANSWERED,
    )
