"""Whether a hand-off is sent to TOTAL's address after it was written, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from total_onboard.commands.invocation.context import CommandContext
from total_onboard.core.desired_state import DesiredState
from total_onboard.core.errors import BadValue
from total_onboard.engine.journal.entry import HandoffSent
from total_onboard.engine.journal.journal import Journal
from total_onboard.entra.clouds import Cloud, is_here
from total_onboard.exchange import address_validation
from total_onboard.exchange.handoff.receipt import SentHandoff
from total_onboard.ui import symbols
from total_onboard.ui.console import Screen
from total_onboard.ui.layout import print_line, symbol_line
from total_onboard.ui.prompts import confirm

_SANDBOX: Final = "the tenant is a sandbox, and the address isn't"


@dataclass(frozen=True)
class HandoffSending:
    """The address of the sheet, and whether it may be used in this run. ``wanted`` is False with ``--no-send``."""

    context: CommandContext
    cloud: Cloud
    desired: DesiredState
    ca_bundle: Path | None
    wanted: bool = True

    @property
    def address(self) -> str:
        """The address that gets the sealed hand-off; empty if it is sent nowhere."""
        recipient = self.desired.recipient
        if not self.wanted or recipient is None or not recipient.url or self.obstacle:
            return ""
        return self.context.sandbox.receives_handoffs_at if self.context.sandbox else recipient.url

    @property
    def obstacle(self) -> str:
        """Why the address of the sheet is not used; empty if it is, or if there is none."""
        recipient = self.desired.recipient
        if recipient is None or not recipient.url or self.context.sandbox or not self.wanted:
            return ""
        if self.cloud.is_sandbox:
            return "" if is_here(recipient.url) else _SANDBOX
        try:
            address_validation.public_host(recipient.url, "hand-off address")
        except BadValue as error:
            return error.message.removesuffix(".")
        return ""

    @property
    def warning(self) -> str:
        """The warning that the address of the sheet is not used; empty if it is, or if there is none."""
        recipient = self.desired.recipient
        return f"The hand-off is not sent to {recipient.url}: {self.obstacle}." if recipient and self.obstacle else ""

    def may_be_sent(self) -> bool:
        """Ask about a hand-off that no plan announced; ``--yes`` confirms only a plan that was shown."""
        if not self.address or self.unsent_warning:
            return False
        question = f"Send the sealed hand-off to {self.address}?"
        return self.context.sandbox is not None or confirm(self.context.screen, question)

    @property
    def unsent_warning(self) -> str:
        """The warning that a hand-off which no plan announced stays here, because nobody can be asked; or empty."""
        if not self.address or self.context.sandbox or self.context.screen.interactive:
            return ""
        why = "no plan showed this address, and no confirmation can be asked for here"
        return f"The hand-off was not sent to {self.address}: {why}. Send the file to TOTAL."

    def show(self, screen: Screen) -> None:
        """Show the line of the plan."""
        if self.warning:
            print_line(screen.stderr, symbol_line(screen.stderr, symbols.CAUTION, self.warning))
        if self.address:
            text = f"is sent, sealed, to {self.address} after the changes"
            print_line(screen.stderr, symbol_line(screen.stderr, symbols.NEXT, text, title="Hand-off"))

    async def send(self, file: Path, journal: Journal) -> SentHandoff | None:
        """Send the sealed file, and record the receipt; the file stays. None if it is sent nowhere."""
        from total_onboard.exchange.handoff.sending import send

        if not self.address:
            return None
        sent = await send(file.read_bytes(), self.address, self.ca_bundle)
        journal.write(
            HandoffSent(url=sent.url, sha256=sent.sha256, status=sent.status, receipt_id=sent.receipt_id or "")
        )
        return sent
