from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from total_onboard.entra.sign_in.sign_in_errors import application_refused, sign_in_failed
from total_onboard.exit_status import ExitStatus

from .microsoft import CLIENT, TENANT, request_for

CASES = yaml.safe_load((Path(__file__).parent / "refusals.yaml").read_text("utf-8"))
TABLE = tomllib.loads((files("total_onboard.entra.sign_in") / "aadsts.toml").read_text("utf-8"))["refusal"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_a_refusal_is_told_with_its_reason_and_what_to_do(case: dict[str, Any], tmp_path: Path) -> None:
    error = sign_in_failed(case["answer"], request_for(tmp_path))

    assert case["says"] in error.message
    assert case["remedy"] in error.remedy
    assert error.exit_status is ExitStatus.SIGN_IN


@pytest.mark.parametrize("kind", ["numbers", "names"])
def test_no_refusal_is_explained_twice(kind: str) -> None:
    listed = [key for entry in TABLE for key in entry.get(kind, ())]

    assert sorted(listed) == sorted(set(listed))


@pytest.mark.parametrize("entry", TABLE, ids=lambda entry: entry["sentence"])
def test_every_sentence_and_remedy_can_be_filled_in_and_ends_as_one_does(entry: dict[str, Any], tmp_path: Path) -> None:
    key = {"error_codes": entry["numbers"]} if "numbers" in entry else {"error": entry["names"][0]}

    error = sign_in_failed(key, request_for(tmp_path))

    assert error.message.endswith(".") or "Microsoft said" in error.message
    assert "{" not in error.message + error.remedy


def test_the_admin_consent_link_asks_for_the_scopes_in_the_tenant_that_was_named(tmp_path: Path) -> None:
    link = request_for(tmp_path).consent_link

    assert link.startswith("https://login.example.test:8443/contoso.com/v2.0/adminconsent?client_id=" + CLIENT)
    assert "Group.ReadWrite.All" in link


def test_an_expired_secret_of_the_application_leads_to_its_rotation() -> None:
    error = application_refused({"error_codes": [7000222]}, TENANT, CLIENT)

    assert "rotate-secret" in error.remedy
