"""Mail addresses that Microsoft notifies before the certificate of the enterprise application expires.

Source: https://learn.microsoft.com/graph/api/resources/serviceprincipal (``notificationEmailAddresses``)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar, Final

from total_onboard.core.desired_state import DesiredState
from total_onboard.core.resource_values import resource_value
from total_onboard.engine.command_line import command_line
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.export.additive_query import contained, with_added
from total_onboard.engine.export.declared_request import (
    CLIENT_ID,
    PRINCIPAL,
    Declared,
    DeclaredRequest,
    Lookup,
)
from total_onboard.engine.inspection.audit_matching import AuditSignature, by_nothing
from total_onboard.engine.inspection.object_contents import entry_key
from total_onboard.engine.plan import Action, BlockedItem, Change, ItemLists
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import (
    ExecutionContext,
    PartOf,
    PlanItems,
    PortalPage,
    PortalValue,
    Step,
    StepResult,
    UnmanagedPart,
)
from total_onboard.engine.step_id import StepId
from total_onboard.entra.graph.errors import is_not_replicated_yet
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps.access.scope_reasons import READ_APPLICATIONS, WRITE_APPLICATIONS
from total_onboard.steps.ownership import recorded_addition

VALUE: Final = resource_value("notification_email")


class NotificationEmails(Step):
    """Addresses that were requested, in addition to those that others added."""

    id: ClassVar[StepId] = StepId.NOTIFICATION_EMAILS
    title: ClassVar[str] = "Notification emails"
    needs: ClassVar[tuple[StepId, ...]] = (StepId.APPLICATION,)
    read_scopes: ClassVar[tuple[ScopeReason, ...]] = (READ_APPLICATIONS,)
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = (WRITE_APPLICATIONS,)
    role_actions: ClassVar[tuple[str, ...]] = ("servicePrincipals/basic/update",)
    audit_signature: ClassVar[AuditSignature] = AuditSignature(
        r"^update service principal$", by_nothing, of="the properties of the enterprise application"
    )
    portal_page: ClassVar[PortalPage] = PortalPage("Single sign-on, SAML certificates")
    removed_by: ClassVar[StepId] = StepId.NOTIFICATION_EMAILS
    part_of: ClassVar[PartOf] = PartOf(StepId.APPLICATION)
    items: ClassVar[ItemLists] = ItemLists.ONE

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:
        """Add what is missing, if the application has room for it. The application step has read them."""
        there, requested = _there(state), requested_emails(desired)
        missing = without(requested, there)
        others = [self._of_others(each) for each in without(there, requested)]
        if missing and len(there) + len(missing) > VALUE.at_most:
            return [self._no_room(there, missing), *others]
        if requested and not missing:
            return [self._kept(requested), *others]
        return [*map(self._added, missing), *others]

    def _added(self, address: str) -> Change:
        change = self._change(Action.UPDATE, f"Send Microsoft's certificate notifications to {address}")
        return change.model_copy(update={"after": address, "item": address})

    def _kept(self, addresses: Sequence[str]) -> Change:
        return self._change(Action.NONE, f"Certificate notifications go to {', '.join(addresses)}")

    def _of_others(self, address: str) -> Change:
        kept = self._change(
            Action.NONE, f"Certificate notifications also go to {address}, which was not requested; it stays"
        )
        return kept.model_copy(update={"is_remark": True})

    def _change(self, action: Action, summary: str) -> Change:
        return Change(step=self.id, resource=VALUE.property_name, action=action, summary=summary)

    def _no_room(self, there: Sequence[str], missing: Sequence[str]) -> BlockedItem:
        return BlockedItem(
            step=self.id,
            sentence=f"Certificate notifications can't go to {', '.join(missing)}: an application has at most "
            f"{VALUE.at_most} notification emails, and this one has {len(there)}: {', '.join(there)}.",
            remedy=f"Remove one in the Microsoft Entra admin center under {self.portal_page.title}, then run the "
            "same command again",
        )

    def is_desired(self, desired: DesiredState) -> bool:
        """Return whether any address was requested."""
        return bool(requested_emails(desired))

    def unmanaged(self, desired: DesiredState, state: RunState) -> Sequence[UnmanagedPart]:
        """Return the addresses that others added since, if any were requested here."""
        app, principal = state.observed.application, state.observed.service_principal
        if app is None or principal is None or not requested_emails(desired):
            return ()
        expected = state.history.expected_in(app.id) | state.history.expected_in(principal.id)
        added = without(without(_there(state), requested_emails(desired)), expected)
        return [_unmanaged(each) for each in added if _key(each) not in expected]

    def requests(self, desired: DesiredState, now: datetime, state: RunState | None = None) -> Sequence[Declared]:  # noqa: ARG002
        """Declare the addresses, if any are requested."""
        there = _there(state) if state else ()
        missing = without(requested_emails(desired), there)
        emails, name = (*there, *missing), VALUE.property_name
        all_there = " && ".join(contained(name, one) for one in missing or requested_emails(desired))
        body = f"{all_there} && @ || {{{name}: {with_added(name, missing)}}}"
        declared = DeclaredRequest(
            purpose="Send Microsoft's certificate notifications to these addresses.",
            call=lambda tenant: tenant.service_principals.set_texts(PRINCIPAL, name, emails),
            unless=None if there else Lookup(_principal, f"{all_there} && id || null"),
            body_from=Lookup(_principal, body) if there else None,
            is_additive=True,
            is_done=not missing,
        )
        return [declared] if requested_emails(desired) else []

    def portal_values(self, desired: DesiredState, now: datetime) -> Sequence[PortalValue]:  # noqa: ARG002
        """Return the addresses."""
        return [PortalValue("Notification email", one) for one in requested_emails(desired)]

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:
        """Replace the list as a whole, including the existing addresses."""
        principal = state.observed.the_principal
        there = principal.texts(VALUE.property_name)
        missing = without(requested_emails(desired), there)
        addresses = (*there, *missing)
        with recorded_addition(run, self.id, principal.id, *missing):
            await run.poller.retry_while(
                "the new enterprise application takes its notification emails",
                lambda: run.tenant.service_principals.set_texts(principal.id, VALUE.property_name, addresses),
                is_not_replicated_yet,
            )
        state.observed.service_principal = state.observed.the_principal.with_texts(VALUE.property_name, addresses)
        return StepResult(StepOutcome.CHANGED, ", ".join(missing))


def requested_emails(desired: DesiredState) -> tuple[str, ...]:
    """Return the addresses that the desired state asks for."""
    return desired.resource_value(VALUE.desired)


def without(addresses: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    """Return the addresses that aren't among the others; the case of letters doesn't matter."""
    left_out = {each.casefold() for each in others}
    return tuple(each for each in addresses if each.casefold() not in left_out)


def _there(state: RunState) -> tuple[str, ...]:
    principal = state.observed.service_principal
    return principal.texts(VALUE.property_name) if principal else ()


async def _principal(tenant: TenantClient) -> object:
    return await tenant.service_principals.find_by_app_id(CLIENT_ID)


def _key(address: str) -> str:
    return entry_key(VALUE.entry, address)


def _unmanaged(address: str) -> UnmanagedPart:
    return UnmanagedPart(
        VALUE.property_name,
        address,
        f"Certificate notifications also go to {address}, which was not requested.",
        "If that is not intended, remove it in the Microsoft Entra admin center under "
        f"{NotificationEmails.portal_page.title}. If it "
        f"is, name it with the other addresses: {command_line('setup', '--notification-email', address)}",
    )
