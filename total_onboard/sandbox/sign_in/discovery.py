"""The documents by which clients find their way (OpenID Connect Discovery 1.0)."""

from __future__ import annotations

from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.sign_in.sign_in_state import ANY_TENANT, Platform


def discovery_document(platform: Platform, tenant: str) -> Body:
    """Build the OpenID configuration; the issuer of a multi-tenant authority holds a placeholder, as at Microsoft."""
    own = platform.addresses.sign_in
    issuer = f"{own}/{{tenantid}}/v2.0" if tenant in ANY_TENANT else platform.tokens.issuer
    path = f"{own}/{tenant}/oauth2/v2.0"
    document = {
        "issuer": issuer,
        "authorization_endpoint": f"{path}/authorize",
        "token_endpoint": f"{path}/token",
        "device_authorization_endpoint": f"{path}/devicecode",
        "jwks_uri": f"{own}/{tenant}/discovery/v2.0/keys",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "form_post"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "claims_supported": ["sub", "iss", "aud", "exp", "iat", "nonce", "name", "preferred_username", "oid", "tid"],
        "tenant_region_scope": "NA",
    }
    return document | {name: _address(platform, text) for name, text in platform.store.persona.endpoints.items()}


def _address(platform: Platform, text: str) -> str:
    return text.replace("{total}", platform.addresses.total)
