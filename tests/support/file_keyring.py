"""A keyring in a file, so that a command keeps its sign-in; the file is named by the environment."""

from __future__ import annotations

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend


class FileKeyring(KeyringBackend):
    """Stands for the system's own, which is no part of what is searched."""

    priority = 5

    def _kept(self) -> dict[str, str]:
        path = Path(os.environ["FILE_KEYRING"])
        kept: dict[str, str] = json.loads(path.read_text("utf-8")) if path.exists() else {}
        return kept

    def get_password(self, service: str, username: str) -> str | None:
        return self._kept().get(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        kept = {**self._kept(), f"{service} {username}": password}
        Path(os.environ["FILE_KEYRING"]).write_text(json.dumps(kept), encoding="utf-8")

    def delete_password(self, service: str, username: str) -> None:
        """Nobody needs it here."""
