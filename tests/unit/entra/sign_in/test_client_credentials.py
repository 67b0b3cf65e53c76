from __future__ import annotations

import pytest

from total_onboard.core.errors import SignInFailed
from total_onboard.core.secret import SecretText
from total_onboard.entra.sign_in.client_credentials import roles_of_token

from .microsoft import CLIENT, CLOUD, TENANT, Microsoft, token

SECRET = SecretText("the-client-secret")


def answered(*roles: str) -> dict[str, object]:
    return {"token_type": "Bearer", "expires_in": 3600, "access_token": token(roles=list(roles))}


def refused(number: int) -> dict[str, object]:
    return {"error": "invalid_client", "error_codes": [number], "error_description": f"AADSTS{number}: no."}


def test_the_roles_of_the_token_are_what_was_consented_to(microsoft: Microsoft) -> None:
    microsoft.tokens = [answered("GroupMember.Read.All")]

    assert roles_of_token(CLOUD, TENANT, CLIENT, SECRET) == {"GroupMember.Read.All"}
    assert microsoft.asked[0]["grant_type"] == "client_credentials"
    assert microsoft.asked[0]["scope"] == "https://graph.example.test/.default"
    assert microsoft.asked[0]["client_secret"] == "the-client-secret"


def test_each_question_gets_a_fresh_token_because_consent_arrives_late(microsoft: Microsoft) -> None:
    microsoft.tokens = [answered(), answered("GroupMember.Read.All")]

    assert roles_of_token(CLOUD, TENANT, CLIENT, SECRET) == frozenset()
    assert roles_of_token(CLOUD, TENANT, CLIENT, SECRET) == {"GroupMember.Read.All"}


@pytest.mark.parametrize("number", [7000215, 700016])
def test_a_secret_that_is_not_known_everywhere_yet_has_no_roles(microsoft: Microsoft, number: int) -> None:
    microsoft.tokens = [refused(number)]

    assert roles_of_token(CLOUD, TENANT, CLIENT, SECRET) == frozenset()


def test_a_refusal_that_does_not_pass_is_an_error_without_the_secret(microsoft: Microsoft) -> None:
    microsoft.tokens = [refused(7000222)]

    with pytest.raises(SignInFailed, match="expired") as caught:
        roles_of_token(CLOUD, TENANT, CLIENT, SECRET)
    assert "the-client-secret" not in str(caught.value)


def test_a_token_that_cannot_be_read_has_no_roles(microsoft: Microsoft) -> None:
    microsoft.tokens = [{**answered(), "access_token": "opaque"}]

    assert roles_of_token(CLOUD, TENANT, CLIENT, SECRET) == frozenset()
