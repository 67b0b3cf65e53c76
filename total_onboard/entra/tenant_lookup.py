"""Tenant of a domain, from Microsoft's public OpenID configuration; requires no sign-in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from total_onboard.entra.clouds import Cloud
from total_onboard.entra.sign_in.msal_client import msal_failures
from total_onboard.entra.sign_in.sign_in_hosts import OPENID_CONFIGURATION, http_for_cloud

_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def tenant_id_of(cloud: Cloud, tenant: str, ca_bundle: Path | None) -> str | None:
    """Return the id of a tenant that is named by id or domain; None if there is none in this cloud.

    It stands in the addresses of the tenant's OpenID configuration
    (https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc). Raises SignInFailed.
    """
    address = f"{cloud.authority_url}/{tenant}/v2.0{OPENID_CONFIGURATION}"
    with msal_failures(cloud), http_for_cloud(cloud, ca_bundle) as client:
        answer = client.get(address)
        if answer.is_client_error:
            return None
        configuration = answer.json()
    issuer = configuration.get("issuer", "") if isinstance(configuration, dict) else ""
    found = _ID.search(str(issuer).lower())
    return found.group() if found else None
