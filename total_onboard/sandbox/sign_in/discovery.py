"""The documents by which clients find their way (OpenID Connect Discovery 1.0)."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.sign_in.sign_in_state import ANY_TENANT, Platform

_CLAIMS: Final = (
    *("sub", "iss", "aud", "exp", "iat", "nonce", "preferred_username", "name", "oid", "tid", "ver", "email"),
    *("given_name", "family_name"),
)


def discovery_document(platform: Platform, tenant: str) -> Body:
    """Build the OpenID configuration, with the members that Microsoft's has; one issuer is a placeholder, as there.

    It names the response types of implicit and hybrid flows, although an application must first enable them.
    """
    own = platform.addresses.sign_in
    issuer = f"{own}/{{tenantid}}/v2.0" if tenant in ANY_TENANT else platform.tokens.issuer
    path = f"{own}/{tenant}/oauth2/v2.0"
    document = {
        "token_endpoint": f"{path}/token",
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "jwks_uri": f"{own}/{tenant}/discovery/v2.0/keys",
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": issuer,
        "request_uri_parameter_supported": False,
        "userinfo_endpoint": f"{platform.addresses.graph}/oidc/userinfo",
        "authorization_endpoint": f"{path}/authorize",
        "device_authorization_endpoint": f"{path}/devicecode",
        "http_logout_supported": True,
        "frontchannel_logout_supported": True,
        "end_session_endpoint": f"{path}/logout",
        "claims_supported": list(_CLAIMS),
        "tenant_region_scope": "NA",
        "cloud_instance_name": urlsplit(own).netloc,
        "msgraph_host": urlsplit(platform.addresses.graph).netloc,
    }
    return document | {name: _address(platform, text) for name, text in platform.store.persona.endpoints.items()}


def _address(platform: Platform, text: str) -> str:
    return text.replace("{total}", platform.addresses.total)
