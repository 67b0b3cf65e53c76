"""A whole tenant whose provisioning leads to a SCIM service that others wrote."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.contract.interop.services import Service
from tests.support.admin_session import AdminSession
from total_onboard.sandbox.persona import load_persona
from total_onboard.sandbox.provisioning.service import synchronization_service

LEAVER = "bo@contoso.com"
FLAG = "?aadOptscim062020"


class AtService:
    """An administrator whose SCIM address leads to a service of others."""

    def __init__(self, home: Path, service: Service) -> None:
        self.service = service
        self.admin_session = admin_session = AdminSession(home, load_persona("ready"))
        both = home / "both.pem"
        both.write_bytes(Path(admin_session.tenant.ca_bundle).read_bytes() + service.bundle.read_bytes())
        admin_session.tenant.between_requests(
            lambda: synchronization_service(admin_session.tenant.store).trust(service.bundle)
        )
        admin_session.environment |= {
            "TOTAL_ONBOARD_CA_BUNDLE": str(both),
            "TOTAL_ONBOARD_SCIM_TOKEN": "any-t0ken-of-the-service",
            "TOTAL_ONBOARD_ADMIN": f"ada@contoso.com,{LEAVER}",
            "TOTAL_ONBOARD_VERIFICATION_SECONDS": "5",
        }

    def uses(self, flag: str) -> None:
        """Give the SCIM address with or without the flag."""
        self.admin_session.environment["TOTAL_ONBOARD_SCIM_URL"] = f"{self.service.url}{flag}"

    def lets_a_cycle_run(self) -> None:
        """One that begins now."""
        job, clock = self.admin_session.job, self.admin_session.tenant.store.clock
        now = clock.now()

        def ran() -> bool:
            self.admin_session.tenant.between_requests(lambda: clock.leap(timedelta(minutes=5)))
            return job.last_execution is not None and job.last_execution.began >= now

        self.admin_session.awaits(ran)

    def loses_the_leaver(self) -> None:
        """Bo is at TOTAL, leaves the admin group, and Microsoft's next cycle comes."""
        self.admin_session.sets_up()
        del self.admin_session.environment["TOTAL_ONBOARD_ADMIN"]
        self.lets_a_cycle_run()
        assert self.service.active()[LEAVER] is True
        self.admin_session.runs("admins", "remove", LEAVER)
        self.lets_a_cycle_run()


def verification(document: dict[str, Any], name: str) -> dict[str, Any]:
    """One of the verifications of a document."""
    found: dict[str, Any] = next(one for one in document["verifications"] if one["id"] == name)
    return found
