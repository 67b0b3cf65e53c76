"""Player of recorded requests: sends each to the sandbox, with the sandbox's ids, names, addresses and tokens."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import astuple
from datetime import timedelta
from functools import partial
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import httpx

from total_onboard.sandbox.directory.catalog import NON_GALLERY_TEMPLATES
from total_onboard.sandbox.directory.role_assignments import definition_ids
from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.provisioning.schedule import is_cycle_due_or_running
from total_onboard.sandbox.provisioning.service import synchronization_service
from total_onboard.sandbox.recording.archive import SERVICES, RecordedExchange, RecordedRun, parsed
from total_onboard.sandbox.recording.comparison.counterparts import Counterparts, ids_in
from total_onboard.sandbox.recording.comparison.differences import Answer
from total_onboard.sandbox.recording.comparison.seeding.seeded_state import SeededState, seed
from total_onboard.sandbox.sandbox_tenant import SandboxTenant
from total_onboard.sandbox.sign_in.approval import answer_device_code
from total_onboard.sandbox.sign_in.errors import SignInRefused

_SENT: Final = ("accept", "content-type", "consistencylevel", "prefer", "client-request-id")
_IN_PATHS: Final = "/$()=',:@!*~;.-_+"
_LONGEST_RUN: Final = timedelta(days=30)
_LONGEST_CYCLE: Final = 60.0
_LOOK: Final = 0.01
"""Real seconds for a cycle of provisioning that is due, and between two looks whether it has ended."""


class NotPlayable(Exception):
    """The sandbox can't be asked the same; the text says why."""


class Player:
    """Sends the requests of one run to one tenant, whose time and cycles stand still between them.

    Use as a context manager.
    """

    def __init__(self, run: RecordedRun, tenant: SandboxTenant) -> None:
        self._run = run
        self._tenant = tenant
        self._began = 0.0
        self._person = tenant.platform.person_named(tenant.store.persona.administrator.upn)
        self._claims = next((one.claims for one in run.exchanges if one.claims.get("scp")), {})
        self.counterparts = Counterparts(self._known())
        self.seeded = SeededState()
        context = ssl.create_default_context(cafile=tenant.ca_bundle)
        self._http = httpx.Client(verify=context, trust_env=False, timeout=60)

    def __enter__(self) -> Self:
        self._tenant.between_requests(self._take_roles)
        self._tenant.between_requests(self._tenant.store.clock.stop)
        self._began = self._tenant.store.clock.real()
        self._hold_cycles(True)
        seeded = partial(seed, self._tenant, self._run, self.counterparts, self._person["id"])
        self.seeded = self._tenant.between_requests(seeded)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def play(self, exchange: RecordedExchange) -> Answer:
        """Send one request at its time. Raises NotPlayable."""
        self._wait_for(exchange)
        content, url = self._body(exchange), self._url(exchange)
        headers = {name: exchange.headers[name] for name in _SENT if name in exchange.headers}
        headers |= self._authorization(exchange)
        if exchange.service == "sign_in":
            self._answer_device_codes(exchange)
        try:
            found = self._http.request(exchange.method, url, headers=headers, content=content.encode())
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeEncodeError):
            return Answer(0, {}, None)
        return Answer(found.status_code, dict(found.headers), parsed(found.text))

    def run_due_cycles(self) -> bool:
        """Let provisioning do what is due; return whether anything was."""
        if not self._tenant.between_requests(self._is_at_work):
            return False
        limit = time.monotonic() + _LONGEST_CYCLE
        self._hold_cycles(False)
        while self._tenant.between_requests(self._is_at_work) and time.monotonic() < limit:
            time.sleep(_LOOK)
        self._hold_cycles(True)
        return True

    def _known(self) -> dict[str, str]:
        """Return what is known before the first answer: the tenant, the person who signs in, and the addresses."""
        store, addresses, values = self._tenant.store, self._tenant.addresses, self._tenant.sheet_values
        tenant_id = self._run.head.tenant_id or str(self._claims.get("tid", ""))
        name = str(self._claims.get("upn") or self._claims.get("unique_name") or "")
        found = {tenant_id: store.tenant_id, tenant_id.replace("-", ""): store.tenant_id.replace("-", "")}
        found |= {str(self._claims.get("oid", "")): self._person["id"], name: self._person["userPrincipalName"]}
        domains = name.rpartition("@")[2], str(self._run.head.settings.get("tenant") or "")
        found |= {one: store.persona.domain for one in domains if "." in one}
        found |= self._people(name)
        for service in SERVICES:
            found |= dict.fromkeys(self._run.origins(service), getattr(addresses, service))
        public = (*definition_ids(store.persona), *NON_GALLERY_TEMPLATES.values())
        found |= {one: one for one in (*ids_in(json.dumps(self._tenant.dump())), *public)}
        found[self._scim_base] = values.scim_url.partition("?")[0]
        for uri in _texts(self._run.head.settings.get("redirect_uri")):
            found[uri] = values.redirect_uri
        return found

    def _people(self, signed_in: str) -> dict[str, str]:
        """Let the other recorded administrators be the persona's other people."""
        named = [one for one in _texts(self._run.head.settings.get("admin")) if "@" in one and one != signed_in]
        here = [one["userPrincipalName"] for one in self._tenant.store.users.all_current() if one is not self._person]
        return dict(zip(named, here, strict=False))

    @property
    def _scim_base(self) -> str:
        return str(self._run.head.settings.get("scim_url") or "").partition("?")[0].rstrip("/")

    def _take_roles(self) -> None:
        """Give the person the roles of the recorded one."""
        store, roles = self._tenant.store, self._claims.get("wids")
        known = set(definition_ids(store.persona))
        if isinstance(roles, list):
            store.active_roles[self._person["id"]] = [one for one in map(str, roles) if one in known]

    def _wait_for(self, exchange: RecordedExchange) -> None:
        """Let the tenant's clock be as far as the recorded one was."""
        clock = self._tenant.store.clock
        elapsed = min(exchange.started - self._run.head.started, _LONGEST_RUN)
        ahead = self._began + elapsed.total_seconds() - clock.real()
        if ahead > 0:
            self._tenant.between_requests(lambda: clock.leap(timedelta(seconds=ahead)))

    def _hold_cycles(self, held: bool) -> None:
        def hold() -> None:
            synchronization_service(self._tenant.store).holds_cycles = held

        self._tenant.between_requests(hold)

    def _is_at_work(self) -> bool:
        return is_cycle_due_or_running(synchronization_service(self._tenant.store))

    def _url(self, exchange: RecordedExchange) -> str:
        if exchange.service == "total" and not (
            self._scim_base and exchange.url.startswith((f"{self._scim_base}/", f"{self._scim_base}?"))
        ):
            raise NotPlayable("TOTAL's other addresses are not simulated")
        where = self.counterparts.applied(exchange.origin + exchange.path)
        parts = urlsplit(where)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in astuple(self._tenant.addresses):
            raise NotPlayable("the address is not simulated")
        query = urlencode([(key, self.counterparts.applied(value)) for key, value in exchange.query], quote_via=quote)
        return origin + quote(where.removeprefix(origin), safe=_IN_PATHS) + (f"?{query}" if query else "")

    def _body(self, exchange: RecordedExchange) -> str:
        if exchange.service == "sign_in" and exchange.body:
            return self._form(exchange.body)
        text = self.counterparts.applied(exchange.body)
        document = parsed(text)
        return text if document is None else json.dumps(self._with_scim_values(document))

    def _form(self, body: str) -> str:
        fields = dict(parse_qsl(body, keep_blank_values=True))
        for name in ("client_secret", "refresh_token", "device_code"):
            if name in fields and not self.counterparts.has(fields[name]):
                raise NotPlayable(f"the {name.replace('_', ' ')} is older than the recording")
        if "client_assertion" in fields or fields.get("grant_type") == "authorization_code":
            raise NotPlayable("a browser or a certificate signed in")
        return urlencode([(name, self.counterparts.applied(value)) for name, value in fields.items()])

    def _with_scim_values(self, document: Any) -> Any:  # noqa: ANN401
        """Put the sandbox's SCIM token and address where the recorded ones were."""
        if isinstance(document, list):
            return [self._with_scim_values(one) for one in document]
        if not isinstance(document, dict):
            return document
        return {name: self._value(document.get("key"), name, one) for name, one in document.items()}

    def _value(self, key: object, name: str, value: Any) -> Any:  # noqa: ANN401
        """Return a member's value: of a pair, this sandbox's token and an address of it; nothing else is called."""
        values = self._tenant.sheet_values
        if name == "value" and "Token" in str(key):
            return values.scim_token
        if name == "value" and key == "BaseAddress" and not str(value).startswith(f"{self._tenant.addresses.total}/"):
            return values.scim_url
        return self._with_scim_values(value)

    def _authorization(self, exchange: RecordedExchange) -> Mapping[str, str]:
        if exchange.service == "sign_in":
            return {}
        if exchange.status == 401:
            return {"authorization": "Bearer expired"}
        if exchange.service == "total":
            return {"authorization": f"Bearer {self._tenant.sheet_values.scim_token}"}
        token = self._tenant.between_requests(lambda: self._token(exchange.claims))
        return {"authorization": f"Bearer {token}"} if token else {}

    def _token(self, claims: Mapping[str, Any]) -> str:
        """Issue a token to the same person or application with the same rights. Raises NotPlayable."""
        store, tokens = self._tenant.store, self._tenant.tokens
        here = self.counterparts.of(str(claims.get("oid", "")))
        if claims.get("scp"):
            if (user := store.users.truth(here)) is None:
                raise NotPlayable("another person signed in")
            return tokens.issue_delegated(user, str(claims["scp"]).split(), str(claims.get("appid", "")))
        if not claims:
            return ""
        principal: Body | None = store.service_principals.truth(here)
        if principal is None:
            raise NotPlayable("the application that signed in is older than the recording")
        return tokens.issue_app(principal, map(str, claims.get("roles") or ()))

    def _answer_device_codes(self, exchange: RecordedExchange) -> None:
        """Let the person do what the recorded one did before this poll."""
        error = exchange.answer_json.get("error") if isinstance(exchange.answer_json, dict) else None
        if "device_code=" not in exchange.body or error not in (None, "authorization_declined", "access_denied"):
            return
        platform, upn = self._tenant.platform, self._person["userPrincipalName"]
        for code in platform.pending.waiting():
            answered = partial(answer_device_code, platform, code, upn, "declined" if error else "approved")
            with suppress(SignInRefused):
                self._tenant.between_requests(answered)


def _texts(value: Any) -> list[str]:  # noqa: ANN401
    return [str(one) for one in value] if isinstance(value, list) else [str(value)] if value else []
