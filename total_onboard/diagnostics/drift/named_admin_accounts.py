"""People named as admins: whether they are in the tenant, and can sign in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from total_onboard.core.desired_state import DesiredState
from total_onboard.diagnostics.drift.status_result import Drift, DriftKind
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.admin_eligibility import Ineligibility, can_administer, ineligibility_of
from total_onboard.entra.resources.users import NOBODY, User
from total_onboard.entra.tenant_client import TenantClient

TITLE: Final = "Administrators"
_NAME_OTHERS: Final = "Run total-onboard setup with --admin for each administrator of TOTAL; status compares with that."
_ENABLE: Final = f"Enable the account in Entra, or name others. {_NAME_OTHERS}"


async def find_named_admins(tenant: TenantClient, state: RunState, admins: tuple[str, ...]) -> dict[str, User]:
    """Resolve the named admins; add those who can sign in to the observed state. Raises GraphError."""
    found = await tenant.users.find_all(admins)
    state.observed.admins = tuple({user.id: user for user in found.values() if can_administer(user)}.values())
    return found


def invalid_named_admins(desired: DesiredState, found: Mapping[str, User]) -> Iterator[Drift]:
    """Return the named admins who cannot administer anything; only a person knows whether this is intended. Pure."""
    for admin in desired.admins:
        user = found.get(admin)
        if user is None:
            yield _drift_for(desired, admin, f"{admin} was named as an administrator and is {NOBODY}.", _NAME_OTHERS)
        elif ineligibility_of(user) is Ineligibility.NO_USER_NAME:
            sentence = f"The account of {admin} has no user name, so that person cannot sign in to TOTAL."
            yield _drift_for(desired, admin, sentence, _NAME_OTHERS)
        elif not can_administer(user):
            sentence = f"The account of {user.user_principal_name} is disabled, so that person cannot sign in to TOTAL."
            yield _drift_for(desired, admin, sentence, _ENABLE)


def _drift_for(desired: DesiredState, admin: str, sentence: str, remedy: str) -> Drift:
    return Drift(
        step=StepId.MEMBERS,
        title=TITLE,
        resource=desired.admin_group.name,
        kind=DriftKind.BLOCKED,
        expected=admin,
        sentence=sentence,
        remedy=remedy,
    )
