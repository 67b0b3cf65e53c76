"""Addresses that a server names: which ones may be opened."""

from __future__ import annotations

import os
import subprocess
import sys
import webbrowser
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from total_onboard.core.errors import SignInFailed
from total_onboard.core.platforms.child_environment import child_environment, hide_own_variables
from total_onboard.entra.clouds import CLOUDS, Cloud, CloudName, custom_cloud
from total_onboard.entra.sign_in import sign_in
from total_onboard.entra.sign_in.browser import web_browser
from total_onboard.entra.sign_in.browser.allowed_addresses import (
    check_sign_in_page,
    consent_page,
    is_plain_https,
    is_sign_in_page,
)
from total_onboard.entra.sign_in.person.cache import keyring_key
from total_onboard.entra.sign_in.person.device_code import DeviceCode
from total_onboard.entra.sign_in.request import SignInRequest

from .microsoft import CODE, Microsoft, request_for, tokens_for

NOT_WEB = [
    "--option", "-new-window", "file:///etc/passwd", "javascript:alert(1)", "data:text/html,x", "http://microsoft.com",
    "https://microsoft.com@evil.example/", "https://evil.example\\@microsoft.com/", "https://microsoft.com\n--option",
    "https://microsoft.com/\x1b[2J", "https://mіcrosoft.com/devicelogin", "https://microsoft.com/ --option", "",
    "https:///devicelogin", "https:microsoft.com", "//microsoft.com", "https://microsoft.com\t/", "https://[::1]/",
    "https://microsoft.com:abc/", " https://microsoft.com/", "https://microsoft.com/\u202e",
]  # fmt: skip
UNMANAGED = [
    "https://evil.example/devicelogin", "https://microsoft.com.evil.example/", "https://evilmicrosoft.com/",
    "https://microsoft.com:8443/devicelogin", "https://microsoftonline.com.cn/", "https://evil.example/microsoft.com",
    "https://evil.example?microsoft.com", "https://evil.example#.microsoft.com", "https://microsoft.com./",
    "https://chinacloudapi.cn/", "https://localhost/devicelogin",
]  # fmt: skip
MICROSOFTS = [
    "https://microsoft.com/devicelogin", "https://www.microsoft.com/devicelogin", "https://login.microsoft.com/device",
    "https://microsoft.com/deviceloginus", "https://microsoft.com/deviceloginchina", "HTTPS://Microsoft.com/devicelogin",
    "https://login.microsoftonline.com/common/oauth2/deviceauth", "https://login.microsoftonline.us/x",
    "https://login.partner.microsoftonline.cn/x?y=z",
]  # fmt: skip
HOSTILE_PARTS = [
    "@evil.example", ".evil.example", "/evil.example", "//evil.example", "\\@evil.example", "?x=#", "#@evil.example/",
    "x https://evil.example/", "x&client_id=y", "x\n--option", "\x1b]8;;https://evil.example/\x1b\\", "x\u202e",
    ":8443@evil.example",
]  # fmt: skip
CUSTOM = custom_cloud("https://localhost:8443", "https://localhost:8444")


@pytest.mark.parametrize("address", NOT_WEB)
def test_address_that_is_no_web_page_is_never_opened(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: pytest.fail("a program was started"))
    assert not is_plain_https(address)
    assert not web_browser.open_in_browser(address)
    assert not any(is_sign_in_page(address, cloud) for cloud in (*CLOUDS.values(), CUSTOM))


@pytest.mark.parametrize("cloud", CLOUDS)
@pytest.mark.parametrize("address", UNMANAGED)
def test_page_on_a_foreign_host_is_not_a_sign_in_page(address: str, cloud: CloudName) -> None:
    assert not is_sign_in_page(address, CLOUDS[cloud])
    with pytest.raises(SignInFailed, match="wasn't opened"):
        check_sign_in_page(address, CLOUDS[cloud])


@pytest.mark.parametrize("cloud", CLOUDS)
@pytest.mark.parametrize("address", MICROSOFTS)
def test_page_of_microsoft_is_a_sign_in_page(address: str, cloud: CloudName) -> None:
    assert check_sign_in_page(address, CLOUDS[cloud]) == address


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("https://localhost:8443/devicelogin", True),
        ("https://localhost:8444/devicelogin", False),
        ("https://localhost/devicelogin", False),
        ("https://microsoft.com/devicelogin", False),
        ("https://sub.localhost:8443/", False),
    ],
)
def test_custom_cloud_allows_only_its_own_sign_in_host(address: str, own: bool) -> None:
    assert is_sign_in_page(address, CUSTOM) is own


@pytest.mark.parametrize("cloud", [*CLOUDS.values(), CUSTOM], ids=lambda cloud: cloud.name.value)
@pytest.mark.parametrize("hostile", HOSTILE_PARTS)
def test_consent_pages_hostile_parts_stay_on_the_sign_in_host(cloud: Cloud, hostile: str, tmp_path: Path) -> None:
    request = SignInRequest(cloud, hostile, hostile, (), tmp_path)
    for page in (
        request.consent_link,
        consent_page(cloud.authority_url, hostile, "adminconsent", client_id=hostile),
    ):
        assert is_sign_in_page(page, cloud), page
        assert urlsplit(page).netloc == urlsplit(cloud.authority_url).netloc
        assert urlsplit(page).path.endswith("/adminconsent")
        assert parse_qs(urlsplit(page).query, strict_parsing=True)["client_id"] == [hostile]
        assert not urlsplit(page).fragment


@pytest.mark.parametrize("page", [*NOT_WEB[:4], "https://evil.example/", 7])
def test_device_code_with_a_foreign_page_is_marked(microsoft: Microsoft, tmp_path: Path, page: object) -> None:
    microsoft.code = {**CODE, "verification_uri": page}
    microsoft.tokens = [tokens_for("ada@contoso.com")]
    shown: list[DeviceCode] = []
    sign_in(request_for(tmp_path), show_code=shown.append)
    assert [(code.verification_uri, code.is_microsofts) for code in shown] == [(str(page), False)]


def test_device_code_that_claims_to_work_for_years_ends_after_an_hour(microsoft: Microsoft, tmp_path: Path) -> None:
    microsoft.code = {**CODE, "expires_in": 10**9}
    microsoft.tokens = [tokens_for("ada@contoso.com")]
    shown: list[DeviceCode] = []
    sign_in(request_for(tmp_path), show_code=shown.append)
    assert shown[0].seconds_left() <= 3600


@pytest.mark.parametrize("code", [{"user_code": "A"}, {"user_code": "A", "expires_in": "soon"}, ["no", "object"]])
def test_device_code_that_is_malformed_is_a_failed_sign_in(microsoft: Microsoft, tmp_path: Path, code: Any) -> None:
    microsoft.code = code
    with pytest.raises(SignInFailed):
        sign_in(request_for(tmp_path), show_code=lambda _: None)


def test_browser_gets_none_of_our_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[tuple[list[str], Mapping[str, str]]] = []
    monkeypatch.setattr(webbrowser, "get", lambda: None)
    monkeypatch.setattr(subprocess, "Popen", lambda command, env, **_: started.append((command, env)))
    monkeypatch.setenv("TOTAL_ONBOARD_SCIM_TOKEN", "s3cret")
    monkeypatch.setenv("total_onboard_key_passphrase", "s3cret")

    assert web_browser.open_in_browser("https://microsoft.com/devicelogin")
    ((command, env),) = started
    assert command == [sys.executable, "-I", "-m", "webbrowser", "https://microsoft.com/devicelogin"]
    assert "s3cret" not in env.values()
    assert env["PATH"] == os.environ["PATH"]


def test_variables_are_back_after_a_library_started_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOTAL_ONBOARD_SCIM_TOKEN", "s3cret")
    with hide_own_variables():
        shown = subprocess.run(["env"], capture_output=True, text=True, check=True).stdout
    assert "s3cret" not in shown
    assert os.environ["TOTAL_ONBOARD_SCIM_TOKEN"] == "s3cret"
    assert "TOTAL_ONBOARD_SCIM_TOKEN" not in child_environment()


def _ring(name: str, module: str, priority: float = 5, **members: object) -> Any:
    return type(name, (), {"__module__": module, "priority": priority, "name": name, **members})()


@pytest.mark.parametrize(
    ("ring", "used"),
    [
        (_ring("PlaintextKeyring", "keyrings.alt.file", 0.5), False),
        (_ring("EncryptedKeyring", "keyrings.alt.file", 0.6), False),
        (_ring("PlaintextKeyring", "copied.elsewhere"), False),
        (_ring("Keyring", "keyring.backends.fail", 0), False),
        (_ring("Keyring", "keyring.backends.null", -1), False),
        (_ring("Keyring", "keyring.backends.SecretService"), True),
        (_ring("ChainerBackend", "keyring.backends.chainer", 10, backends=[_ring("P", "keyrings.alt.file")]), False),
    ],
)
def test_keyring_that_keeps_plain_files_is_not_used(ring: Any, used: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring

    monkeypatch.setattr(keyring, "get_keyring", lambda: ring)
    assert keyring_key.keeps_secrets(ring) is used
    key = keyring_key.KeyringKey()
    assert (key.backend_name() is not None) is used
    assert ("plain file" in key.problem) is (ring.priority > 0 and not used)
