"""Text of a new settings file: every setting with its meaning, as a comment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from total_onboard.core.text.visible_text import json_text
from total_onboard.settings import Settings
from total_onboard.settings_sources import PREFIX

_HEAD: Final = (
    "Your own settings of total-onboard. Remove the # before a line to set it.",
    "The command line, the environment and --config FILE win over this file; a value sheet does not.",
    "Run 'total-onboard config show' to see what is in force.",
    "Only you may be able to write this file and its folder. A secret here is stored unencrypted.",
)
_EXAMPLES: Final[dict[str, object]] = {
    "authority_url": "https://login.example.com",
    "graph_url": "https://graph.example.com",
    "ca_bundle": "/etc/ssl/certs/company.pem",
    "state_dir": "/home/ada/.local/state/total-onboard",
    "trusted_keys": "/home/ada/trusted-keys",
    "application_name": "TOTAL",
    "redirect_uri": ["https://app.example.com/auth/oidc/callback"],
    "scim_url": "https://scim.example.com/scim/v2",
    "scim_token_ends": "2030-12-31",
    "group": ["TOTAL-Admin=admin", "TOTAL-Analyst=analyst"],
    "app_id": "00000000-0000-0000-0000-000000000000",
    "group_id": ["TOTAL-Admin=00000000-0000-0000-0000-000000000000"],
    "admin": ["ada@example.com"],
    "secret_months": 24,
    "attributes": "minimal",
    "ledger_url": "postgresql://user:password@host/total",
    "notify_url": "mailto://user:password@example.com",
}
_NOT_HERE: Final = frozenset({"config"})


def settings_template() -> str:
    """Return the whole file: comments only, so that it changes nothing until it is edited."""
    return "\n".join([*(f"# {line}" for line in _HEAD), *_settings()]) + "\n"


def _settings() -> Iterator[str]:
    for name, field in Settings.model_fields.items():
        if name not in _NOT_HERE:
            yield ""
            yield f"# {field.description} Variable: {PREFIX}{name.upper()}"
            yield f"#{name} = {json_text(_example(name), indent=None)}"


def _example(name: str) -> object:
    field = Settings.model_fields[name]
    if name in _EXAMPLES:
        return _EXAMPLES[name]
    return "…" if field.default is None else field.default
