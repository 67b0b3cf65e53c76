"""``explain``: every code that the package can show is explained, and each explanation belongs to a code."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.contract.project.test_documents import anchors
from tests.contract.project.test_named_options import KNOWN_COMMANDS, KNOWN_OPTIONS, OPTIONS
from tests.support.cli_runner import CliResult, typed
from total_onboard.cli.completion.values import explained_codes
from total_onboard.commands.explain import explanation_tables as tables
from total_onboard.commands.explain.command import every_explanation, explain
from total_onboard.core.errors import BadValue, SignInFailed
from total_onboard.diagnostics.preflight import CHECKS
from total_onboard.diagnostics.verification import IN_A_BROWSER, IN_THE_GROUP, UNATTENDED_VERIFICATIONS
from total_onboard.engine.step_id import StepId
from total_onboard.engine.step_texts import FILE, step_texts
from total_onboard.entra.sign_in.errors import application_refused

ROOT: Final = Path(__file__).parents[3]
QUOTED: Final = re.compile(r"'total-onboard ([a-z][a-z-]+)")
MODULES: Final = [path for path in (ROOT / "total_onboard").rglob("*.py") if "sandbox" not in path.parts]


def run(home: Path, *words: str) -> CliResult:
    return typed(*words, home=home, environment={"TOTAL_ONBOARD_STATE_DIR": str(home)})


def _assigned_codes(tree: ast.Module) -> Iterator[str]:
    """The ``code = "…"`` of classes, and of calls of Problem."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for line in node.body:
                targets = line.targets if isinstance(line, ast.Assign) else [getattr(line, "target", None)]
                value = getattr(line, "value", None)
                named = any(isinstance(one, ast.Name) and one.id == "code" for one in targets)
                if named and isinstance(value, ast.Constant) and value.value:
                    yield str(value.value)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem":
            yield from (ast.literal_eval(one.value) for one in node.keywords if one.arg == "code")


def test_every_problem_code_of_the_package_is_explained() -> None:
    found = {code for path in MODULES for code in _assigned_codes(ast.parse(path.read_text("utf-8")))}
    assert {"failed", "unexpected", "graph-forbidden", "last-admin"} <= found
    assert set(tables.table(tables.PROBLEMS)) == found


@pytest.mark.parametrize(
    ("path", "declared"),
    [
        (tables.CHECKS, {check.id for check in CHECKS}),
        (tables.VERIFICATIONS, {one.id for one in (*UNATTENDED_VERIFICATIONS, *IN_A_BROWSER, *IN_THE_GROUP)}),
    ],
    ids=["checks", "verifications"],
)
def test_explained_ids_are_those_of_the_package(path: str, declared: set[str]) -> None:
    assert set(tables.table(path)) == declared


def test_explained_steps_are_all_steps_each_in_one_file() -> None:
    tables_of_steps = [
        name for path in (ROOT / "total_onboard/steps").rglob(FILE) for name in tomllib.loads(path.read_text("utf-8"))
    ]
    assert sorted(tables_of_steps) == sorted(StepId)
    assert list(step_texts()) == list(StepId)


def test_explanation_is_complete_and_names_what_exists() -> None:
    for one in every_explanation():
        assert all((one.meaning, one.why, one.next, one.docs)), one.code
        text = f"{one.meaning} {one.why} {one.next}"
        assert "{" not in text, one.code
        assert set(OPTIONS.findall(text)) <= KNOWN_OPTIONS, one.code
        assert set(QUOTED.findall(text)) <= KNOWN_COMMANDS, one.code
        assert re.search(r"[.!?)]$", one.meaning) and re.search(r"[.)]$|\d$|https?://\S+$", one.next), one.code


def test_explanation_links_to_a_page_that_exists() -> None:
    for one in every_explanation():
        if not one.docs.startswith("https://"):
            page, _, anchor = one.docs.partition("#")
            assert (ROOT / page).is_file(), one.docs
            assert not anchor or anchor in anchors(ROOT / page), one.docs


def test_codes_lists_what_explain_accepts() -> None:
    assert set(tables.codes()) == {one.code for one in every_explanation()}
    assert all(explain(code) for code in tables.codes())


@pytest.mark.parametrize("code", ["AADSTS50076", "50076", "aadsts50076", " [AADSTS50076]: "])
def test_explain_accepts_a_number_as_it_is_copied(code: str) -> None:
    (found,) = explain(code)
    assert "multi-factor authentication" in found.meaning
    assert found.docs.endswith("code=50076")


def test_explain_of_a_word_with_two_meanings_shows_both() -> None:
    assert [one.kind for one in explain("consent")] == ["verification", "step"]


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("clok", "clock"),
        ("graph-forbiden", "graph-forbidden"),
        ("AADSTS99999999", "error?code=99999999"),
        ("\x1b[2J", "--list"),
    ],
)
def test_explain_of_an_unknown_code_suggests_and_exits_with_2(code: str, names: str, tmp_path: Path) -> None:
    ended = run(tmp_path, "explain", code)
    assert ended.status == 2
    assert names in ended.err
    assert "\x1b[2J" not in ended.err


def test_explain_without_a_code_lists_all(tmp_path: Path) -> None:
    assert run(tmp_path, "explain").out == run(tmp_path, "explain", "--list").out


def test_explain_refuses_a_code_next_to_the_list(tmp_path: Path) -> None:
    assert run(tmp_path, "explain", "clock", "--list").status == 2


def test_explain_in_json_fits_the_schema(tmp_path: Path) -> None:
    (found,) = run(tmp_path, "explain", "bad-value", "--output", "json").document["explanations"]
    assert found["kind"] == "problem"
    assert "config show" in found["next"]


def test_list_shows_every_code(tmp_path: Path) -> None:
    words = set(re.findall(r"[\w-]+", run(tmp_path, "explain", "--list").out))
    assert set(tables.codes()) <= words


def test_error_names_the_code_to_explain(tmp_path: Path) -> None:
    assert "More: total-onboard explain bad-value" in run(tmp_path, "explain", "clok").err


def test_refused_sign_in_names_the_number_that_can_be_explained() -> None:
    known = application_refused({"error": "invalid_client", "error_codes": [1, 7000215]}, "tenant", "client")
    unknown = application_refused({"error": "invalid_client", "error_codes": [1]}, "tenant", "client")
    assert (known.topic, unknown.topic) == ("AADSTS7000215", "sign-in-failed")
    assert isinstance(known, SignInFailed)
    assert BadValue("x", remedy="y").topic == "bad-value"


def test_completion_offers_the_codes_but_numbers_only_once_typed() -> None:
    assert {"graph-forbidden", "clock", "consent"} <= set(explained_codes(""))
    assert not [code for code in explained_codes("") if str(code).startswith("AADSTS")]
    assert explained_codes("AADSTS5007") == [code for code in tables.codes() if code.startswith("AADSTS5007")] != []


def test_codes_import_nothing_heavy() -> None:
    script = (
        "import sys; from total_onboard.commands.explain.explanation_tables import codes; codes(); "
        "print(sorted(name for name in sys.modules if name.split('.')[0] in ('pydantic', 'rich', 'httpx', 'msal')))"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"
