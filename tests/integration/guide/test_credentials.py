"""A guide of a signed sheet without a client secret is enough to build a tenant in which TOTAL can sign in."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.credentials.customer import Customer, customer_of
from tests.integration.guide.guided_admin import GuidedAdmin
from tests.support.issuer import running_issuer

SHEET = "contoso.totalsheet"
PROVES = {
    "certificate": ("--certificate-key", "total.key"),
    "federated": ("--federated-token", "token.jwt"),
}


class Built:
    """A tenant that was built with nothing but the guide of the sheet, for one kind of credential."""

    def __init__(self, customer: Customer, kind: str) -> None:
        self.customer, self.kind = customer, kind
        customer.gets_a_sheet(kind)
        guide = customer.loop.types("guide", "--sheet", SHEET, "--admin", "ada@contoso.com")
        assert guide.status == 0, guide.err
        self.markdown = guide.out
        self.admin = GuidedAdmin(customer.session, guide.out)
        self.admin.follows_the_guide()

    def runs(self, *words: str) -> Any:
        """Run a command for what was built, and return its document."""
        return self.customer.loop.types(*words, "--sheet", SHEET, *self.admin.ids, "--output", "json").document

    @property
    def adoption(self) -> tuple[str, ...]:
        """The last command of the guide, with the IDs that it has placeholders for."""
        (line,) = (one for one in self.markdown.splitlines() if one.startswith("total-onboard setup "))
        (group,) = self.admin.groups.values()
        filled = line.replace("CLIENT-ID", self.admin.application["appId"]).replace("GROUP-ID", group)
        return (*shlex.split(filled)[1:], "--sheet", SHEET, "--handoff", "contoso.totalhandoff", "--output", "json")


@pytest.fixture(params=PROVES)
def built(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Built]:
    with running_issuer(tmp_path) as (issuer, bundle):
        customer = customer_of(tmp_path, "ready", issuer, bundle)
        try:
            yield Built(customer, request.param)
        finally:
            customer.tenant.stop()


def test_credential_of_the_guide_works_before_and_after_the_adoption(built: Built) -> None:
    drift = built.runs("status")["drift"]
    assert {(one["step"], one["sentence"].split()[0]) for one in drift} == {
        ("application", "Adopt"),
        ("groups", "Adopt"),
    }
    before = built.customer.application
    assert before["passwordCredentials"] == []
    verified = built.runs("verify", "--test-removal")
    outcomes = {(one["outcome"], one["only_total"]) for one in verified["verifications"]}
    assert (verified["exit_code"], outcomes) == (0, {("verified", False), ("inconclusive", True)})
    assert {one["id"] for one in verified["verifications"] if one["only_total"]} == {"token", "permission"}
    adopted = built.customer.loop.types(*built.adoption)
    assert adopted.status == 0, adopted.err
    status = built.runs("status")
    assert (status["exit_code"], status["drift"]) == (0, [])
    kept = ("keyCredentials", "federatedIdentityCredentials", "passwordCredentials")
    assert [built.customer.application.get(name) for name in kept] == [before.get(name) for name in kept]
    assert built.customer.opens(*PROVES[built.kind])["credentials"] == "work"
