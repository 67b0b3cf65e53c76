"""Sign-in as the enterprise application itself, with its client secret: the proof that TOTAL will be let in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from total_onboard.entra.sign_in.client import confidential_client, msal_failures
from total_onboard.entra.sign_in.sign_in_errors import application_refused, numbers_in
from total_onboard.entra.sign_in.token_claims import claims_of

if TYPE_CHECKING:
    from total_onboard.entra.clouds import Cloud
    from total_onboard.secret_text import SecretText

# 7000215 (invalid secret) and 700016, 700011 (unknown application) are what the sign-in says
# for a minute or two after a secret or an application was made; 7000229, while its service principal is missing.
_NOT_YET: Final = frozenset({7000215, 700016, 700011, 7000229})


def roles_of_token(
    cloud: Cloud, tenant_id: str, client_id: str, secret: SecretText, ca_bundle: Path | None = None
) -> frozenset[str]:
    """The application permissions in a fresh token, such as ``GroupMember.Read.All``; blocks for a moment.

    Empty while the directory has not caught up with a new application, secret or consent; whoever asks again
    gets a new token, never a remembered one. Raises SignInFailed for anything that does not pass by itself.
    """
    app = confidential_client(cloud, tenant_id, client_id, secret, ca_bundle)
    with msal_failures(cloud):
        answer = app.acquire_token_for_client([cloud.scope(".default")])
    if "access_token" in answer:
        return frozenset(claims_of(answer["access_token"]).get("roles") or ())
    if _NOT_YET.intersection(numbers_in(answer)):
        return frozenset()
    raise application_refused(answer, tenant_id, client_id)
