"""Where the values may come from, and where the hand-off may go."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from tests.e2e.conftest import Admin, OpenTenant

pytestmark = [pytest.mark.journey, pytest.mark.sweep]

UNSET = dict.fromkeys(f"TOTAL_ONBOARD_{name}" for name in ("REDIRECT_URI", "SCIM_URL", "SCIM_TOKEN", "ADMIN", "TENANT"))


def sheet(admin: Admin, **more: object) -> dict[str, object]:
    values = admin.tenant.sheet_values
    return {
        "format": "total-value-sheet/v1",
        "customer": "Contoso",
        "tenant": "contoso.com",
        "redirect_uris": [values.redirect_uri],
        "scim_url": values.scim_url,
        **more,
    }


def test_everything_may_come_from_a_plain_sheet_and_a_token_file(at: OpenTenant, tmp_path: Path) -> None:
    admin = at("ready")
    groups = [{"name": "TOTAL-Admin", "role": "admin"}, {"name": "TOTAL-Analyst", "role": "analyst"}]
    (tmp_path / "contoso.totalsheet").write_text(json.dumps(sheet(admin, groups=groups)), encoding="utf-8")
    (tmp_path / "token.txt").write_text(admin.tenant.sheet_values.scim_token + "\n", encoding="utf-8")
    words = (
        "--sheet",
        "contoso.totalsheet",
        "--allow-unsigned",
        "--scim-token-file",
        "token.txt",
        "--admin",
        "ada@contoso.com",
    )
    ended = admin.sets_up(*words, **UNSET)
    assert ended.status == 0, ended.err
    names = {group["displayName"] for group in admin.tenant.store.groups.all_current()}
    assert {"TOTAL-Admin", "TOTAL-Analyst"} <= names


def test_setup_takes_every_value_from_the_users_own_file(at: OpenTenant, tmp_path: Path) -> None:
    admin = at("ready")
    values = admin.tenant.sheet_values
    own = tmp_path / ".config" / "total-onboard" / "total-onboard.toml"
    own.parent.mkdir(parents=True)
    own.write_text(
        f'tenant = "contoso.com"\nredirect_uri = ["{values.redirect_uri}"]\nscim_url = "{values.scim_url}"\n'
        f'scim_token = "{values.scim_token}"\nadmin = ["ada@contoso.com"]\n',
        encoding="utf-8",
    )
    ended = admin.sets_up(**UNSET)
    assert ended.status == 0, ended.err


def test_a_damaged_sheet_ends_with_6(at: OpenTenant, tmp_path: Path) -> None:
    (tmp_path / "contoso.totalsheet").write_text('{"format": "total-value-sheet/v1"', encoding="utf-8")
    ended = at("ready").sets_up("--sheet", "contoso.totalsheet", **UNSET)
    assert ended.status == 6
    assert "damaged" in ended.document["problems"][0]["message"]


def test_the_hand_off_goes_to_the_clipboard_when_asked(at: OpenTenant, tmp_path: Path) -> None:
    admin = at("ready")
    folder = tmp_path / "bin"
    folder.mkdir()
    xclip = folder / "xclip"
    xclip.write_text(f"#!/bin/sh\ncat > {tmp_path}/clipboard\n", encoding="utf-8")
    xclip.chmod(xclip.stat().st_mode | stat.S_IXUSR)
    state = tmp_path / "state"
    ended = admin.sets_up(
        "--clipboard",
        PATH=f"{folder}:{os.environ['PATH']}",
        DISPLAY=":0",
        TOTAL_ONBOARD_STATE_DIR=str(state),
    )
    assert ended.status == 0, ended.err
    copied = json.loads((tmp_path / "clipboard").read_text(encoding="utf-8"))["handoff"]
    assert copied["client_id"] == ended.document["resources"]["client_id"]
    assert ended.document["handoff"]["path"] is None
    assert list(state.rglob("*.totalhandoff")) == []
    assert copied["client_secret"] not in ended.out + ended.err


def test_where_there_is_no_clipboard_nothing_is_begun(at: OpenTenant) -> None:
    admin = at("ready")
    ended = admin.sets_up("--clipboard", PATH=str(Path(os.__file__).parent))
    assert ended.status == 1
    assert ended.document["problems"][0]["code"] == "no-clipboard"
    assert admin.writes == []


def test_a_group_that_comes_later_is_handed_off_without_the_secret_that_total_has(
    at: OpenTenant, tmp_path: Path
) -> None:
    admin = at("ready")
    first = admin.sets_up().document["handoff"]
    ended = admin.sets_up("--group", "TOTAL-Admin=admin", "--group", "TOTAL-Analyst=analyst")
    assert ended.status == 0, ended.err
    second = ended.document["handoff"]
    assert second["path"] != first["path"]
    values = json.loads(Path(second["path"]).read_text(encoding="utf-8"))["handoff"]
    assert {group["name"] for group in values["groups"]} == {"TOTAL-Admin", "TOTAL-Analyst"}
    assert (values["client_secret"], values["client_secret_key_id"]) == (None, None)
    assert len(admin.tenant.store.password_hashes) == 1
