"""``handoff show`` and ``handoff open``."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal

from total_onboard.commands.handoff.credential_of_sheet import with_credential_compared
from total_onboard.commands.handoff.origin import CheckedHandoff, check_sealed, issued_sheet, recorded
from total_onboard.commands.handoff.possession import PossessionFiles, check_files, prove_possession
from total_onboard.commands.handoff.use_opened_values import copy_values, run_with_values
from total_onboard.commands.handoff.warnings import awaited
from total_onboard.commands.inputs.key_passphrase import unlock_keys
from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.value_sheet.ledger_access import known_ledger
from total_onboard.core.credential import CredentialKind
from total_onboard.core.errors import BadSheet, BadValue
from total_onboard.core.exit_status import ExitStatus
from total_onboard.engine.plan import BlockedItem
from total_onboard.exchange.clipboard import check_clipboard
from total_onboard.exchange.handoff.received_handoff import plain_handoff
from total_onboard.exchange.handoff.sealed_handoff import SealedHandoff, is_sealed, read_sealed
from total_onboard.exchange.keys.private_keys import KeyFolder, OwnKeys
from total_onboard.exchange.ledger.entries import SheetEntry
from total_onboard.exchange.ledger.location import LedgerUnavailable
from total_onboard.settings import NOT_NEEDED_OFFLINE, Settings, load_settings
from total_onboard.ui.output.exchange_documents import FiledHandoff, OpenedHandoff
from total_onboard.ui.views.exchange.handoff import show_filed, show_opened

_ANYBODYS: Final = "Warning: this hand-off is not sealed. Anyone could have made or changed it."
NOT_SEALED: Final = {
    CredentialKind.SECRET: "Warning: this hand-off is not sealed. Anyone who saw the file knows its client secret.",
    CredentialKind.CERTIFICATE: _ANYBODYS,
    CredentialKind.FEDERATED: _ANYBODYS,
}
Credentials = Literal["work", "not yet", "not checked"]
WITHOUT_CLIPBOARD: Final = "To keep the client secret off the screen, use --run -- COMMAND or --clipboard."


@dataclass(frozen=True)
class OpenOptions:
    """Options of ``handoff open``; ``command`` runs with the values in its environment."""

    file: Path
    any_sheet: bool = False
    accept_tenant_change: bool = False
    verify: bool = False
    possession: PossessionFiles = field(default_factory=PossessionFiles)
    clipboard: bool = False
    run: bool = False
    command: tuple[str, ...] = ()


def show_handoff_file(context: CommandContext, file: Path) -> CommandResult:
    """Return what can be known of a hand-off without opening it."""
    if is_sealed(file):
        facts = FiledHandoff.sealed_in(file, read_sealed(file))
    else:
        facts = FiledHandoff.plain_in(file, plain_handoff(file))
        context.screen.say(NOT_SEALED[facts.credential], style="caution")
    show_filed(context.screen, facts)
    return CommandResult(members={"handoff": facts})


def open_handoff(context: CommandContext, options: OpenOptions) -> CommandResult:
    """Open a hand-off, check which sheet it answers, and pass the values on as requested. Raises BadSheet, BadValue."""
    _check(options, json=context.screen.json)
    settings = load_settings({}, () if options.verify else NOT_NEEDED_OFFLINE)
    checked = _opened(context, settings, options)
    for warning in checked.warnings:
        context.screen.say(f"Warning: {warning}", style="caution")
    credentials: Credentials = "not checked"
    if options.verify:
        credentials = prove_possession(context.screen, settings, checked.handoff, options.possession)
    blocked = awaited(credentials, checked.handoff.kind, checked.ledger_down)
    for item in blocked:
        context.screen.say(f"{item.sentence} {item.remedy}", style="caution")
    return _passed_on(context, options, checked, _values(checked, credentials), blocked)


def _opened(context: CommandContext, settings: Settings, options: OpenOptions) -> CheckedHandoff:
    """Open the file; whether the options fit it is known before anything is recorded. Raises BadSheet, BadValue."""
    if is_sealed(options.file):
        sealed = read_sealed(options.file)
        check_files(sealed.filing.credential or CredentialKind.SECRET, options.possession, verify=options.verify)
        return _checked(context, settings, sealed, options)
    handoff = plain_handoff(options.file)
    check_files(handoff.kind, options.possession, verify=options.verify)
    context.screen.say(NOT_SEALED[handoff.kind], style="caution")
    return CheckedHandoff(handoff)


def _passed_on(
    context: CommandContext,
    options: OpenOptions,
    checked: CheckedHandoff,
    values: OpenedHandoff,
    blocked: tuple[BlockedItem, ...],
) -> CommandResult:
    """Pass the values on to a command, to the clipboard, or to the screen."""
    status = ExitStatus.INCOMPLETE if blocked else ExitStatus.DONE
    if options.run:
        ended = run_with_values(context.screen, options.command, values)
        return CommandResult(status if ended is ExitStatus.DONE else ended)
    if options.clipboard:
        copy_values(context.screen, values)
        return CommandResult(status, {"handoff": _public_part(options.file, checked), "blocked": blocked})
    if checked.handoff.client_secret:
        checked.handoff.client_secret.show_on_request()
    if not context.screen.json:
        show_opened(context.screen, values)
    return CommandResult(status, {"handoff": values, "blocked": blocked})


def _public_part(file: Path, checked: CheckedHandoff) -> FiledHandoff:
    if checked.sealed:
        return FiledHandoff.sealed_in(file, checked.sealed)
    return FiledHandoff.plain_in(file, checked.handoff)


def _check(options: OpenOptions, *, json: bool) -> None:
    if options.run != bool(options.command):
        raise BadValue("--run requires a command.", remedy="Write it as --run -- COMMAND ARGUMENTS.")
    if options.run and (json or options.clipboard):
        raise BadValue(
            "--run can't be combined with --output json or --clipboard.",
            remedy="Leave --output json and --clipboard out.",
        )
    if options.clipboard:
        check_clipboard(WITHOUT_CLIPBOARD)


def _checked(
    context: CommandContext, settings: Settings, sealed: SealedHandoff, options: OpenOptions
) -> CheckedHandoff:
    """Find the sheet, open the seal, then check what is inside; recorded only if everything holds. Raises BadSheet."""
    down: LedgerUnavailable | None = None
    try:
        ledger = known_ledger(context, settings)
        sheet = issued_sheet(sealed, ledger, any_sheet=options.any_sheet)
    except LedgerUnavailable as error:
        ledger, sheet, down = None, None, error
    keys = _keys_for(context, settings, sealed)
    checked = check_sealed(sealed, keys, sheet, has_ledger=ledger is not None, any_sheet=options.any_sheet)
    if sheet is None or ledger is None:
        return replace(checked, ledger_down=down)
    try:
        checked = with_credential_compared(checked, ledger, KeyFolder.of(settings.state_dir), keys)
        return recorded(checked, ledger, accept_tenant_change=options.accept_tenant_change)
    except LedgerUnavailable as error:
        return replace(checked, sheet=None, answers="not checked", ledger_down=error)


def _keys_for(context: CommandContext, settings: Settings, sealed: SealedHandoff) -> OwnKeys:
    folder = KeyFolder.of(settings.state_dir)
    public = folder.by_handoff_key(sealed.kid)
    if public is None:
        raise BadSheet(
            f"{sealed.name}: kid: no key on this computer opens it; it is sealed to the key {sealed.kid}.",
            remedy="Open it on the computer with that key. To see a computer's keys: total-onboard keys list",
        )
    return unlock_keys(context.screen, settings, folder, public.name)


def _values(checked: CheckedHandoff, credentials: Credentials) -> OpenedHandoff:
    return OpenedHandoff(
        **checked.handoff.document()["handoff"],
        sealed=checked.sealed is not None,
        sheet_id=str(checked.sealed.filing.sheet_id) if checked.sealed else None,
        customer=checked.sheet.customer if checked.sheet else None,
        answers_issued_sheet=checked.answers,
        bound_to_sheet=checked.bound,
        credential_of_sheet=checked.credential_of_sheet,
        superseded=checked.superseded,
        newer_handoff=checked.newer,
        opened_before_at=checked.opened_before.received_at if checked.opened_before else None,
        opened_before_by=checked.opened_before.received_by if checked.opened_before else None,
        credentials=credentials,
        **_withdrawn(checked.sheet),
    )


def _withdrawn(sheet: SheetEntry | None) -> dict[str, Any]:
    return sheet.model_dump(include={"withdrawn_at", "withdrawn_by", "withdrawn_reason"}) if sheet else {}
