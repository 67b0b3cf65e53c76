"""The client secret: minted once, never by PATCH, and never removed while TOTAL may be using it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Final

from dateutil.relativedelta import relativedelta

from total_onboard.core.credential import CredentialKind
from total_onboard.core.desired_state import DesiredState
from total_onboard.core.text.formatting import format_date
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.export.declared_request import APPLICATION, Declared, DeclaredRequest, Lookup, literal
from total_onboard.engine.inspection.audit_matching import AuditedObject, AuditSignature, by_value
from total_onboard.engine.journal.entry import GroupDelivered, SecretKept
from total_onboard.engine.plan import Acceptance, Action, Change, ItemLists, PlanWarning
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import Blocker, ExecutionContext, PlanItems, PortalPage, PortalValue, Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.applications import PasswordCredential
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.steps.access.scope_reasons import READ_APPLICATIONS, READ_POLICIES, WRITE_APPLICATIONS
from total_onboard.steps.client_secret.create_secret import (
    EXEMPT,
    FORBIDDEN,
    STEP,
    create_client_secret,
    expires_at,
    secret_marker,
    until,
)
from total_onboard.steps.credentials.choice import is_chosen, no_credential, selection
from total_onboard.steps.credentials.superseded import still_accepted

_OTHERS: Final = "; who has {others} is unknown (to keep one instead: --keep-secret KEYID)"
_GONE: Final = "; those that were handed off from here are deleted, and who has {others} is unknown"

_FORGOTTEN: Final = ", and hand it off: at the teardown, TOTAL was asked to delete the one before"

_KIND: Final = CredentialKind.SECRET
_KEYS: Final = by_value("KeyDescription", value=r"(?:KeyIdentifier|DisplayName)=([^,\]]*)")


class ClientSecret(Step):
    """Its end date is the mark by which a secret of ours whose answer was lost is known."""

    id: ClassVar[StepId] = STEP
    title: ClassVar[str] = "Client secret"
    read_scopes: ClassVar[tuple[ScopeReason, ...]] = (
        READ_APPLICATIONS,
        READ_POLICIES,
    )
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = (WRITE_APPLICATIONS,)
    role_actions: ClassVar[tuple[str, ...]] = ("applications/credentials/update",)
    audit_signature: ClassVar[AuditSignature] = AuditSignature(r"secret|credential", _KEYS, AuditedObject.APPLICATION)
    portal_page: ClassVar[PortalPage] = PortalPage("Certificates & secrets", "Credentials")
    removed_by: ClassVar[StepId] = StepId.ADDITIONS
    items: ClassVar[ItemLists] = ItemLists.SINGLE
    # The hand-off is written with the secret, and names the groups.
    needs: ClassVar[tuple[StepId, ...]] = (StepId.APPLICATION, StepId.GROUPS)

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:
        """Keep a living one; replace one that was minted but never delivered; obey the tenant's policy."""
        orphans = undelivered_secrets(desired, state)
        if not self._is_chosen(desired, state):
            return [
                *self._removals(orphans),
                *no_credential(_KIND, desired, state),
                *still_accepted(_KIND, desired, state),
            ]
        if no_such := kept_secret_missing(state):
            return [Blocker(self.id, no_such, "Correct --keep-secret, or omit it to create a new secret.")]
        if keeping := to_keep(state):
            return [*self._removals(orphans), self._keeping(keeping)]
        enough = self._enough(desired, state)
        if enough:
            return [*self._removals(orphans), self._kept(enough), *self._restored(enough, state)]
        if state.identity.secret_policy.forbidden:
            return [Blocker(self.id, FORBIDDEN, EXEMPT)]
        return [*self._removals(orphans), self._creation(desired, state)]

    def _is_chosen(self, desired: DesiredState, state: RunState) -> bool:
        """Return whether a secret is to be used; if it is the only kind that TOTAL accepts, it is."""
        return desired.credential.preference == (_KIND,) or is_chosen(_KIND, desired, state)

    def is_desired(self, desired: DesiredState) -> bool:
        """Return whether TOTAL accepts one."""
        return _KIND in desired.credential.preference

    def _enough(self, desired: DesiredState, state: RunState) -> PasswordCredential | None:  # noqa: ARG002
        """Return the secret that suffices: an unexpired one that was delivered from here, or that was kept.

        The display name of a secret proves nothing, so what was made elsewhere doesn't count.
        """
        known = {*state.history.delivered_key_ids} - state.history.forgotten_keys
        return next((one for one in reversed(all_unexpired(state)) if one.key_id in known), None)

    def _removals(self, orphans: list[PasswordCredential]) -> list[Change]:
        return [
            Change(
                step=self.id,
                resource=f"client secret {orphan.key_id}",
                action=Action.DELETE,
                summary="Remove the client secret that an interrupted run created and nobody received",
                before=orphan.key_id,
            )
            for orphan in orphans
        ]

    def _kept(self, secret: PasswordCredential) -> Change:
        return Change(
            step=self.id,
            resource=f"client secret {secret.key_id}",
            action=Action.NONE,
            summary=f"A client secret exists, {until(secret)}",
        )

    def _keeping(self, secret: PasswordCredential) -> Acceptance:
        return Acceptance(
            step=self.id,
            resource=f"client secret {secret.key_id}",
            action=Action.ADOPT,
            summary=f"Keep the client secret {secret.key_id} {until(secret)}; TOTAL has it, so no hand-off is written",
        )

    def _restored(self, secret: PasswordCredential, state: RunState) -> list[PlanWarning]:
        """Report a restored secret: TOTAL may have been asked to forget it with the deleted application."""
        app = state.observed.application
        if app is None or app.deleted_date_time is None:
            return []
        sentence = (
            f"The client secret {secret.key_id} is restored with {app.display_name} and isn't handed off "
            "again. If TOTAL deleted it, run total-onboard rotate-secret, which creates another."
        )
        return [PlanWarning(step=self.id, sentence=sentence)]

    def _creation(self, desired: DesiredState, state: RunState) -> Change:
        end = end_date(desired, state)
        shortened = " (the tenant's policy doesn't allow more)" if _is_shortened(desired, state) else ""
        others_notice = f"{selection(desired, state).because}{self._others_notice(desired, state)}"
        return Change(
            step=self.id,
            resource=desired.secret_name,
            action=Action.CREATE,
            summary=f"Create a client secret that expires on {format_date(end)}{shortened}{others_notice}",
            before=_expired(desired, state),
            after=f"valid until {format_date(end)}",
            item=f"expires on {format_date(end)}{shortened}{others_notice}",
        )

    def _others_notice(self, desired: DesiredState, state: RunState) -> str:
        """Return what to report about other secrets."""
        if any(one.key_id in state.history.forgotten_keys for one in all_unexpired(state)):
            return _FORGOTTEN
        deleted = warn_of_deleted(desired, state)
        others = [one.key_id for one in secrets_made_elsewhere(desired, state)]
        return deleted or (_OTHERS.format(others=" and ".join(others)) if others else "")

    def requests(self, desired: DesiredState, now: datetime, state: RunState | None = None) -> Sequence[Declared]:
        """Declare a secret of the desired lifetime."""
        if not self.is_desired(desired):
            return []
        end = end_date(desired, state) if state else now + relativedelta(months=desired.secret_months)
        others = secrets_of_desired_name(desired, state) if state else []
        left_out = "".join(f" && keyId != {literal(one.key_id)}" for one in others)
        return [
            DeclaredRequest(
                purpose=f"Create a client secret that expires on {format_date(end)}.",
                call=lambda tenant: tenant.applications.add_password(APPLICATION, desired.secret_name, end),
                unless=Lookup(
                    lambda tenant: tenant.applications.get(APPLICATION),
                    f"passwordCredentials[?displayName == {literal(desired.secret_name)}{left_out}].keyId | [0]",
                ),
                secret="secretText",  # noqa: S106
            )
        ]

    def portal_values(self, desired: DesiredState, now: datetime) -> Sequence[PortalValue]:
        """Return the description and the last day; the secret itself appears in the portal alone."""
        end = now + relativedelta(months=desired.secret_months)
        return [
            PortalValue("Description", desired.secret_name),
            PortalValue("Expires", "Custom"),
            PortalValue("End", end.date().isoformat()),
        ]

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:
        """Make one call at a time: two resets in quick succession overwrite each other (Azure/azure-cli#32467)."""
        orphans = undelivered_secrets(desired, state)
        for orphan in orphans:
            await run.tenant.applications.remove_password(state.observed.the_application.id, orphan.key_id)
        if not self._is_chosen(desired, state):
            return StepResult(StepOutcome.REMOVED, ", ".join(orphan.key_id for orphan in orphans))
        if keeping := to_keep(state):
            return _keep(run, state, keeping)
        enough = self._enough(desired, state)
        if enough:
            return StepResult(StepOutcome.CHANGED if orphans else StepOutcome.KEPT, self._kept(enough).summary)
        made = await self._create(run, desired, state)
        return StepResult(StepOutcome.CREATED, f"valid {until(made)}, key ID {made.key_id}")

    async def _create(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> PasswordCredential:
        return await create_client_secret(
            run, state.observed.the_application.id, desired.secret_name, end_date(desired, state), state.identity.now
        )


def _keep(run: ExecutionContext, state: RunState, secret: PasswordCredential) -> StepResult:
    """Record the secret, which TOTAL got from another setup together with the groups."""
    run.journal.write(SecretKept(key_id=secret.key_id))
    there = {found.group.id for found in state.observed.groups.values() if found.group}
    for group_id in sorted(there & state.history.adopted):
        run.journal.write(GroupDelivered(group_id=group_id))
    state.history.delivered_key_ids = (*state.history.delivered_key_ids, secret.key_id)
    return StepResult(StepOutcome.ADOPTED, f"kept {secret.key_id}, {until(secret)}")


def _expired(desired: DesiredState, state: RunState) -> str | None:
    current = current_secret(desired, state)
    return "expired" if current and expires_at(current) <= state.identity.now else None


def kept_secret_missing(state: RunState) -> str:
    """Return that ``--keep-secret`` names no unexpired secret, if so."""
    key = state.choices.adoption.keep_secret
    if not key or any(one.key_id == key for one in all_unexpired(state)):
        return ""
    return f"The application has no unexpired client secret with the key ID {key}."


def to_keep(state: RunState) -> PasswordCredential | None:
    """Return the one that ``--keep-secret`` names, unless the journal knows it already."""
    key = state.choices.adoption.keep_secret
    known = {*state.history.delivered_key_ids}
    return next((one for one in all_unexpired(state) if one.key_id == key and key not in known), None)


def all_unexpired(state: RunState) -> list[PasswordCredential]:
    """Return all unexpired secrets of any name, the last to expire last."""
    secrets = state.observed.application.password_credentials if state.observed.application else ()
    return sorted((secret for secret in secrets if expires_at(secret) > state.identity.now), key=expires_at)


def warn_of_deleted(desired: DesiredState, state: RunState) -> str:
    """Return that delivered secrets were deleted while others are unexpired, as the end of a sentence."""
    others = secrets_made_elsewhere(desired, state) if delivered_secrets_expired(desired, state) else []
    return _GONE.format(others=" and ".join(other.key_id for other in others)) if others else ""


def end_date(desired: DesiredState, state: RunState) -> datetime:
    """Return when a new secret expires: after the desired months, or sooner if the policy requires it."""
    requested = state.identity.now + relativedelta(months=desired.secret_months)
    longest = state.identity.secret_policy.longest
    return min(requested, state.identity.now + longest) if longest else requested


def _is_shortened(desired: DesiredState, state: RunState) -> bool:
    return end_date(desired, state) < state.identity.now + relativedelta(months=desired.secret_months)


def secrets_of_desired_name(desired: DesiredState, state: RunState) -> list[PasswordCredential]:
    """Return unexpired and expired secrets of the expected name, the last to expire last."""
    secrets = state.observed.application.password_credentials if state.observed.application else ()
    return sorted((secret for secret in secrets if secret.display_name == desired.secret_name), key=expires_at)


def unexpired_secrets(desired: DesiredState, state: RunState) -> list[PasswordCredential]:
    """Return unexpired secrets of the expected name, the last to expire last."""
    return [secret for secret in secrets_of_desired_name(desired, state) if expires_at(secret) > state.identity.now]


def undelivered_secrets(desired: DesiredState, state: RunState) -> list[PasswordCredential]:
    """Return the secrets that a run from here requested and did not deliver."""
    minted = state.history.remembered(ClientSecret.id)
    asked_for = [
        s
        for s in unexpired_secrets(desired, state)
        if s.key_id in minted or secret_marker(expires_at(s)) in state.history.secret_marks
    ]
    return [secret for secret in asked_for if secret.key_id not in state.history.delivered_key_ids]


def current_secret(desired: DesiredState, state: RunState) -> PasswordCredential | None:
    """Return the secret that was delivered last from here, expired or not; without one, the last to expire."""
    secrets = {secret.key_id: secret for secret in secrets_of_desired_name(desired, state)}
    if not state.history.delivered_key_ids:
        return next(reversed(secrets.values()), None)
    handed_off = [secrets[key] for key in state.history.delivered_key_ids if key in secrets]
    alive = [secret for secret in handed_off if expires_at(secret) > state.identity.now]
    return next(reversed(alive or handed_off), None)


def secrets_made_elsewhere(desired: DesiredState, state: RunState) -> list[PasswordCredential]:
    """Return unexpired secrets that were made on another machine, the last to expire last."""
    owned = {*state.history.delivered_key_ids, *(orphan.key_id for orphan in undelivered_secrets(desired, state))}
    return [secret for secret in unexpired_secrets(desired, state) if secret.key_id not in owned]


def delivered_secrets_expired(desired: DesiredState, state: RunState) -> bool:  # noqa: ARG001
    """Return whether some were handed off from here, and TOTAL has none of them that lives."""
    there = {secret.key_id for secret in all_unexpired(state)} - state.history.forgotten_keys
    return bool(state.history.delivered_key_ids) and there.isdisjoint(state.history.delivered_key_ids)
