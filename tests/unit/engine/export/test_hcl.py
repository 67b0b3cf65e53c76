"""No value from outside is ever evaluated by Terraform."""

from __future__ import annotations

import hcl2
import pytest

from total_onboard.engine.export.posix_script import comment
from total_onboard.engine.export.terraform.hcl import Block, Expression, quoted

DECODED = hcl2.SerializationOptions(strip_string_quotes=True)
HOSTILE = (
    "${file(1)}",
    "$${file(1)}",
    "$$${file(1)}",
    "%{if true}",
    "%%{if true}",
    'a"\nb = "c',
    "\\",
    "\\\\${x}",
    "\r\n\t\x00\x7f",
    "\u2028\u202e\U000e0001",
    "grün 😀",
)


@pytest.mark.parametrize("value", HOSTILE)
def test_quoted_value_is_read_as_it_was(value: str) -> None:
    text = f"a = {quoted(value, {})}\n"
    assert hcl2.loads(text, serialization_options=DECODED) == {"a": value}
    assert not {"${", "%{", "\n", "\r"} & {text[place : place + 2] for place in range(len(text) - 2)}
    assert text.count("\n") == 1


@pytest.mark.parametrize("value", HOSTILE)
def test_comment_of_any_value_is_one_line(value: str) -> None:
    assert hcl2.loads(f"{comment(value)}\na = 1\n")["a"] == 1


@pytest.mark.parametrize("value", HOSTILE)
def test_block_with_a_hostile_key_has_it_as_a_key(value: str) -> None:
    text = "\n".join(Block("locals", (), {"a": {value: "b"}}).lines({})) + "\n"
    (found,) = hcl2.loads(text, serialization_options=DECODED)["locals"]
    assert list(found["a"].values()) == ["b"]
    assert len(text.splitlines()) == 5


def test_reference_alone_is_an_expression_and_inside_it_is_interpolated() -> None:
    references = {"REF": "azuread_group.g.object_id"}
    assert quoted("REF", references) == "azuread_group.g.object_id"
    assert quoted("/groups/REF", references) == '"/groups/${azuread_group.g.object_id}"'


def test_block_with_values_of_each_kind_is_read_again() -> None:
    block = Block("resource", ("t", "l"), {"n": None, "b": True, "i": 3, "e": Expression("var.x"), "l": [], "o": {}})
    content = hcl2.loads("\n".join(block.lines({})) + "\n")["resource"][0]['"t"']['"l"']
    shown = {key: one for key, one in content.items() if key != "__is_block__"}
    assert shown == {"n": None, "b": True, "i": 3, "e": "${var.x}", "l": [], "o": {}}
