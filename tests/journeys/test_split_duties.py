"""Three people, one set-up: the consent is another admin's."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.conftest import Admin, OpenTenant, ended

pytestmark = pytest.mark.journey


def test_ada_sets_up_dana_consents_and_ada_has_it_proven(at: OpenTenant, tmp_path: Path) -> None:
    ada = at("split-duties")
    first = ada.sets_up("--handoff", "contoso.totalhandoff")
    assert first.status == 5, first.err
    assert [proof["outcome"] for proof in first.document["proofs"]] == ["pending", "proven"]

    dana = at_another_desk(ada, tmp_path / "dana")
    ada.tenant.platform.auto_approve = None
    process = dana.begins("setup", "--only", "consent", "--tenant", ada.tenant.store.tenant_id, "--output", "json")
    dana.answers(dana.sees_a_code(), "dana@contoso.com", "approved")
    consent = ended(process)
    assert consent.status == 0, consent.err
    assert consent.actions() == {"consent": {"create"}}

    ada.tenant.platform.auto_approve = 0.05
    again = ada.sets_up("--handoff", "contoso.totalhandoff")
    assert again.status == 0, again.err
    proof = ada.runs("verify", "--handoff", "contoso.totalhandoff", "--output", "json")
    assert proof.status == 0, proof.err
    assert [one["outcome"] for one in proof.document["proofs"]] == ["proven", "proven"]


def at_another_desk(admin: Admin, home: Path) -> Admin:
    home.mkdir()
    return Admin(home, admin.tenant)
