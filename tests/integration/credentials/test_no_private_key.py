"""TOTAL's private key and tokens are in no file, output or request of the administrator or the representative."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs

import pytest

from tests.integration.credentials.customer import Customer
from tests.support.canaries import files_below, leaks
from tests.support.total_credentials import private_key_lines, public_pem

TOTALS_OWN = {"total.key", "token.jwt"}


@pytest.fixture(autouse=True)
def certificate_that_follows(tmp_path: Path) -> None:
    (tmp_path / "next.cer").write_bytes(public_pem(500))


def test_private_key_and_tokens_of_total_are_nowhere(customer: Customer) -> None:
    """Both kinds, with everything that writes files: report, summary, receipt, recording, log, calendar."""
    outputs = []

    def types(name: str, *words: str) -> None:
        logged = ("--verbose", "--log-file", f"{name}.log")
        ended = customer.loop.types(*words, *logged, "--output", "json")
        assert ended.status in (0, 5), ended.err
        outputs.extend([(f"{name} out", ended.out.encode()), (f"{name} err", ended.err.encode())])

    customer.gets_a_sheet("certificate")
    sheet = ("--sheet", "contoso.totalsheet")
    files = ("--report", "setup.html", "--summary", "setup.md", "--record", "setup.record")
    types("setup", "setup", *sheet, "--admin", "ada@contoso.com", "--handoff", "contoso.totalhandoff", *files)
    types("open", "handoff", "open", "contoso.totalhandoff", "--verify", "--certificate-key", "total.key")
    customer.gets_a_sheet("federated", out="second.totalsheet")
    (customer.loop.home / "token.jwt").write_text(customer.issuer.token("contoso"), encoding="utf-8")
    second = ("--sheet", "second.totalsheet", "--handoff", "second.totalhandoff")
    types("rotate", "rotate-secret", *second)
    types("again", "handoff", "open", "second.totalhandoff", "--verify", "--federated-token", "token.jwt")
    types("status", "status", *second[:2], "--report", "status.html", "--ics", "ends.ics", "--record", "status.record")
    kept = [(name, content) for name, content in files_below(customer.loop.home) if Path(name).name not in TOTALS_OWN]
    names = " ".join(name for name, _ in kept)
    assert [
        one for one in ("setup.html", "setup.record", "open.log", "totalhandoff", ".jsonl") if one not in names
    ] == []
    key = dict.fromkeys(private_key_lines(), "private key")
    token = (customer.loop.home / "token.jwt").read_text(encoding="utf-8")
    assert leaks(key, [("request", one.body.encode()) for one in customer.tenant.requests]) == []
    assert leaks(key | _assertions(customer) | {token: "token"}, [*kept, *outputs]) == []


def _assertions(customer: Customer) -> dict[str, str]:
    """What TOTAL signed for Microsoft, which others could send again."""
    sent = [parse_qs(one.body).get("client_assertion", [""])[0] for one in customer.tenant.requests]
    found = {one: "assertion" for one in sent if one}
    assert len(found) == 2
    return found
