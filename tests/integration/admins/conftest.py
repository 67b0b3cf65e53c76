"""A tenant that was set up, with a few people in it who are unusual in one way each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.admin_session import AdminSession, session_after_setup
from total_onboard.sandbox.persona import Person, load_persona

UNUSUAL = (
    Person(name="Gus Partner", upn="gus_partner.com#EXT#@contoso.onmicrosoft.com", mail="gus@partner.com", guest=True),
    Person(name="Dora Leaver", upn="dora@contoso.com", mail="dora@contoso.com", enabled=False),
    Person(name="Nils Ohne", upn="nils@contoso.com"),
)


@pytest.fixture(scope="module")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AdminSession]:
    persona = load_persona("ready")
    persona = persona.model_copy(update={"people": (*persona.people, *UNUSUAL)})
    with session_after_setup(tmp_path_factory.mktemp("home"), persona) as made:
        yield made


@pytest.fixture
def admin_session(set_up: AdminSession) -> Iterator[AdminSession]:
    """Ada alone is an admin, before and afterwards."""
    group = set_up.resources["admin_group_id"]
    before = list(set_up.tenant.store.members[group])
    yield set_up
    set_up.tenant.store.members[group] = before
    set_up.tenant.faults.clear()
