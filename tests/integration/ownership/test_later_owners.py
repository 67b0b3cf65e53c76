"""Who became an owner after setup is drift; without a baseline nobody is."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.support.admin_session import session_after_setup, session_with_rare_cycles


def test_status_owner_of_both_objects_without_a_role_is_drift(tmp_path: Path) -> None:
    with session_after_setup(tmp_path, session_with_rare_cycles()) as admin_session:
        made, store = admin_session.resources, admin_session.tenant.store
        (cleo,) = [one["id"] for one in store.users.all_current() if one["userPrincipalName"] == "cleo@contoso.com"]
        for object_id in (made["application_object_id"], made["admin_group_id"]):
            store.owners.setdefault(object_id, []).append(cleo)
        store.members[made["admin_group_id"]].append(cleo)

        document = admin_session.status()
        sentences = " ".join(one["sentence"] for one in document["drift"])
        assert document["exit_code"] == 7
        assert "As an owner of TOTAL-Admin" in sentences
        assert "cleo@contoso.com is a member of TOTAL-Admin and was not added or accepted" in sentences
        assert "As an owner of TOTAL, cleo@contoso.com can add credentials to it." in sentences

        shutil.rmtree(admin_session.home / "state")
        assert admin_session.status()["exit_code"] == 3
        ids = ("--app-id", made["client_id"], "--group-id", f"TOTAL-Admin={made['admin_group_id']}")
        document = admin_session.status(*ids)
        assert not any("as an owner of" in one["sentence"] for one in document["drift"])
        compared = " ".join(document["status"]["not_compared"])
        for whose in ("the owners of TOTAL (", "the owners of TOTAL-Admin (", "the members of TOTAL-Admin ("):
            assert "cleo@contoso.com" in compared[compared.index(whose) :].split(")")[0]
        assert admin_session.runs("admins", "list", *ids).status == 0
