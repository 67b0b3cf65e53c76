"""The receipt of a run as a file: JSON by its ending, else Markdown, which is read as it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from total_onboard.core.errors import BadValue
from total_onboard.core.files.private_files import probe_writing, write_atomically
from total_onboard.core.text.visible_text import json_text
from total_onboard.report.call_receipt import CallReceipt
from total_onboard.ui.output.markdown_escaping import markdown_code, markdown_text


def make_room(path: Path) -> None:
    """Create an empty private file before the run, to report write errors early. Raises BadValue."""
    try:
        probe_writing(path)
        write_atomically(path, b"")
    except OSError as error:
        message = f"The receipt {path} cannot be written: {error.strerror}."
        raise BadValue(message, remedy="Choose another place with --receipt.") from error


def write_receipt(path: Path, receipt: CallReceipt) -> None:
    """Put it into the file that was made for it."""
    is_json = path.suffix.lower() == ".json"
    write_atomically(path, (json_text(receipt.model_dump(mode="json")) if is_json else _page(receipt)).encode())


def _page(receipt: CallReceipt) -> str:
    asked = ((_text(one.scope), _text(one.reason), str(one.calls)) for one in receipt.scopes)
    calls = (
        (
            f"{call.at:%H:%M:%S}",
            _text(call.purpose),
            _cell(markdown_code(f"{call.method} {call.path}")),
            str(call.status or "no answer"),
            _text(call.scope),
            _text(call.role),
        )
        for call in receipt.calls
    )
    day = f" on {receipt.calls[0].at:%Y-%m-%d} (times in UTC)" if receipt.calls else ""
    return "\n".join(
        [
            f"# What total-onboard {receipt.command} did with your sign-in{day}",
            "",
            "## Permissions requested",
            "",
            *_table(("Permission", "Reason", "Calls that needed it"), asked),
            "",
            "## Calls to Microsoft Graph",
            "",
            *_table(("Time", "Purpose", "Call", "Status", "Allowed by permission", "and by role"), calls),
            "",
        ]
    )


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield _row(head)
    yield _row(("---",) * len(head))
    yield from map(_row, rows)


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _text(text: str) -> str:
    return _cell(markdown_text(text))


def _cell(markdown: str) -> str:
    """Escape what would begin another cell, in code spans too."""
    return markdown.replace("|", "\\|")
