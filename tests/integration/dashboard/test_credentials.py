"""Credentials, the administrator's key and the hand-off address: in the form and in a list, by the same rules."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from tests.integration.dashboard.signed_in import PASSPHRASE, Browser, Dashboard, form_of
from tests.integration.dashboard.test_files import issue
from tests.integration.dashboard.test_imports import URI, drop
from tests.integration.dashboard.test_sheets import FORM, SIGN, TOKEN, version
from tests.support.total_credentials import ISSUER, SUBJECT, certificate, key_pem, public_pem
from tests.unit.exchange.samples import KEYS, OTHERS
from total_onboard.core.credential import CredentialChoice, FederatedTrust
from total_onboard.core.public_certificate import PublicCertificate
from total_onboard.exchange.keys.trusted_keys import TrustedKeys
from total_onboard.exchange.value_sheet.issued_sheet import IssuedSheet
from total_onboard.exchange.value_sheet.sealed_token import key_of, open_token_with
from total_onboard.exchange.value_sheet.signature import verify_sheet

ADDRESS = "https://handoff.yourtotal.com/emea"
TRUST = {"federated_issuer": ISSUER, "federated_subject": SUBJECT}
PEM = public_pem(400).decode()
DER = certificate(400).public_bytes(Encoding.DER)
ADMIN = json.dumps(OTHERS.public.document())
OWN = json.dumps(KEYS.public.document())


def typed(browser: Browser, files: Any = None, **said: Any) -> str:
    """Send the form, with files if there are any, and return where it leads."""
    return browser.sends("/sheets/new", "/sheets/new", data=FORM | said, files=files or {"none": ("", b"")})


def sign(browser: Browser, review: str) -> IssuedSheet:
    files = browser.sends(review.replace("/review", "/sign"), review, data=SIGN)
    text = browser.get(f"{files}/sheet").text
    return verify_sheet(text, "x", TrustedKeys((KEYS.public.signing,), "a test")).sheet


def test_sheet_names_credentials_in_the_order_of_preference(browser: Browser) -> None:
    kinds = {"credential": "federated", "credential_2": "certificate", "credential_3": "secret"}
    review = typed(browser, **kinds, **TRUST, certificate=PEM, handoff_url=ADDRESS)
    page = browser.page(review)
    assert PublicCertificate.of(PEM).thumbprint in page
    assert ADDRESS in page
    sheet = sign(browser, review)
    assert sheet.credential_choice == CredentialChoice.of(
        ["federated", "certificate", "secret"], PEM, {"issuer": ISSUER, "subject": SUBJECT}
    )
    assert sheet.handoff_url == ADDRESS


@pytest.mark.parametrize("content", [PEM.encode(), DER], ids=["pem", "der"])
def test_certificate_is_taken_from_a_file(browser: Browser, content: bytes) -> None:
    review = typed(browser, {"certificate_file": ("total.cer", content)})
    choice = sign(browser, review).credential_choice
    assert choice
    assert choice.certificate == PublicCertificate.of(content)


WRONG: dict[str, tuple[dict[str, str], str, str]] = {
    "no certificate": ({"credential": "certificate"}, "certificate", "requires TOTAL"),
    "no issuer": ({"credential": "federated"}, "federated_issuer", "requires the issuer"),
    "http issuer": ({**TRUST, "federated_issuer": "http://x.example"}, "federated_issuer", "https://"),
    "blank in subject": ({**TRUST, "federated_subject": "a b"}, "federated_subject", "no blanks"),
    "not chosen": ({"credential": "secret", "certificate": PEM}, "credential", "isn&#39;t chosen"),
    "no certificate text": ({"certificate": "hello"}, "certificate", "can&#39;t be used as TOTAL"),
    "address here": ({"handoff_url": "https://localhost/x"}, "handoff_url", "hand-off address"),
    "no key": ({"admin_key": "{}"}, "admin_key", "isn&#39;t a file of public keys"),
    "own key": ({"admin_key": OWN}, "admin_key", "your own key total-emea"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_credential_is_marked_at_its_field(dashboard: Dashboard, browser: Browser, case: str) -> None:
    said, name, why = WRONG[case]
    edit = typed(browser, **said)
    page = browser.page(edit)
    assert edit.endswith("/edit")
    assert f'id="{name}-fault"' in page
    assert why in page.split(f'id="{name}-fault"')[1].split("</p>")[0]
    assert dashboard.ledger.lines() == ()


@pytest.mark.parametrize("in_a_file", [True, False])
def test_private_key_is_refused_and_not_kept(dashboard: Dashboard, browser: Browser, in_a_file: bool) -> None:
    private = key_pem() + public_pem()
    given: dict[str, Any] = {"certificate_file": ("total.pem", private)} if in_a_file else {}
    edit = typed(browser, given, **({} if in_a_file else {"certificate": private.decode()}))
    page = browser.page(edit)
    assert "contains a private key" in page
    assert private.decode().split()[10] not in page
    assert private.decode().split()[10] not in repr(vars(dashboard.services.memory))


def test_admin_key_seals_the_token_without_a_passphrase(browser: Browser) -> None:
    review = typed(browser, {"admin_key_file": ("ada.jwk", ADMIN.encode())})
    assert OTHERS.public.handoff.fingerprint in browser.page(review)
    sheet = sign(browser, review)
    assert sheet.sealed_scim_token
    assert key_of(sheet.sealed_scim_token) == OTHERS.public.handoff.kid
    opened = open_token_with(sheet.sealed_scim_token, OTHERS.handoff)
    assert opened.reveal(to="the test itself, here") == TOKEN
    phone = browser.page(f"/customers/{sheet.id}/phone")
    assert OTHERS.public.handoff.fingerprint in phone
    assert "Show it once" not in phone


def renewal_form(browser: Browser, sheet: IssuedSheet) -> tuple[str, dict[str, str]]:
    """Open the values of a sheet; what the form then has."""
    customer = f"/customers/{sheet.id}"
    data = {"passphrase": PASSPHRASE, "version": version(browser.page(customer))}
    edit = browser.sends(f"{customer}/renew", customer, data=data)
    return edit, form_of(browser.page(edit))


def test_renewed_sheet_keeps_credential_and_address_until_they_are_changed(
    dashboard: Dashboard, browser: Browser
) -> None:
    choice = CredentialChoice.of(["certificate", "secret"], PEM)
    first = issue(dashboard, credential=choice, handoff_url=ADDRESS).sheet
    edit, form = renewal_form(browser, first)
    second = sign(browser, browser.sends(edit, edit, data=form))
    assert (second.credential_choice, second.handoff_url) == (choice, ADDRESS)
    edit, form = renewal_form(browser, second)
    changed = {"credential": "federated", "credential_2": "", "certificate": "", "handoff_url": ""}
    third = sign(browser, browser.sends(edit, edit, data=form | changed | TRUST))
    assert third.handoff_url is None
    assert third.credential_choice
    assert third.credential_choice.federated == FederatedTrust(issuer=ISSUER, subject=SUBJECT)
    assert third.credential_choice.certificate is None


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def test_list_has_certificates_keys_and_addresses_in_its_cells(browser: Browser) -> None:
    heading = "customer,redirect_uri,scim_url,scim_token,credential,certificate,admin_key,handoff_url"
    cells = (URI, "https://scim.yourtotal.com/x/v2", TOKEN, "certificate|secret", quoted(PEM), quoted(ADMIN), ADDRESS)
    path = drop(browser, ",".join(("Contoso", *cells)), heading=heading)
    page = browser.page(path)
    assert "1 row: 1 good, 0 wrong" in page
    assert "certificate: given" in page
    browser.sends(f"{path}/sign", path, data=SIGN)
    sheet_id = browser.page("/customers").split("/customers/")[-1].split('"')[0]
    _, form = renewal_form(browser, issued(browser, sheet_id))
    assert PublicCertificate.of(form["certificate"]) == PublicCertificate.of(PEM)
    assert (form["credential"], form["credential_2"], form["handoff_url"]) == ("certificate", "secret", ADDRESS)


def issued(browser: Browser, sheet_id: str) -> IssuedSheet:
    """Open the files of a sheet, and return it."""
    files = f"/customers/{sheet_id}/files"
    browser.sends(files, files, data={"passphrase": PASSPHRASE})
    text = browser.get(f"{files}/sheet").text
    return verify_sheet(text, "x", TrustedKeys((KEYS.public.signing,), "a test")).sheet


def test_values_for_all_rows_fill_rows_that_leave_them_out(dashboard: Dashboard, browser: Browser) -> None:
    rows = (f"Contoso,{URI},", f"Fabrikam,{URI},secret")
    path = drop(browser, *rows, heading="customer,redirect_uri,credential")
    data = {"credential": "certificate", "credential_2": "secret", "handoff_url": ADDRESS}
    browser.sends(f"{path}/for-all", path, data=data, files={"certificate_file": ("total.cer", DER)})
    assert "2 rows: 2 good, 0 wrong" in browser.page(path)
    browser.sends(f"{path}/sign", path, data=SIGN)
    found = {one.customer: issued(browser, str(one.id)) for one in dashboard.ledger.lines()}
    assert found["Contoso"].credential_choice == CredentialChoice.of(["certificate", "secret"], DER)
    assert found["Fabrikam"].credential_choice == CredentialChoice.of("secret")
    assert {one.handoff_url for one in found.values()} == {ADDRESS}


@pytest.mark.parametrize("said", [{"credential": "certificate"}, {"handoff_url": "x"}, {"certificate": "x"}])
def test_wrong_values_for_all_rows_change_nothing(browser: Browser, said: dict[str, str]) -> None:
    path = drop(browser, f"Contoso,{URI}", heading="customer,redirect_uri")
    assert browser.post(f"{path}/for-all", path, data=said).status_code == 400
    assert "1 row: 1 good, 0 wrong" in browser.page(path)
