"""What else can go wrong after a set-up, beside the deeds of tests/integration/status/tampering.py."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.integration.status.tampering import OtherAdmin
from tests.support.admin_session import AdminSession
from total_onboard.sandbox.console.state import console_of
from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.provisioning.job import Job
from total_onboard.sandbox.provisioning.service import synchronization_service


class Breaker(OtherAdmin):
    def __init__(self, admin_session: AdminSession) -> None:
        super().__init__(admin_session)
        self._tenant = admin_session.tenant
        self._service = synchronization_service(admin_session.tenant.store)

    def expire_the_secret(self) -> None:
        yesterday = datetime.now(UTC) - timedelta(days=1)
        self._secret()["endDateTime"] = yesterday.isoformat()

    def prolong_the_secret(self) -> None:
        self._secret()["endDateTime"] = "2099-01-01T00:00:00Z"

    def age_the_secret(self) -> None:
        self._secret()["startDateTime"] = "2020-01-01T00:00:00Z"

    def store_a_wrong_token(self) -> None:
        self._service.secrets[self.ids["principal"]]["SecretToken"] = "wrong"

    def quarantine(self) -> None:
        reason = "EncounteredEscrowProportionThreshold"
        self._desk.puts_into_quarantine(reason, "Too many of them failed.")

    def end_the_quarantine(self) -> None:
        self.job().quarantine = None

    def give_ada_another_identifier(self) -> None:
        self.account("ada@contoso.com").external_id = "typed-in-by-hand"

    def give_ada_her_own_identifier(self) -> None:
        self.account("ada@contoso.com").external_id = self.person("ada@contoso.com")

    def account(self, upn: str) -> Any:
        people = console_of(self._tenant.store, self._tenant.addresses.total).accounts.people()
        return next(account for account in people if account.user_name == upn)

    def person(self, upn: str) -> str:
        return self._person(upn)

    def may_sign_in(self, upn: str, *, may: bool) -> None:
        users = self._tenant.store.users.all_current()
        next(user for user in users if user["userPrincipalName"] == upn)["accountEnabled"] = may

    def assign(self, person_id: str) -> None:
        self._assign(person_id)

    def unassign(self, person_id: str) -> None:
        self._unassign(person_id)

    def job(self) -> Job:
        return self._desk.job

    def _secret(self) -> Body:
        applications = self._tenant.store.applications.all_current()
        application = next(one for one in applications if one["id"] == self.ids["app"])
        (secret,) = application["passwordCredentials"]
        found: Body = secret
        return found
