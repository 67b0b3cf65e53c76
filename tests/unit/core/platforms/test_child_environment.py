from __future__ import annotations

import os
import sys

import pytest

from total_onboard.core.platforms.child_environment import child_environment, hide_own_variables


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/total-onboard/_internal")
    monkeypatch.delenv("LD_LIBRARY_PATH_ORIG", raising=False)
    return monkeypatch


def test_child_of_the_self_contained_program_gets_no_library_path_of_it(frozen: pytest.MonkeyPatch) -> None:
    assert "LD_LIBRARY_PATH" not in child_environment()


def test_child_of_the_self_contained_program_gets_the_users_library_path(frozen: pytest.MonkeyPatch) -> None:
    frozen.setenv("LD_LIBRARY_PATH_ORIG", "/usr/local/lib")

    given = child_environment()

    assert given["LD_LIBRARY_PATH"] == "/usr/local/lib"
    assert "LD_LIBRARY_PATH_ORIG" not in given


def test_library_path_is_hidden_while_a_library_starts_a_program(frozen: pytest.MonkeyPatch) -> None:
    frozen.setenv("LD_LIBRARY_PATH_ORIG", "/usr/local/lib")
    frozen.setenv("TOTAL_ONBOARD_SCIM_TOKEN", "secret")
    before = dict(os.environ)

    with hide_own_variables():
        inside = dict(os.environ)

    assert inside["LD_LIBRARY_PATH"] == "/usr/local/lib"
    assert "TOTAL_ONBOARD_SCIM_TOKEN" not in inside
    assert dict(os.environ) == before


def test_child_of_an_installed_package_keeps_the_users_library_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/usr/local/lib")

    assert child_environment()["LD_LIBRARY_PATH"] == "/usr/local/lib"
