"""Everything that leaves the program passes one gate: shown by where the ways out are, and that each has it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[3] / "total_onboard"
FILES = [file for file in sorted(PACKAGE.rglob("*.py")) if "sandbox" not in file.relative_to(PACKAGE).parts]
RICH_TEXT = {"rich.text", "rich.console", "rich.markup", "rich", "rich.pretty", "rich.markdown"}
CARRIERS = {"Text", "Console", "print", "render", "escape"}
WRITERS = {
    "cli/main.py": "the version",
    "core/text/stdout_document.py": "a document of others",
    "ui/logging_setup.py": "visible",
    "ui/console.py": "sys.stderr",
    "ui/prompts.py": "shown",
}
"""Who may use the standard streams, and the part of the gate that stands before them."""

WITHOUT_GATE = {"the version", "a document of others"}
DOCUMENTS = {"ui/output/json_document.py": "json_text", "ui/output/prometheus.py": "shown"}
"""Who writes a document on standard output, and its part of the gate."""

OWN_JSON = {"ui/output/json_schema.py", "commands/handoff/use_opened_values.py"}
"""The schema holds nothing foreign; ``handoff open --run`` hands values to a program, not to a screen."""


def name(file: Path) -> str:
    return file.relative_to(PACKAGE).as_posix()


def nodes(file: Path) -> Iterator[ast.AST]:
    """Everything but what is imported for types alone."""
    waiting: list[ast.AST] = [ast.parse(file.read_text(encoding="utf-8"))]
    while waiting:
        node = waiting.pop()
        if not (isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"):
            yield node
            waiting += ast.iter_child_nodes(node)


def calls(file: Path, *called: str) -> list[ast.Call]:
    """Calls of these functions or methods."""
    found = [node for node in nodes(file) if isinstance(node, ast.Call)]
    return [one for one in found if getattr(one.func, "attr", getattr(one.func, "id", "")) in called]


def test_only_the_gate_makes_texts_and_consoles_of_rich() -> None:
    for file in FILES:
        for node in nodes(file):
            if isinstance(node, ast.ImportFrom) and node.module in RICH_TEXT and name(file) != "ui/sanitized_rich.py":
                assert not {alias.name for alias in node.names} & CARRIERS, f"{file}: use ui/sanitized_rich.py"
            if isinstance(node, ast.Import):
                assert not any(alias.name.split(".")[0] == "rich" for alias in node.names), file


def test_no_text_is_read_as_markup() -> None:
    for file in FILES:
        assert not calls(file, "from_markup", "from_ansi", "render_str"), file
        for call in calls(file, "TextColumn"):
            assert "markup" in {keyword.arg for keyword in call.keywords}, file


def test_the_standard_streams_are_written_behind_the_gate_alone() -> None:
    found = {
        name(file)
        for file in FILES
        for node in nodes(file)
        if (isinstance(node, ast.Attribute) and node.attr in ("stdout", "stderr") and _is_sys(node.value))
        or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print")
    }
    assert found == set(WRITERS)
    for file, part in WRITERS.items():
        assert part in WITHOUT_GATE or part in (PACKAGE / file).read_text(encoding="utf-8")


def test_documents_on_standard_output_pass_the_gate() -> None:
    assert {name(file) for file in FILES for _ in calls(file, "write_document")} == set(DOCUMENTS)
    for file, part in DOCUMENTS.items():
        assert part in (PACKAGE / file).read_text(encoding="utf-8")


def test_every_page_is_made_by_an_environment_with_the_gate() -> None:
    environments = [
        call for file in FILES for call in calls(file, "Environment") if "jinja2" in file.read_text("utf-8")
    ]
    assert len(environments) == 3
    for call in environments:
        given = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
        assert given["finalize"] == "for_page"
        assert given["autoescape"] == "True"


def test_json_for_people_and_scripts_is_made_at_the_gate() -> None:
    for file in FILES:
        if name(file).split("/")[0] in ("ui", "commands", "cli") and name(file) not in OWN_JSON:
            assert not calls(file, "dumps", "model_dump_json"), f"{file}: use json_text"


def test_tables_are_written_in_one_place() -> None:
    written = {name(file) for file in FILES if calls(file, "writer", "DictWriter")}
    assert written == {"exchange/bulk/sheet_files.py"}


def _is_sys(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "sys"
