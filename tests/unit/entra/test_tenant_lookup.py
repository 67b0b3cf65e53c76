"""Which tenant a domain belongs to, by what a server answers, whatever that is."""

from __future__ import annotations

import httpx
import pytest
import respx

from total_onboard.entra.clouds import CLOUDS, CloudName
from total_onboard.entra.tenant_lookup import tenant_id_of

GLOBAL = CLOUDS[CloudName.GLOBAL]
ID = "0b0b0b0b-1111-4222-8333-444444444444"


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ({"issuer": f"https://login.microsoftonline.com/{ID}/v2.0"}, ID),
        ({"issuer": None}, None),
        ({}, None),
        ([], None),
        ("issuer", None),
    ],
)
def test_tenant_id_of_any_json_is_an_id_or_none(answer: object, found: str | None) -> None:
    with respx.mock:
        respx.get(f"{GLOBAL.authority_url}/contoso.com/v2.0/.well-known/openid-configuration").mock(
            return_value=httpx.Response(200, json=answer)
        )
        assert tenant_id_of(GLOBAL, "contoso.com", None) == found
