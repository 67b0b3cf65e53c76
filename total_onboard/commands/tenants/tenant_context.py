"""What a command needs in one of several tenants: its values, its own screen, and its session."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path

from total_onboard.commands.inputs.load_inputs import CliOverrides, load_inputs
from total_onboard.commands.invocation.batch_approval import Approval
from total_onboard.commands.invocation.context import CommandContext
from total_onboard.commands.invocation.global_options import Output
from total_onboard.commands.tenants.home_sign_ins import HomeSignIns
from total_onboard.commands.tenants.tenant_entry import TenantEntry
from total_onboard.core.concurrency import in_background
from total_onboard.core.errors import BadValue
from total_onboard.core.secret import SecretText
from total_onboard.core.text.decoding import NotText, read_text
from total_onboard.entra.sign_in.session import Session
from total_onboard.exchange.value_sheet.value_sheet import ValueSheet
from total_onboard.settings import Settings
from total_onboard.settings_sources import Source, SourceKind
from total_onboard.ui.console import Streams, open_screen


@dataclass
class OneTenant:
    """One tenant of the run. ``said`` is what its screen shows; ``doing`` shows what is being done.

    ``is_attended`` says that a person sees the plans of the run; ``tenant_id`` and ``name`` are filled as soon as they
    are known.
    """

    entry: TenantEntry
    context: CommandContext
    homes: HomeSignIns
    said: StringIO
    doing: Callable[[str], None]
    is_attended: bool = False
    tenant_id: str | None = None
    name: str | None = None

    @classmethod
    def of(
        cls, entry: TenantEntry, context: CommandContext, homes: HomeSignIns, doing: Callable[[str], None]
    ) -> OneTenant:
        """Give a tenant of the run its own context; nobody is asked there."""
        said = StringIO()
        common = replace(
            context.common,
            tenant=entry.tenant,
            app_id=entry.app_id,
            group_id=entry.group_id,
            output=Output.JSON,
            no_input=True,
        )
        screen = open_screen(json=True, streams=Streams(said, said))
        own = CommandContext(context.command, common, screen, None, approval=Approval())
        return cls(entry, own, homes, said, doing, context.screen.interactive)

    async def load(self, overrides: CliOverrides) -> tuple[Settings, ValueSheet | None]:
        """Load settings and sheet of this tenant. Raises BadValue, BadSheet, SignInFailed."""
        line = f", line {self.entry.line}" if self.entry.line else ""
        source = Source(SourceKind.TENANTS_FILE, f"tenants file{line}")
        own = replace(
            overrides,
            options={**self._values, **overrides.options},
            sheet=self.entry.sheet,
            sources=dict.fromkeys((*self._values, "scim_token"), source),
            is_attended=self.is_attended,
        )
        return await in_background(lambda: load_inputs(self.context, own))

    async def sign_in(self, settings: Settings) -> Session:
        """Return the session in this tenant. Raises SignInFailed."""
        self.doing("signing in")
        session = await in_background(lambda: self.homes.session_for(self.entry, settings))
        self.tenant_id = session.tenant_id
        return session

    @property
    def _values(self) -> Mapping[str, object]:
        file = self.entry.sheet_passphrase_file
        return self.entry.values if file is None else {**self.entry.values, "sheet_passphrase": _passphrase(file)}


def _passphrase(file: Path) -> SecretText:
    try:
        return SecretText(read_text(file).strip())
    except (OSError, NotText) as error:
        raise BadValue(
            f"The passphrase file {file} can't be read.", remedy="Correct sheet_passphrase_file in the tenants file."
        ) from error
