"""Files and folders that another user of this machine could have written are not believed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from total_onboard.core.errors import BadValue
from total_onboard.core.files.file_trust import read_own, why_not_private
from total_onboard.engine.journal.entry import Created
from total_onboard.engine.journal.journal import Journal
from total_onboard.entra.clouds import CLOUDS, CloudName
from total_onboard.entra.sign_in.person.cache.token_cache import TokenCache
from total_onboard.exchange.keys.private_keys import KeyFolder
from total_onboard.exchange.keys.trusted_keys import load_trusted_keys
from total_onboard.settings import load_settings

pytestmark = pytest.mark.skipif(not hasattr(os, "geteuid"), reason="modes mean nothing on Windows")
as_root = pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() != 0, reason="only root can give a file away")
SOMEBODY = 54321
TENANT = "7e1c6a5e-3a70-4d0f-9d2d-1b6f0c9a2f11"


@pytest.fixture
def state(tmp_path: Path) -> Path:
    folder = tmp_path / "above" / "state"
    folder.mkdir(parents=True, mode=0o700)
    return folder


def uses(state: Path) -> None:
    """All that believes what lies in the state folder."""
    refusals = []
    for use in (
        lambda: Journal.of(state, TENANT, "total"),
        lambda: KeyFolder.of(state),
        lambda: TokenCache(state, CLOUDS[CloudName.GLOBAL]),
    ):
        try:
            use()
        except BadValue as error:
            refusals.append(error)
    if refusals:
        assert len(refusals) == 3
        raise refusals[0]


def test_private_folder_is_used(state: Path) -> None:
    uses(state)
    uses(state / "not" / "made" / "yet")


@pytest.mark.parametrize("mode", [0o777, 0o1777, 0o702])
def test_state_folder_that_others_can_write_is_refused(state: Path, mode: int) -> None:
    state.chmod(mode)
    with pytest.raises(BadValue, match="every user") as caught:
        uses(state)
    assert str(state) in caught.value.message
    assert "TOTAL_ONBOARD_STATE_DIR" in caught.value.remedy


def test_folder_above_the_state_folder_that_others_can_write_is_refused(state: Path) -> None:
    state.parent.chmod(0o777)
    with pytest.raises(BadValue, match="every user"):
        uses(state)
    state.parent.chmod(0o1777)
    uses(state)


@as_root
def test_state_folder_of_another_user_is_refused(state: Path) -> None:
    os.chown(state, SOMEBODY, -1)
    with pytest.raises(BadValue, match="another user"):
        uses(state)


@as_root
def test_state_folder_of_a_shared_group_is_refused(state: Path) -> None:
    os.chown(state, -1, SOMEBODY)
    state.chmod(0o770)
    with pytest.raises(BadValue, match="its group"):
        uses(state)


def test_link_to_a_folder_that_others_can_write_is_refused(state: Path, tmp_path: Path) -> None:
    state.chmod(0o777)
    (tmp_path / "link").symlink_to(state)
    with pytest.raises(BadValue, match="every user"):
        uses(tmp_path / "link")


def _journal(state: Path) -> Journal:
    journal = Journal.of(state, TENANT, "total")
    journal.write(Created(step="application", search_key="total", object_id="a"))
    return journal


@as_root
def test_journal_of_another_user_is_refused(state: Path) -> None:
    journal = _journal(state)
    os.chown(journal.path, SOMEBODY, -1)
    with pytest.raises(BadValue, match="another user"):
        journal.entries()


def test_journal_that_others_can_write_is_refused(state: Path) -> None:
    journal = _journal(state)
    journal.path.chmod(0o666)
    with pytest.raises(BadValue, match="every user"):
        journal.entries()


def test_own_settings_file_that_others_can_write_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    file = tmp_path / "total-onboard" / "total-onboard.toml"
    file.parent.mkdir(mode=0o700)
    file.write_text('tenant = "contoso.com"\n', encoding="utf-8")
    assert load_settings({}).tenant == "contoso.com"
    file.chmod(0o666)
    with pytest.raises(BadValue, match="settings file"):
        load_settings({})
    file.chmod(0o600)
    file.parent.chmod(0o777)
    with pytest.raises(BadValue, match="settings file"):
        load_settings({})


def test_windows_believes_every_file(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state.chmod(0o777)
    monkeypatch.delattr(os, "geteuid")
    assert why_not_private(state) == ""


def test_read_own_on_windows_reads_a_file_that_all_can_write(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = state / "journal.jsonl"
    journal.write_bytes(b"line\n")
    journal.chmod(0o666)  # what Windows says of every file
    monkeypatch.delattr(os, "geteuid")
    assert read_own(journal, "journal") == b"line\n"


@pytest.mark.parametrize("what", ["folder", "file in it", "file", "folder above"])
def test_trusted_keys_that_others_can_write_are_refused(state: Path, what: str) -> None:
    key = state / "total.jwk"
    key.write_text("{}")
    key.chmod(0o600)
    place = state if "in it" in what or what == "folder" else key
    changed = {"folder": state, "folder above": state.parent}.get(what, key)
    changed.chmod(0o777)

    with pytest.raises(BadValue, match="every user") as caught:
        load_trusted_keys(place)
    assert str(changed) in caught.value.message
    assert "TOTAL_ONBOARD_TRUSTED_KEYS" in caught.value.remedy
