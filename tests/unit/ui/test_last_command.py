"""The command at the end of a text is found whole."""

from __future__ import annotations

import pytest

from total_onboard.ui.layout import last_command

FOUND = {
    "end": ("Not verified. Run: total-onboard verify --scim-url URL", "total-onboard verify --scim-url URL"),
    "period": ("To add them, run: total-onboard sync.", "total-onboard sync"),
    "quoted": ("Run: total-onboard setup --group 'A. B: c=admin'", "total-onboard setup --group 'A. B: c=admin'"),
    "command-in-value": (
        "Run: total-onboard setup --group 'x: total-onboard sync'",
        "total-onboard setup --group 'x: total-onboard sync'",
    ),
    "second-sentence": (
        "If so, run: total-onboard admins add a@b.test. If not: total-onboard admins remove a@b.test.",
        "total-onboard admins remove a@b.test",
    ),
    "middle": ("Run: total-onboard sync. It takes a minute.", None),
    "prose": ("Run total-onboard sync again", None),
}


@pytest.mark.parametrize(("text", "command"), FOUND.values(), ids=FOUND)
def test_last_command_is_whole_and_without_other_sentences(text: str, command: str | None) -> None:
    found = last_command(text)
    assert (found[0] if found else None) == command
