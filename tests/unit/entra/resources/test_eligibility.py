"""One answer to whether an account can administer TOTAL, for users and for members of a group."""

from __future__ import annotations

from typing import Any

import pytest

from total_onboard.entra.graph.model import Member
from total_onboard.entra.resources.admin_eligibility import (
    Ineligibility,
    Remark,
    can_administer,
    ineligibility_of,
    remarks_on,
)
from total_onboard.entra.resources.users import User

ADA: dict[str, Any] = {"id": "1", "userPrincipalName": "ada@contoso.com", "mail": "ada@contoso.com"}


@pytest.mark.parametrize("model", [User, Member])
@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({}, None),
        ({"accountEnabled": True}, None),
        ({"accountEnabled": False}, Ineligibility.DISABLED),
        ({"userPrincipalName": ""}, Ineligibility.NO_USER_NAME),
        ({"accountEnabled": False, "userPrincipalName": ""}, Ineligibility.DISABLED),
    ],
    ids=["unknown", "enabled", "disabled", "no-user-name", "disabled-without-name"],
)
def test_ineligibility_user_and_member_get_the_same_answer(
    model: type[User | Member], change: dict[str, Any], why: Ineligibility | None
) -> None:
    account = model.model_validate(ADA | change)
    assert ineligibility_of(account) is why
    assert can_administer(account) is (why is None)


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("#microsoft.graph.user", None),
        ("#microsoft.graph.group", Ineligibility.NESTED_GROUP),
        ("#microsoft.graph.device", Ineligibility.NO_PERSON),
    ],
)
def test_ineligibility_member_of_another_kind_is_no_person(kind: str, why: Ineligibility | None) -> None:
    assert ineligibility_of(Member.model_validate(ADA | {"@odata.type": kind})) is why


def test_remarks_guest_without_mail_has_both() -> None:
    guest = User.model_validate(ADA | {"userType": "Guest", "mail": None})
    assert list(remarks_on(guest)) == [Remark.GUEST, Remark.NO_MAIL]
    assert not list(remarks_on(User.model_validate(ADA)))
