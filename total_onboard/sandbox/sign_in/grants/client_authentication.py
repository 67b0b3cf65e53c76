"""How a confidential client proves itself: with a client secret, or with an assertion that it signed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from total_onboard.sandbox.directory.client_secret_hashes import matches
from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.sign_in.clients import Client
from total_onboard.sandbox.sign_in.errors import SignInRefused
from total_onboard.sandbox.sign_in.grants.client_assertion import ASSERTION_TYPE, check_assertion
from total_onboard.sandbox.sign_in.sign_in_state import Platform


def authenticate(platform: Platform, client: Client, form: Mapping[str, str], *, missing: int = 7000218) -> None:
    """Check the client's secret or assertion; a public client sends neither.

    Raises SignInRefused: ``missing``, 700025, 7000215 (wrong or too new), 7000222, or what is wrong with an assertion.
    """
    secret, assertion = form.get("client_secret"), form.get("client_assertion")
    if client.is_public:
        if secret or assertion:
            raise SignInRefused(700025)
    elif assertion and form.get("client_assertion_type") == ASSERTION_TYPE:
        check_assertion(platform, client, assertion)
    elif secret:
        _check_secret(platform.store, client, secret)
    else:
        raise SignInRefused(missing)


def _check_secret(store: Store, client: Client, secret: str) -> None:
    credential = _credential(store, client, secret)
    if credential is None:
        raise SignInRefused(7000215, client_id=client.app_id)
    if _moment(credential["endDateTime"]) <= store.clock.now():
        raise SignInRefused(7000222, client_id=client.app_id)


def _credential(store: Store, client: Client, secret: str) -> Body | None:
    application = client.application or {}
    for credential in application.get("passwordCredentials") or []:
        kept = store.password_hashes.get(credential["keyId"])
        if kept and store.password_hashes.is_usable(credential["keyId"]) and matches(kept, secret):
            return dict(credential)
    return None


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
