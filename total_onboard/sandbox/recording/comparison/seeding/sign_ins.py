"""Sign-ins of the recorded tenant in the sandbox: refresh tokens that are older than the recording."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl

from total_onboard.sandbox.recording.archive import RecordedRun
from total_onboard.sandbox.recording.comparison.counterparts import Counterparts
from total_onboard.sandbox.sandbox_tenant import SandboxTenant
from total_onboard.sandbox.sign_in.clients import find_client
from total_onboard.sandbox.sign_in.errors import SignInRefused
from total_onboard.sandbox.sign_in.grants.pending_grants import RefreshToken, SignIn
from total_onboard.sandbox.sign_in.scopes import read_scopes
from total_onboard.sandbox.sign_in.step_up import contexts_in


def seed_sign_ins(tenant: SandboxTenant, run: RecordedRun, counterparts: Counterparts, person: str) -> set[int]:
    """Let a person have the tokens that the recorded service took; return the numbers of the requests with them."""
    seeded = set()
    for number, form in _renewals(run):
        with suppress(SignInRefused):
            _seed(tenant, {name: counterparts.applied(value) for name, value in form.items()}, person)
            counterparts.add(form["refresh_token"], form["refresh_token"])
            seeded.add(number)
    return seeded


def _renewals(run: RecordedRun) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the first successful use of each refresh token that no answer before had."""
    answered: set[Any] = set()
    for number, one in enumerate(run.exchanges):
        document = one.answer_json
        if one.service != "sign_in" or one.status != 200 or not isinstance(document, dict):
            continue
        form = {"scope": str(document.get("scope", "")), **dict(parse_qsl(one.body))}
        token = form.get("refresh_token")
        if form.get("grant_type") == "refresh_token" and token and token not in answered:
            yield number, form
            answered.add(token)
        answered.add(str(document.get("refresh_token")))


def _seed(tenant: SandboxTenant, form: dict[str, str], person: str) -> None:
    store = tenant.store
    client = find_client(store, form.get("client_id"))
    scopes = read_scopes(form["scope"], tenant.addresses.graph, client, store.organization["displayName"])
    now, text = store.clock.real(), form["refresh_token"]
    contexts = contexts_in(form.get("claims"))
    token = RefreshToken(client, scopes, person, now, SignIn(now), contexts, text)
    tenant.platform.pending.refresh_tokens[text] = token
