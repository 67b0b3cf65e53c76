"""``explain CODE`` and ``explain --list``."""

from __future__ import annotations

from total_onboard.commands.context import CommandContext
from total_onboard.commands.explain.catalog import every_explanation, explain
from total_onboard.commands.result import CommandResult
from total_onboard.core.errors import BadValue
from total_onboard.ui.views.explanation import show_code_list, show_explanations


def run_explain(context: CommandContext, code: str | None, *, every: bool) -> CommandResult:
    """Show what a code means, or all codes. Raises BadValue."""
    if (code is None) != every:
        raise BadValue("Give either a code or --list.", remedy="For example: total-onboard explain AADSTS50076")
    found = explain(code) if code is not None else every_explanation()
    show = show_code_list if every else show_explanations
    show(context.screen, found)
    return CommandResult(members={"explanations": found})
