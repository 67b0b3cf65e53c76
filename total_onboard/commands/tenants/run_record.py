"""Record of a run over several tenants, line by line as each ends, so that ``--resume`` continues after any end."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from total_onboard.commands.tenants.exit_status import is_final
from total_onboard.commands.tenants.tenant_entry import TenantEntry
from total_onboard.core.files.paths import checked_state
from total_onboard.core.secret import SecretText
from total_onboard.core.text.visible_text import json_text
from total_onboard.engine.journal.append_log import AppendLog
from total_onboard.engine.journal.scim_fingerprint import slow_digest
from total_onboard.exchange.desired_state.value_declarations import SCIM_TOKEN_FILE
from total_onboard.settings import Settings
from total_onboard.ui.output.tenant_result import TenantResult

_FOLDER: Final = "tenant-runs"
_USES_SECRETS: Final = frozenset({"check-prereqs", "setup"})
"""Not ``status``: a digest that keeps secrets safe takes longer than its work in a tenant."""


class RunRecord:
    """Results of the last run of a command over one tenants file; only its owner can read it."""

    def __init__(self, settings: Settings, command: str, file: Path) -> None:
        name = hashlib.sha256(str(file.resolve()).encode()).hexdigest()[:16]
        self.path = checked_state(settings.state_dir) / _FOLDER / f"{command}-{name}.jsonl"
        self._lines = AppendLog(self.path)
        self._settings, self._command = settings, command

    def begin(self, entries: Iterable[TenantEntry], *, resume: bool) -> dict[str, TenantResult]:
        """Return the results to keep, by tenant; without ``resume`` forget the last run. Raises JournalUnwritable."""
        self._lines.open_folder()
        kept = self._kept() if resume else {}
        if not resume:
            self.path.unlink(missing_ok=True)
        return {entry.tenant: kept[key] for entry in entries if kept and (key := self._key(entry)) in kept}

    def add(self, entry: TenantEntry, result: TenantResult) -> None:
        """Add a result, and wait until the disk has it. Raises JournalUnwritable."""
        line = {"key": self._key(entry), "result": result.model_dump(mode="json")}
        self._lines.append(json_text(line, indent=None).encode())

    def _kept(self) -> dict[str, TenantResult]:
        found: dict[str, TenantResult] = {}
        for line in self._lines:
            with suppress(ValueError, KeyError, TypeError, ValidationError):  # torn, or of another version
                read = json.loads(line)
                found[read["key"]] = TenantResult.model_validate(read["result"])
        return {key: result for key, result in found.items() if is_final(result)}

    def _key(self, entry: TenantEntry) -> str:
        """Return what stands for a tenant with all of its values: with other ones it isn't done."""
        values = {name: value for name, value in asdict(entry).items() if name != "line"}
        sheet = entry.sheet.read_bytes() if entry.sheet else b""
        known = repr((sorted(values.items()), self._settings.model_dump(mode="json", exclude={"state_dir"})))
        digest = hashlib.sha256(known.encode() + sheet)
        secrets = _secrets(entry, self._settings) if self._command in _USES_SECRETS else []
        return slow_digest("", secrets, digest.digest()) if secrets else digest.hexdigest()


def _secrets(entry: TenantEntry, settings: Settings) -> list[SecretText]:
    """Return the secrets from files and settings, which a dumped setting only shows as masked."""
    files = (entry.sheet_passphrase_file, entry.values.get(SCIM_TOKEN_FILE.setting))
    texts = [
        file.read_text(encoding="utf-8", errors="replace").strip()
        for file in files
        if isinstance(file, Path) and file.is_file()
    ]
    given = (settings.sheet_passphrase, settings.scim_token)
    return [*(SecretText(text) for text in texts if text), *(one for one in given if one)]
