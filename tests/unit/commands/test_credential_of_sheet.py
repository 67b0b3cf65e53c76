"""A hand-off can name another credential than its sheet offers, for example that of another customer."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.total_credentials import TOTAL, choice
from tests.unit.exchange import samples
from tests.unit.exchange.test_handoff_credential import CERTIFICATE, TRUST, handoff_with
from total_onboard.commands.handoff.credential_of_sheet import is_offered
from total_onboard.core.public_certificate import PublicCertificate
from total_onboard.exchange.handoff.public_credential import HandedCredential

OURS = CERTIFICATE.model_copy(update={"thumbprint": PublicCertificate.of(TOTAL.der).thumbprint})


@pytest.mark.parametrize(
    ("named", "offered"),
    [
        (OURS, True),
        (OURS.model_copy(update={"thumbprint": OURS.thumbprint.lower()}), True),
        (CERTIFICATE, False),
        (TRUST, True),
        (TRUST.model_copy(update={"issuer": "https://evil.example"}), False),
        (TRUST.model_copy(update={"subject": "fabrikam"}), False),
        (TRUST.model_copy(update={"audience": "api://other"}), False),
        (TRUST.model_copy(update={"name": "another name"}), True),
    ],
)
def test_credential_is_offered_only_with_the_same_content(named: HandedCredential, offered: bool) -> None:
    assert is_offered(handoff_with(named), choice("certificate", "federated")) is offered


@pytest.mark.parametrize("named", [OURS, TRUST], ids=["certificate", "federated"])
def test_credential_of_a_kind_that_the_sheet_does_not_accept_is_not_offered(named: HandedCredential) -> None:
    assert not is_offered(handoff_with(named), choice("secret"))


@pytest.mark.parametrize(
    ("kinds", "offered"), [(("secret",), True), (("certificate", "secret"), True), (("federated",), False)]
)
def test_client_secret_is_offered_if_the_sheet_accepts_it(kinds: tuple[str, ...], offered: bool) -> None:
    assert is_offered(samples.handoff(), choice(*kinds)) is offered


def test_handoff_of_groups_alone_names_no_credential() -> None:
    nothing: dict[str, Any] = dict.fromkeys(("client_secret", "client_secret_key_id", "client_secret_expires_at"))
    assert is_offered(samples.handoff().model_copy(update=nothing), choice("federated"))
