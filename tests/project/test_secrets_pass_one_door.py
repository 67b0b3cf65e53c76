from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "total_onboard"
DOORS = {
    "checks/cloud.py": 1,
    "commands/key_passphrase.py": 1,
    "commands/new_secret_value.py": 1,
    "commands/value_sheet.py": 1,
    "engine/scim_fingerprint.py": 1,
    "entra/sign_in/client.py": 1,
    "entra/sign_in/client_credentials.py": 1,
    "entra/synchronization_bodies.py": 1,
    "ledger/place.py": 1,
    "sheet/content_key.py": 1,
    "sheet/handoff.py": 1,
    "sheet/many_files.py": 1,
    "sheet/own_keys.py": 2,
    "sheet/received_handoff.py": 1,
    "sheet/sealed_token.py": 4,
    "sheet/value_sheet.py": 1,
    "sheet/wishes.py": 1,
    "terminal/sheet_view.py": 1,
    "total/scim_client.py": 1,
}
"""Where a secret is opened, and how often; whoever adds a door explains it in docs/security-review.md."""


def doors_of(file: Path) -> list[ast.Call]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "reveal"
    ]


def test_secrets_are_opened_only_where_it_is_written_down() -> None:
    found = {str(file.relative_to(PACKAGE)): len(doors_of(file)) for file in PACKAGE.rglob("*.py") if doors_of(file)}
    assert found == DOORS


def test_every_door_names_in_words_who_receives_the_secret() -> None:
    for file in PACKAGE.rglob("*.py"):
        for call in doors_of(file):
            (to,) = [keyword.value for keyword in call.keywords if keyword.arg == "to"]
            assert isinstance(to, ast.Constant), file
            assert len(str(to.value).split()) >= 3, file
