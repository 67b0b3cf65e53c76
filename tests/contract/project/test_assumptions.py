"""The register of assumptions fits the code, the sandbox's readings and the requests that the tool sends."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from docs.assumptions_page import marked_modules, page, register, switches

_PACKAGE = Path(__file__).parents[3] / "total_onboard"
_SIGN_IN = {"POST /{tenant}/oauth2/v2.0/token", "GET /{tenant}/v2.0/.well-known/openid-configuration"}


def nameless(call: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", call)


def calls() -> set[str]:
    """Every request to Graph that the tool makes."""
    table = tomllib.loads((_PACKAGE / "entra/graph/graph_operations.toml").read_text(encoding="utf-8"))
    return {nameless(call) for group in table["allowed"] for call in group["calls"]}


def test_every_reading_of_the_sandbox_is_registered() -> None:
    assert {name for name, one in register().items() if not one.no_switch} == set(switches())


def test_every_entry_says_what_decides_it_in_a_request_that_the_tool_sends() -> None:
    known = calls() | {nameless(call) for call in _SIGN_IN}
    for name, one in register().items():
        assert one.decided_by, name
        for line in one.decided_by:
            call, _, member = line.partition(": ")
            assert member, f"{name}: {line} names no member"
            assert nameless(call) in known, f"{name}: {call} is never sent"


def test_every_entry_is_marked_in_the_tool_and_every_marker_is_registered() -> None:
    marked = marked_modules()
    assert set(marked) == set(register())
    for name, modules in marked.items():
        assert any("/sandbox/" not in module for module in modules), f"{name} is marked in the sandbox only"


def test_the_page_has_every_entry() -> None:
    text = page()
    assert all(f"\n## {name}\n" in text for name in register())
