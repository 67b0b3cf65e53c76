"""Write the reference, the manual pages, the lists of decisions and assumptions, and the JSON Schemas.

``--check`` compares them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import typer.main

from docs import assumptions_page
from docs.man_pages import MEANINGS, man_pages
from tools.powershell import with_powershell
from total_onboard.cli.app import app
from total_onboard.cli.help.arrangement import examples, leaves
from total_onboard.commands.explain import explanation_tables as tables
from total_onboard.core.exit_status import ExitStatus
from total_onboard.diagnostics.preflight import CHECKS
from total_onboard.diagnostics.verification import IN_A_BROWSER, IN_THE_GROUP, UNATTENDED_VERIFICATIONS
from total_onboard.engine.step import Step
from total_onboard.exchange import json_schemas
from total_onboard.sandbox.persona import finding_names, load_persona, persona_names
from total_onboard.settings import Settings
from total_onboard.settings_sources import PREFIX
from total_onboard.steps import SETUP_STEPS, TEARDOWN_STEPS
from total_onboard.steps.access.command_scopes import (
    CHANGE_ADMINS_SCOPES,
    FINISH_SCOPES,
    LIST_ADMINS_SCOPES,
    PREFLIGHT_SCOPES,
    REMOVAL_TEST_SCOPES,
    ROTATE_SCOPES,
    SCIM_TOKEN_SCOPES,
    SETUP_SCOPES,
    STATUS_SCOPES,
    SYNC_SCOPES,
    TEARDOWN_SCOPES,
    VERIFY_SCOPES,
    WHO_SCOPES,
)
from total_onboard.ui.output import json_schema

FILE: Final = Path(__file__).parent / "reference.md"
DECISIONS: Final = Path(__file__).parent / "decisions" / "README.md"


def reference() -> str:
    """The whole page."""
    return with_powershell(
        "\n".join(
            [
                "# Reference",
                "",
                "Generated from the program by `python -m docs.generate`; do not edit.",
                *_commands(),
                *_section("Exit status", ("status", "meaning"), ((s.value, MEANINGS[s]) for s in ExitStatus)),
                *_section("Settings", ("variable", "what it is", "default"), _settings()),
                *_section("Steps", ("step", "what it is about", "needs"), _steps(SETUP_STEPS)),
                *_section("Steps of a teardown", ("step", "what it is about", "needs"), _steps(TEARDOWN_STEPS)),
                *_section("Checks", ("check", "needed"), ((f"[`{c.id}`]({c.docs[5:]})", c.needed) for c in CHECKS)),
                *_section(
                    "Verifications",
                    ("verification", "what it shows"),
                    ((f"`{p.id}`", p.title) for p in (*UNATTENDED_VERIFICATIONS, *IN_A_BROWSER, *IN_THE_GROUP)),
                ),
                *_section("Problem codes", ("code", "what it means", "next"), _problem_codes()),
                *_section("Permissions", ("permission", "asked for by", "why"), _scopes()),
                *_section("Personas", ("persona", "circumstances"), _personas(persona_names())),
                *_section("Findings", ("persona", "circumstances"), _personas(finding_names())),
                "",
            ]
        )
    )


def _section(title: str, head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> Iterator[str]:
    yield from ("", f"## {title}", "", _row(head), _row("---" for _ in head))
    yield from (_row(row) for row in rows)


def _row(cells: Iterable[object]) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def _commands() -> Iterator[str]:
    for words, command in leaves(typer.main.get_command(app)).items():
        rows = [_option(param) for param in command.params if not param.hidden]
        yield from ("", f"## total-onboard {' '.join(words)}", "", str(command.help or ""), "", "```sh")
        yield from (line for purpose, typed in examples(" ".join(words)) for line in (f"# {purpose}", typed))
        yield from ("```", "", _row(("option", "what it does")), _row(("---", "---")), *(_row(row) for row in rows))


def _option(param: Any) -> tuple[str, str]:  # noqa: ANN401
    names = ", ".join(f"`{opt}`" for opt in sorted(param.opts, key=len, reverse=True))
    if getattr(param, "is_flag", False):
        return names, param.help or ""
    metavar = param.metavar or param.display_type(None).strip("<>")
    return f"{names} `{metavar}`", param.help or ""


def _settings() -> Iterator[tuple[str, str, str]]:
    for name, field in Settings.model_fields.items():
        plain = isinstance(field.default, str | int | float) and field.default != ""
        default = f"`{field.default}`" if plain and field.default_factory is None else ""
        yield f"`{PREFIX}{name.upper()}`", field.description or "", default


def _problem_codes() -> Iterator[tuple[str, str, str]]:
    for code, entry in tables.table(tables.PROBLEMS).items():
        yield f"`{code}`", entry["meaning"], entry["next"]


def _steps(steps: Iterable[Step]) -> Iterator[tuple[str, str, str]]:
    for step in steps:
        yield f"`{step.id}`", step.title, ", ".join(f"`{need}`" for need in step.needs)


def _scopes() -> Iterator[tuple[str, str, str]]:
    asked = {
        "check-prereqs": PREFLIGHT_SCOPES,
        "setup": SETUP_SCOPES,
        "verify": VERIFY_SCOPES,
        "verify --rehearse-removal": REMOVAL_TEST_SCOPES,
        "status": STATUS_SCOPES,
        "status --who": WHO_SCOPES,
        "admins list": LIST_ADMINS_SCOPES,
        "admins add, remove": CHANGE_ADMINS_SCOPES,
        "sync": SYNC_SCOPES,
        "teardown": TEARDOWN_SCOPES,
        "rotate-secret": ROTATE_SCOPES,
        "rotate-secret --finish": FINISH_SCOPES,
        "rotate-secret --scim-token": SCIM_TOKEN_SCOPES,
    }
    for scope in dict.fromkeys(each for scopes in asked.values() for each in scopes):
        by = [name for name, scopes in asked.items() if scope in scopes]
        yield f"`{scope.scope}`", ", ".join(by), scope.reason


def _personas(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        yield f"`{name}`", load_persona(name).title


def decisions() -> str:
    """Return the list of decision records, by number, below what the page begins with."""
    pages = sorted(page for page in DECISIONS.parent.glob("*.md") if page != DECISIONS)
    titles = [(page, page.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")) for page in pages]
    beginning = DECISIONS.read_text(encoding="utf-8").split("\n* ")[0].rstrip()
    return "\n".join([beginning, "", *(f"* [{page.name[:4]}]({page.name}) {title}" for page, title in titles), ""])


def generated() -> dict[Path, str]:
    """Return the content of each generated file: the reference, the manual pages and the schemas."""
    schemas = {json_schemas.FOLDER / name: text for name, text in json_schemas.generated().items()}
    pages = {FILE: reference(), DECISIONS: decisions(), assumptions_page.PAGE: assumptions_page.page(), **man_pages()}
    return {json_schema.FILE: json_schema.generated(), **schemas, **pages}


def main() -> int:
    """Write the files, or report those that are not up to date."""
    stale = {file: text for file, text in generated().items() if not _holds(file, text)}
    if "--check" in sys.argv:
        for file in stale:
            print(f"{file.name} is not up to date. Run python -m docs.generate.", file=sys.stderr)
        return 1 if stale else 0
    for file, text in stale.items():
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return 0


def _holds(file: Path, text: str) -> bool:
    return file.exists() and file.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main())
