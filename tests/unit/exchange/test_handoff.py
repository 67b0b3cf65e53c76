from __future__ import annotations

import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from total_onboard.commands.session.handoff_delivery import check_writable, write_handoff
from total_onboard.core.errors import BadValue
from total_onboard.core.secret import SecretText
from total_onboard.exchange.handoff.model import Handoff, HandoffGroup


def handoff(secret: str = "s3cr3t-value") -> Handoff:
    return Handoff(
        tenant_id="tenant",
        tenant_name="Contoso",
        client_id="client",
        client_secret=SecretText(secret),
        client_secret_key_id="key",
        client_secret_expires_at=datetime(2028, 11, 23, tzinfo=UTC),
        groups=(HandoffGroup(id="g1", name="TOTAL-Admin", role="admin"),),
        issuer="https://login/tenant/v2.0",
        discovery_url="https://login/tenant/v2.0/.well-known/openid-configuration",
    )


def test_the_file_holds_every_value_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    file = tmp_path / "contoso.totalhandoff"
    write_handoff(handoff(), file)
    body = json.loads(file.read_text(encoding="utf-8"))["handoff"]
    assert body["client_secret"] == "s3cr3t-value"
    assert body["groups"] == [{"id": "g1", "name": "TOTAL-Admin", "role": "admin"}]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["contoso.totalhandoff"]


def test_shown_in_any_way_the_hand_off_hides_its_secret() -> None:
    shown = [repr(handoff()), str(handoff()), handoff().model_dump_json(), f"{handoff().client_secret}"]
    assert not any("s3cr3t" in text for text in shown)


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "contoso.totalhandoff"
    file.write_text("the only copy", encoding="utf-8")
    with pytest.raises(BadValue, match="already exists"):
        check_writable(file)
    assert file.read_text(encoding="utf-8") == "the only copy"


def test_a_place_that_cannot_be_written_is_known_before_a_secret_is_made(tmp_path: Path) -> None:
    blocking = tmp_path / "file"
    blocking.write_text("", encoding="utf-8")
    with pytest.raises(BadValue, match="cannot be written"):
        check_writable(blocking / "contoso.totalhandoff")


def test_the_trial_leaves_nothing_behind(tmp_path: Path) -> None:
    check_writable(tmp_path / "contoso.totalhandoff")
    assert list(tmp_path.iterdir()) == []
