"""Keyring back ends as machines have them: they raise anything, wait for a prompt, or keep nothing."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keyring
import pytest

from total_onboard.entra.sign_in import sign_in
from total_onboard.entra.sign_in.person.cache import keyring_key
from total_onboard.entra.sign_in.person.cache.keyring_key import KeyringKey
from total_onboard.entra.sign_in.person.cache.token_cache import TokenCache

from .conftest import MemoryKeyring
from .microsoft import CLOUD, Microsoft, request_for, tokens_for

EXISTING = base64.b64encode(b"k" * 32).decode()
WHERE = ("total-onboard", "sign-in")


class WindowsError1312(Exception):
    """As pywintypes.error: no OSError."""


class Panic(BaseException):
    """As a back end in Rust raises it."""


def raising(error: BaseException) -> Callable[..., Any]:
    def act(*_: object) -> Any:
        raise error

    return act


ERRORS = [
    WindowsError1312(1312, "CredRead", "A specified logon session does not exist."),
    ConnectionRefusedError("org.freedesktop.secrets"),
    Panic("in a back end"),
    SystemExit(3),
]


@pytest.mark.parametrize("member", ["get_password", "set_password"])
@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_back_end_that_raises_anything_leaves_the_sign_in_in_memory(
    error: BaseException,
    member: str,
    memory_keyring: MemoryKeyring,
    microsoft: Microsoft,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(memory_keyring, member, raising(error))
    microsoft.tokens = [tokens_for("ada@contoso.com")]

    session = sign_in(request_for(tmp_path), show_code=lambda code: None)

    assert session.username == "ada@contoso.com"
    assert session.keyring_problem.startswith(f"a keyring in memory failed ({type(error).__name__}")
    assert list(tmp_path.glob("*.bin")) == []


def test_keyring_that_cannot_be_loaded_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "get_keyring", raising(ModuleNotFoundError("no such back end")))

    key = KeyringKey()

    assert key.read() is None
    assert "no such back end" in key.problem


def test_back_end_without_a_name_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MemoryKeyring, "name", property(raising(RuntimeError("no bus"))))

    assert KeyringKey().get_or_create() is None


def test_back_end_that_fails_is_asked_once(
    memory_keyring: MemoryKeyring, microsoft: Microsoft, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def fail(*_: object) -> None:
        asked.append(_)
        raise WindowsError1312(1312)

    monkeypatch.setattr(memory_keyring, "get_password", fail)
    microsoft.tokens = [tokens_for("ada@contoso.com", lifetime=1), tokens_for("ada@contoso.com", lifetime=1)]

    sign_in(request_for(tmp_path), show_code=lambda code: None).token()

    assert len(asked) == 1


def test_back_end_that_keeps_nothing_is_told_in_one_sentence(
    memory_keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory_keyring, "set_password", lambda *_: None)

    key = KeyringKey()

    assert key.get_or_create() is None
    assert key.problem == "a keyring in memory keeps nothing"


def test_prompt_answered_too_late_never_replaces_the_existing_key(
    memory_keyring: MemoryKeyring, microsoft: Microsoft, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory_keyring.kept[WHERE] = EXISTING
    answered = threading.Event()

    def after_the_prompt(*_: object) -> str | None:
        answered.wait(10)
        return memory_keyring.kept.get(WHERE)

    monkeypatch.setattr(keyring_key, "_PATIENCE", 0.05)
    monkeypatch.setattr(memory_keyring, "get_password", after_the_prompt)
    microsoft.tokens = [tokens_for("ada@contoso.com")]

    session = sign_in(request_for(tmp_path), show_code=lambda code: None)
    answered.set()
    time.sleep(0.2)

    assert "didn't answer within" in session.keyring_problem
    assert memory_keyring.kept == {WHERE: EXISTING}


def test_prompt_answered_too_late_makes_no_key_either(
    memory_keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = threading.Event()
    monkeypatch.setattr(keyring_key, "_PATIENCE", 0.05)
    monkeypatch.setattr(memory_keyring, "get_password", lambda *_: answered.wait(10) and None)

    assert KeyringKey().get_or_create() is None
    answered.set()
    time.sleep(0.2)

    assert memory_keyring.kept == {}


def test_existing_file_stays_when_its_key_cannot_be_read(
    memory_keyring: MemoryKeyring, microsoft: Microsoft, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    microsoft.tokens = [tokens_for("ada@contoso.com")]
    sign_in(request_for(tmp_path), show_code=lambda code: None)
    (file,) = tmp_path.glob("*.bin")
    before = file.read_bytes()
    monkeypatch.setattr(memory_keyring, "get_password", raising(WindowsError1312(1312)))
    microsoft.tokens = [tokens_for("ada@contoso.com")]

    sign_in(request_for(tmp_path), show_code=lambda code: None)

    assert file.read_bytes() == before


def test_where_the_sign_in_is_kept_names_the_trouble(
    memory_keyring: MemoryKeyring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = TokenCache(tmp_path, CLOUD)
    monkeypatch.setattr(MemoryKeyring, "name", property(raising(RuntimeError("no bus"))))

    assert "RuntimeError: no bus" in store.where()
