from __future__ import annotations

import pytest

from tests.sandbox.graph.graph_in_process import Rehearsal


@pytest.fixture
def tenant() -> Rehearsal:
    """Ada's tenant, where everything is seen at once."""
    return Rehearsal()


@pytest.fixture
def furnished(tenant: Rehearsal) -> Rehearsal:
    """The same with an instance of the non-gallery template, and a group in which Bo is."""
    tenant.instantiate()
    tenant.make_group()
    tenant.made("POST", "groups/{group}/members/$ref", {"@odata.id": "{root}/directoryObjects/{bo}"})
    return tenant
