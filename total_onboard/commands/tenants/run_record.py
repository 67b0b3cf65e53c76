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
from total_onboard.core.text.visible_text import json_text
from total_onboard.engine.journal.append_log import AppendLog
from total_onboard.ui.output.tenant_documents import TenantResult

_FOLDER: Final = "tenant-runs"


class RunRecord:
    """Results of the last run of a command over one tenants file; only its owner can read it."""

    def __init__(self, state_dir: Path, command: str, file: Path) -> None:
        name = hashlib.sha256(str(file.resolve()).encode()).hexdigest()[:16]
        self.path = checked_state(state_dir) / _FOLDER / f"{command}-{name}.jsonl"
        self._lines = AppendLog(self.path)

    def begin(self, entries: Iterable[TenantEntry], *, resume: bool) -> dict[str, TenantResult]:
        """Return the results to keep, by tenant; without ``resume`` forget the last run. Raises JournalUnwritable."""
        self._lines.open_folder()
        kept = self._kept() if resume else {}
        if not resume:
            self.path.unlink(missing_ok=True)
        return {entry.tenant: kept[key] for entry in entries if (key := _key(entry)) in kept}

    def add(self, entry: TenantEntry, result: TenantResult) -> None:
        """Add a result, and wait until the disk has it. Raises JournalUnwritable."""
        line = {"key": _key(entry), "result": result.model_dump(mode="json")}
        self._lines.append(json_text(line, indent=None).encode())

    def _kept(self) -> dict[str, TenantResult]:
        found: dict[str, TenantResult] = {}
        for line in self._lines:
            with suppress(ValueError, KeyError, TypeError, ValidationError):  # torn, or of another version
                read = json.loads(line)
                found[read["key"]] = TenantResult.model_validate(read["result"])
        return {key: result for key, result in found.items() if is_final(result)}


def _key(entry: TenantEntry) -> str:
    """Return what stands for a tenant with its values: with other ones it isn't done."""
    content = entry.sheet.read_bytes() if entry.sheet else b""
    values = {name: value for name, value in asdict(entry).items() if name != "line"}
    return hashlib.sha256(repr(sorted(values.items())).encode() + content).hexdigest()
