"""Whatever a representative does, no secret comes into the ledger."""

from __future__ import annotations

import base64
import json
from hashlib import sha256
from pathlib import Path

import pytest

from tests.integration.representative.postgresql import Cluster
from tests.integration.representative.representative import TOKEN, Representative, row
from tests.support.canaries import leaks


def test_a_dump_of_the_ledger_holds_no_secret(url: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    representative = Representative(tmp_path, url)
    representative.has_customers(row("contoso"), row("fabrikam"))
    made = representative.makes_them().document["rows"]
    opened = representative.answered(str(tmp_path / made[0]["path"]))
    assert opened.document["handoff"]["answers_issued_sheet"] == "yes"
    passphrases = [line.rsplit(",", 1)[1] for line in (tmp_path / "passphrases.csv").read_text().splitlines()[1:]]
    sheet = next(iter((tmp_path / "sheets").glob("contoso-*.totalsheet"))).read_text()
    issued = json.loads(base64.urlsafe_b64decode(sheet.split(".")[1] + "=="))
    secrets = {
        issued["handoff_nonce"]: "the nonce of a sheet",
        issued["sealed_scim_token"]: "the sealed token of a sheet",
        sheet.strip(): "a sheet",
        f"{TOKEN}contoso": "a SCIM token",
        sha256(f"{TOKEN}contoso".encode()).hexdigest(): "the digest of a SCIM token",
        opened.document["handoff"]["client_secret"]: "the client secret",
        representative.environment["TOTAL_ONBOARD_KEY_PASSPHRASE"]: "the passphrase of the keys",
        **dict.fromkeys(passphrases, "the passphrase of a sheet"),
    }
    dump = everything_in(url, request)
    assert b"Contoso" in dump and made[0]["id"].replace("-", "").encode() in dump.replace(b"-", b"")
    assert leaks(secrets, [("the ledger", dump)]) == []


def everything_in(url: str, request: pytest.FixtureRequest) -> bytes:
    if url.startswith("sqlite"):
        file = Path(url.removeprefix("sqlite:///"))
        return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    cluster: Cluster = request.getfixturevalue("cluster")
    return cluster.dump(url)


def test_a_team_shares_what_it_issued(cluster: Cluster, tmp_path: Path) -> None:
    address = cluster.new_database()
    ada, grace = (Representative(tmp_path / name, address) for name in ("ada", "grace"))
    ada.has_customers(row("contoso"))
    assert ada.makes_them().status == 0
    assert [one["customer"] for one in grace.lists("--waiting", "customer")] == ["Contoso"]
