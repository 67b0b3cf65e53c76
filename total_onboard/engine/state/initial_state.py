"""State before the first read of the tenant: its facts, the people named, and what the journal knows."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from total_onboard.core.errors import BadValue, OnboardError
from total_onboard.engine.access.app_management_policy import certificate_policy, secret_policy
from total_onboard.engine.access.optional_read import NOT_ASKED_FOR, Unavailable
from total_onboard.engine.access.tenant_facts import TenantFacts
from total_onboard.engine.journal import queries as history
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.removal_tests import open_removal_test
from total_onboard.engine.journal.secret_deliveries import before_teardown, delivered_secrets
from total_onboard.engine.state.journal_history import JournalHistory
from total_onboard.engine.state.run_state import RunChoices, RunIdentity, RunState
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.admin_eligibility import Ineligibility, ineligibility_of
from total_onboard.entra.resources.organization import Organization
from total_onboard.entra.resources.users import NOBODY, User
from total_onboard.entra.tenant_client import TenantClient


def state_from_journal(
    tenant: TenantClient, me: User, tenant_id: str, journal: Journal, choices: RunChoices
) -> RunState:
    """Return what is known before anything was asked."""
    entries = journal.entries()
    begun = open_removal_test(entries)
    return RunState(
        identity=RunIdentity(
            now=datetime.now(UTC),
            organization=Organization(id=tenant_id),
            me=me,
            roles=frozenset(),
            authority_url=tenant.cloud.authority_url,
            cloud_name=tenant.cloud.name,
            templates=tuple(tenant.cloud.non_gallery_templates),
        ),
        choices=choices,
        history=JournalHistory(
            delivered_key_ids=tuple(delivered_secrets(entries)),
            forgotten_keys=before_teardown(entries),
            secret_marks=history.secret_markers(entries),
            requested_credentials=history.requested_credentials(entries),
            desired_trusts=history.desired_trusts(entries),
            desired_certificates=history.desired_certificates(entries),
            stored_scim=history.stored_scim(entries),
            failure_mails_to=history.failure_mails_to(entries),
            receipts=history.receipts(entries),
            adopted=history.adopted(entries),
            added=history.added(entries),
            accepted=history.accepted(entries),
            baselines=history.baselines(entries),
            attempts=history.create_attempts(entries, StepId.APPLICATION),
            first_asked=history.first_requested(entries),
            accounts=history.accounts(entries),
            monitors=history.monitors(entries),
            deleted_monitors=history.deleted_monitors(entries),
            in_removal_test=begun.user_id if begun else "",
        ),
    )


def apply_facts(state: RunState, facts: TenantFacts) -> None:
    """Put the tenant, the admin's roles and what the policies say into the observed state."""
    state.identity.organization, state.identity.roles = facts.organization, facts.role_ids
    state.identity.me_is_listed = not facts.rights.unlisted
    state.identity.policy_is_known = facts.app_policy != NOT_ASKED_FOR
    if not isinstance(facts.app_policy, Unavailable):
        state.identity.secret_policy = secret_policy(facts.app_policy, state.identity.now)
        state.identity.certificate_policy = certificate_policy(facts.app_policy, state.identity.now)


async def build_initial_state(
    tenant: TenantClient, facts: TenantFacts, admins: tuple[str, ...], journal: Journal, choices: RunChoices
) -> RunState:
    """Return an observed state with the facts and the people.

    Raises BadValue when one of these is nobody, or cannot sign in.
    """
    state = state_from_journal(tenant, facts.me, facts.organization.id, journal, choices)
    apply_facts(state, facts)
    state.observed.admins = await resolve_admins(tenant, admins)
    return state


async def resolve_admins(tenant: TenantClient, references: tuple[str, ...]) -> tuple[User, ...]:
    """Resolve the named admins. Raises BadValue if one of them is not in the tenant, or cannot sign in."""
    found = await asyncio.gather(*(_find(tenant, reference) for reference in references))
    return tuple({person.id: person for person in found}.values())


async def resolve_existing_admins(
    tenant: TenantClient, references: tuple[str, ...]
) -> tuple[tuple[User, ...], tuple[OnboardError, ...]]:
    """Resolve the named admins who are in the tenant and can sign in, and return an error for each other one."""
    found = await asyncio.gather(*(_found(tenant, reference) for reference in references))
    there = {one.id: one for one in found if not isinstance(one, OnboardError)}
    return tuple(there.values()), tuple(one for one in found if isinstance(one, OnboardError))


async def _found(tenant: TenantClient, reference: str) -> User | OnboardError:
    try:
        return await _find(tenant, reference)
    except OnboardError as error:
        return error


async def _find(tenant: TenantClient, reference: str) -> User:
    user = await tenant.users.find(reference)
    if user is None:
        raise BadValue(
            f"{reference} is {NOBODY}.",
            remedy="Give --admin the person's user principal name or object ID.",
        )
    check_can_administer(user, reference)
    return user


def check_can_administer(user: User, reference: str) -> None:
    """Raise BadValue if nobody could sign in to TOTAL with this account; ``reference`` is what names it."""
    why_not = ineligibility_of(user)
    if why_not is Ineligibility.NO_USER_NAME:
        raise BadValue(
            f"The account of {reference} has no user name, so this person can't sign in to TOTAL.",
            remedy="Give the account a user name in Entra, or omit this --admin.",
        )
    if why_not:
        raise BadValue(
            f"The account of {user.user_principal_name} is disabled, so this person can't sign in to TOTAL.",
            remedy="Enable the account in Entra, or omit this --admin.",
        )
