"""The word check finds rejected words where it should, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import words

RULES = words.Rules.read(words.HERE / "words.toml")


def found(tmp_path: Path, source: str) -> list[tuple[int, str]]:
    module = tmp_path / "module.py"
    module.write_text(source, encoding="utf-8")
    return [(finding.line, finding.word) for finding in words.findings(module, RULES)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def by_hand(): ...", [(1, "by hand")]),
        ("class StepDeed: ...", [(1, "Deed")]),
        ("def plan(wishes): ...", [(1, "wishes")]),
        ("self.wished = 1", [(1, "wished")]),
        ("import json as mended", [(1, "mended")]),
        ('"""First.\n\nRemoves what is made by\n    hand."""', [(3, "by hand")]),
        ("x = 1  # whoever", [(1, "whoever")]),
        ('"""Exits.\n\nEnds with exit status 3."""', [(3, "Ends with")]),
        ('"""Where it is."""', [(1, "Where")]),
    ],
    ids=["function", "class", "argument", "attribute", "alias", "docstring", "comment", "exit status", "beginning"],
)
def test_findings_in_a_rejected_word_reports_its_line(
    tmp_path: Path, source: str, expected: list[tuple[int, str]]
) -> None:
    assert found(tmp_path, source) == expected


@pytest.mark.parametrize(
    "source",
    [
        '"""Reads `by_hand` and ``told``."""',
        'print("somebody")',
        '"""Ends with a line break. Amends a recommended toldName. No more than two."""',
        "deedless = other.wishes",
    ],
    ids=["in backticks", "in a message", "inside other words", "defined elsewhere"],
)
def test_findings_in_permitted_text_are_none(tmp_path: Path, source: str) -> None:
    assert found(tmp_path, source) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('say("Nothing to mend.")', [(1, "mend")]),
        ('say(\n    f"{name} is told "\n    "the rest.")', [(2, "told")]),
        ('kind = "told"', []),
        ('say("Run `told` now.")', []),
    ],
    ids=["message", "formatted message", "one word", "in backticks"],
)
def test_findings_in_a_message_of_the_package_report_its_line(
    tmp_path: Path, source: str, expected: list[tuple[int, str]]
) -> None:
    (tmp_path / words.PACKAGE).mkdir()
    assert found(tmp_path / words.PACKAGE, source) == expected


def test_findings_in_a_declaration_report_its_line(tmp_path: Path) -> None:
    file = tmp_path / "codes.toml"
    file.write_text('[code]\nremedy = "Mend it."\n', encoding="utf-8")
    assert [(one.line, one.word) for one in words.findings(file, RULES)] == [(2, "Mend")]


def test_files_of_the_package_include_help_texts_and_declarations() -> None:
    files = {file.relative_to(words.ROOT).as_posix() for file in words.modules([words.ROOT / words.PACKAGE])}
    assert {"total_onboard/cli/commands/setup.py", "total_onboard/core/problem_codes.toml"} <= files


def test_main_at_a_rejected_word_returns_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "ROOT", tmp_path)
    (tmp_path / "told.py").touch()
    (tmp_path / "reported.py").touch()
    assert words.main([str(tmp_path / "told.py")]) == 1
    assert words.main([str(tmp_path / "reported.py")]) == 0


def test_findings_in_a_page_leave_out_code(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Page\n\n```sh\ntold\n```\n\nIt is `told`.\nSomebody is told.\n", encoding="utf-8")
    assert [(f.line, f.word) for f in words.findings(page, RULES)] == [(8, "Somebody"), (8, "told")]


def test_main_on_the_package_finds_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert words.main([]) == 0, capsys.readouterr().out
