from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from msal import SerializableTokenCache

from total_onboard.entra.clouds import CLOUDS, CloudName
from total_onboard.entra.sign_in import sign_in
from total_onboard.entra.sign_in.person.cache import keyring_key
from total_onboard.entra.sign_in.person.cache.token_cache import TokenCache

from .conftest import MemoryKeyring
from .microsoft import CLOUD, Microsoft, request_for, tokens_for


@pytest.fixture
def state_dir(microsoft: Microsoft, tmp_path: Path) -> Path:
    """A state folder in which somebody is signed in."""
    microsoft.tokens = [tokens_for("ada@contoso.com")]
    sign_in(request_for(tmp_path), show_code=lambda code: None)
    return tmp_path


def sealed_file(state_dir: Path) -> Path:
    (found,) = state_dir.glob("sign-in-*.bin")
    return found


def test_a_sign_in_is_found_again_by_the_next_run(state_dir: Path) -> None:
    assert TokenCache(state_dir, CLOUD).accounts() == ["ada@contoso.com"]


def test_the_file_is_unreadable_and_its_owners_alone(state_dir: Path) -> None:
    file = sealed_file(state_dir)

    assert b"ada@contoso.com" not in file.read_bytes()
    assert b"refresh-token-of-ada" not in file.read_bytes()
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_nothing_half_written_stays_beside_it(state_dir: Path) -> None:
    assert {file.suffix for file in state_dir.iterdir()} <= {".bin", ".lock"}


def test_another_cloud_has_a_sign_in_of_its_own(state_dir: Path) -> None:
    assert TokenCache(state_dir, CLOUDS[CloudName.GLOBAL]).accounts() == []


@pytest.mark.parametrize("damage", [b"", b"short", b"x" * 500])
def test_a_damaged_file_counts_as_signed_out(state_dir: Path, damage: bytes) -> None:
    sealed_file(state_dir).write_bytes(damage)

    assert TokenCache(state_dir, CLOUD).accounts() == []


def test_a_file_of_another_cloud_under_this_ones_name_is_not_believed(state_dir: Path) -> None:
    elsewhere = TokenCache(state_dir, CLOUDS[CloudName.CHINA])
    sealed_file(state_dir).rename(state_dir / "sign-in-china-login.partner.microsoftonline.cn.bin")

    assert elsewhere.accounts() == []


def test_a_lost_key_counts_as_signed_out(state_dir: Path, memory_keyring: MemoryKeyring) -> None:
    memory_keyring.kept.clear()

    assert TokenCache(state_dir, CLOUD).accounts() == []


def test_signing_out_removes_the_file_and_the_key(state_dir: Path, memory_keyring: MemoryKeyring) -> None:
    assert TokenCache(state_dir, CLOUD).sign_out() is True

    assert list(state_dir.glob("*.bin")) == []
    assert memory_keyring.kept == {}
    assert TokenCache(state_dir, CLOUD).sign_out() is False


@pytest.mark.parametrize("unusable", [fail.Keyring, null.Keyring], ids=["none", "null"])
def test_without_a_usable_keyring_nothing_is_written(
    microsoft: Microsoft, tmp_path: Path, unusable: type[KeyringBackend]
) -> None:
    keyring.set_keyring(unusable())
    microsoft.tokens = [tokens_for("ada@contoso.com")]

    sign_in(request_for(tmp_path), show_code=lambda code: None)

    assert list(tmp_path.glob("*.bin")) == []
    assert "memory only" in TokenCache(tmp_path, CLOUD).where()


def test_a_keyring_that_waits_for_a_prompt_nobody_sees_is_left_after_a_while(
    memory_keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring_key, "_PATIENCE", 0.05)
    locked = threading.Event()
    monkeypatch.setattr(memory_keyring, "get_password", lambda *_: locked.wait(10))

    assert keyring_key.KeyringKey().read() is None
    locked.set()


def test_where_it_is_kept_names_file_and_keyring(state_dir: Path) -> None:
    told = TokenCache(state_dir, CLOUD).where()

    assert str(sealed_file(state_dir)) in told
    assert "a keyring in memory" in told


def test_an_unchanged_sign_in_is_not_written_again(state_dir: Path) -> None:
    before = sealed_file(state_dir).read_bytes()

    TokenCache(state_dir, CLOUD).save(SerializableTokenCache())

    assert sealed_file(state_dir).read_bytes() == before


def test_where_the_folder_cannot_be_written_the_sign_in_ends_with_the_command(
    microsoft: Microsoft, tmp_path: Path
) -> None:
    nowhere = tmp_path / "a-file" / "nowhere"
    nowhere.parent.write_text("")
    microsoft.tokens = [tokens_for("ada@contoso.com")]

    session = sign_in(request_for(nowhere), show_code=lambda code: None)

    assert session.username == "ada@contoso.com"
    assert TokenCache(nowhere, CLOUD).accounts() == []
