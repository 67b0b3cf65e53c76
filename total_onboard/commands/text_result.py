"""A command's result that is one text: printed, written to a new file, or a member of the JSON document."""

from __future__ import annotations

from pathlib import Path

from total_onboard.commands.inputs.output_files import explained_write
from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.core.files.private_files import write_new_atomically


def deliver_text(context: CommandContext, member: str, text: str, out: Path | None, next_step: str) -> CommandResult:
    """Write a text to a new file, with what to do next, or to standard output. Raises BadValue."""
    if out:
        with explained_write(out, "Choose another name with --out."):
            write_new_atomically(out, text.encode())
        context.screen.say(f"Wrote {out}. {next_step}")
        return CommandResult(members={"files": {member: str(out)}})
    for line in () if context.screen.json else text.splitlines():
        context.screen.result.print(line, markup=False, highlight=False, soft_wrap=True)
    return CommandResult(members={member: text})
