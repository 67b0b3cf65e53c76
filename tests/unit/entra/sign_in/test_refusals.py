from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tests.support.gathered_facts import FACTS, needs
from tests.support.yaml_text import read_yaml
from total_onboard.core.exit_status import ExitStatus
from total_onboard.entra.sign_in.errors import application_refused, sign_in_failed
from total_onboard.entra.sign_in_method import SignInMethod

from .microsoft import CLIENT, TENANT, request_for

ERRORS = "graph-errors.md"
ONE_NEXT_COMMAND = re.compile(r"same command again|total-onboard [a-z]|--[a-z]")
CASES = read_yaml((Path(__file__).parent / "refusals.yaml").read_text("utf-8"))
NUMBERS = read_yaml((Path(__file__).parent / "aadsts_numbers.yaml").read_text("utf-8"))
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


@pytest.mark.parametrize("number", NUMBERS)
def test_every_number_that_a_sign_in_can_meet_has_a_cause_and_one_next_command(number: int, tmp_path: Path) -> None:
    error = sign_in_failed({"error": "unheard_of", "error_codes": [number]}, request_for(tmp_path))

    assert not error.message.startswith("Microsoft refused")
    assert ONE_NEXT_COMMAND.search(error.remedy), error.remedy


@pytest.mark.parametrize("entry", TABLE, ids=lambda entry: entry["sentence"])
def test_no_remedy_leaves_the_admin_without_a_next_command(entry: dict[str, Any]) -> None:
    assert ONE_NEXT_COMMAND.search(entry["remedy"])


@needs(ERRORS)
def test_the_numbers_are_all_that_the_collection_of_facts_knows() -> None:
    rows = (FACTS / ERRORS).read_text("utf-8").partition("### AADSTS codes")[2].partition("## 5.")[0].splitlines()
    first_cells = [row.split("|")[1] for row in rows if row.startswith("|")]
    known = {int(number) for cell in first_cells for number in re.findall(r"\d{5,7}", cell)}
    assert len(known) > 70
    assert known <= set(NUMBERS)


@pytest.mark.parametrize("number", [53003, 530033, 53000, 53001, 50097])
def test_who_already_signs_in_with_a_browser_is_not_sent_to_the_browser(number: int, tmp_path: Path) -> None:
    request = replace(request_for(tmp_path), method=SignInMethod.BROWSER)

    error = sign_in_failed({"error": "access_denied", "error_codes": [number]}, request)

    assert "--sign-in browser" not in error.remedy
    assert ONE_NEXT_COMMAND.search(error.remedy)


@pytest.mark.parametrize("number", [53003, 530033, 53000, 50097, 70020])
def test_where_a_code_is_refused_the_browser_is_the_way(number: int, tmp_path: Path) -> None:
    assert "--sign-in browser" in sign_in_failed({"error_codes": [number]}, request_for(tmp_path)).remedy


def test_error_name_of_an_unknown_number_is_not_explained(tmp_path: Path) -> None:
    names = [name for entry in TABLE for name in entry.get("names", ())]
    explained = [entry["sentence"].split("{", 1)[0] for entry in TABLE]
    for name in names:
        answer = {"error": name, "suberror": name, "error_codes": [99999999], "error_description": "AADSTS99999999: x"}

        message = sign_in_failed(answer, request_for(tmp_path)).message

        assert [sentence for sentence in explained if sentence and sentence in message] == []


def test_ids_after_microsofts_sentence_are_left_out(tmp_path: Path) -> None:
    answer = {"error": "x", "error_description": "AADSTS50055: over. Trace ID: 1 Correlation ID: 2", "trace_id": "1"}

    error = sign_in_failed(answer, request_for(tmp_path))

    assert "Trace ID" not in error.message
    assert error.request_id == "1"
