"""The picture before the first look at the tenant: its facts, the people named, and what the journal knows."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from total_onboard.core.errors import BadValue, OnboardError
from total_onboard.engine.access.readable import Unreadable
from total_onboard.engine.access.secret_policy import SecretRule, secret_rule
from total_onboard.engine.journal import history
from total_onboard.engine.journal.removal_tests import open_rehearsal
from total_onboard.engine.journal.secret_deliveries import before_teardown, deliveries
from total_onboard.engine.state.observed_state import Picture
from total_onboard.entra.resources.organization import Organization
from total_onboard.entra.resources.users import NOBODY

if TYPE_CHECKING:
    from total_onboard.engine.access.tenant_facts import TenantFacts
    from total_onboard.engine.journal.journal import Journal
    from total_onboard.entra.resources.users import User
    from total_onboard.entra.tenant import Tenant


def begun_picture(tenant: Tenant, me: User, tenant_id: str, journal: Journal) -> Picture:
    """What is known before anything was asked."""
    entries = journal.entries()
    begun = open_rehearsal(entries)
    return Picture(
        now=datetime.now(UTC),
        organization=Organization(id=tenant_id),
        me=me,
        roles=frozenset(),
        authority_url=tenant.cloud.authority_url,
        cloud_name=tenant.cloud.name,
        templates=tuple(tenant.cloud.non_gallery_templates),
        handed_off_keys=tuple(deliveries(entries)),
        forgotten_keys=before_teardown(entries),
        secret_marks=history.secret_marks(entries),
        stored_scim=history.stored_scim(entries),
        receipts=history.receipts(entries),
        adopted=history.adopted(entries),
        added=history.added(entries),
        accepted=history.accepted(entries),
        baselines=history.baselines(entries),
        attempts=history.attempts(entries, "application"),
        first_asked=history.first_asked(entries),
        accounts=history.accounts(entries),
        rehearsed=begun.user_id if begun else "",
    )


def learn(picture: Picture, facts: TenantFacts) -> None:
    """Put the tenant, the admin's roles and what the policies say into the picture."""
    picture.organization, picture.roles = facts.organization, facts.role_ids
    picture.me_is_listed = not facts.rights.unlisted
    picture.secret_rule = _rule(facts, picture.now)


async def first_picture(tenant: Tenant, facts: TenantFacts, admins: tuple[str, ...], journal: Journal) -> Picture:
    """A picture with the facts and the people. Raises BadValue when one of these is nobody, or cannot sign in."""
    picture = begun_picture(tenant, facts.me, facts.organization.id, journal)
    learn(picture, facts)
    picture.admins = await people(tenant, admins)
    return picture


async def people(tenant: Tenant, references: tuple[str, ...]) -> tuple[User, ...]:
    """Those who were named. Raises BadValue when one of them is not in the tenant, or cannot sign in."""
    found = await asyncio.gather(*(_find(tenant, reference) for reference in references))
    return tuple({person.id: person for person in found}.values())


async def people_there(
    tenant: Tenant, references: tuple[str, ...]
) -> tuple[tuple[User, ...], tuple[OnboardError, ...]]:
    """Those of the people named who are in the tenant and can sign in, and what speaks against each of the others."""
    found = await asyncio.gather(*(_found(tenant, reference) for reference in references))
    there = {one.id: one for one in found if not isinstance(one, OnboardError)}
    return tuple(there.values()), tuple(one for one in found if isinstance(one, OnboardError))


async def _found(tenant: Tenant, reference: str) -> User | OnboardError:
    try:
        return await _find(tenant, reference)
    except OnboardError as error:
        return error


def _rule(facts: TenantFacts, now: datetime) -> SecretRule:
    return SecretRule() if isinstance(facts.app_policy, Unreadable) else secret_rule(facts.app_policy, now)


async def _find(tenant: Tenant, reference: str) -> User:
    user = await tenant.users.find(reference)
    if user is None:
        raise BadValue(
            f"{reference} is {NOBODY}.",
            remedy="Give the person's user principal name or object id with --admin.",
        )
    if not user.account_enabled:
        raise BadValue(
            f"The account of {user.user_principal_name} is disabled, so that person could not sign in to TOTAL.",
            remedy="Enable the account in Entra, or leave this --admin out.",
        )
    return user
