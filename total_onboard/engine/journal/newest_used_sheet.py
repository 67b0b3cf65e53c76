"""Which value sheet was used last for a customer's application, as the journals on this machine remember it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from total_onboard.core.desired_state import DesiredState, Recipient
from total_onboard.engine.journal.entry import DesiredStateChanged
from total_onboard.engine.journal.journal import Journal


def newest_used(state_dir: Path, customer: str, application_name: str) -> datetime | None:
    """Return when the newest sheet used here, in any tenant, was issued; None if none was."""
    unique_name = DesiredState(application_name=application_name).unique_name
    used = (one for file in sorted(state_dir.glob(f"*/{unique_name}.jsonl")) for one in _recipients(file))
    return max((one.issued_at for one in used if one.customer == customer and one.issued_at), default=None)


def _recipients(file: Path) -> Iterator[Recipient]:
    for entry in Journal(file).entries():
        recipient = entry.desired.get("recipient") if isinstance(entry, DesiredStateChanged) else None
        if recipient:
            yield Recipient.model_validate(recipient)
