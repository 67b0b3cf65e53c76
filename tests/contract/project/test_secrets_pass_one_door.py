from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[3] / "total_onboard"
DOORS = {
    "dashboard/views/dropped_file.py": 1,
    "dashboard/views/sheet_files.py": 1,
    "diagnostics/preflight/tenant/tenant_kind_and_cloud.py": 1,
    "commands/inputs/key_passphrase.py": 1,
    "commands/rotate_secret/secret_source.py": 1,
    "commands/status/notification_sender.py": 1,
    "commands/value_sheet/create.py": 1,
    "engine/journal/scim_fingerprint.py": 1,
    "entra/sign_in/msal_client.py": 3,
    "entra/sign_in/client_credentials.py": 1,
    "entra/sign_in/unattended/credentials.py": 1,
    "entra/resources/synchronization/request_bodies.py": 1,
    "exchange/ledger/database_url.py": 1,
    "exchange/bulk/idempotency_key.py": 1,
    "exchange/handoff/model.py": 1,
    "exchange/bulk/sheet_files.py": 1,
    "exchange/keys/certificate_private_key.py": 1,
    "exchange/keys/private_keys.py": 2,
    "exchange/handoff/validation.py": 1,
    "exchange/value_sheet/sealed_token.py": 4,
    "exchange/value_sheet/value_sheet.py": 1,
    "exchange/desired_state/from_sheet.py": 1,
    "ui/views/exchange/sheet.py": 1,
    "scim/client.py": 1,
}
"""Where a secret is opened, and how often; a new door is explained in docs/security/review.md."""


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
