"""``handoff show`` and ``handoff open``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from total_onboard.commands.key_passphrase import opened
from total_onboard.commands.open_ledger import known_ledger, whoever_sits_here
from total_onboard.commands.passing_on import copy_values, run_with_values
from total_onboard.commands.result import Result
from total_onboard.entra.clouds import CLOUDS
from total_onboard.errors import BadSheet, BadValue
from total_onboard.exit_status import ExitStatus
from total_onboard.ledger.entries import HandoffEntry
from total_onboard.settings import load_settings
from total_onboard.sheet.handoff import Handoff, handoff_in, plain_handoff
from total_onboard.sheet.own_keys import KeyFolder
from total_onboard.sheet.sealed_handoff import ASK_CUSTOMER, SealedHandoff, is_sealed, read_sealed
from total_onboard.terminal.documents_of_files import FiledHandoff, OpenedHandoff
from total_onboard.terminal.handoff_view import show_filed, show_opened

if TYPE_CHECKING:
    from total_onboard.commands.desk import Desk
    from total_onboard.entra.clouds import Cloud
    from total_onboard.ledger.ledger import Ledger
    from total_onboard.settings import Settings

Answers = Literal["yes", "no", "not checked"]
NOT_SEALED: Final = "Warning: this hand-off is not sealed; whoever saw the file knows the client secret in it."


@dataclass(frozen=True)
class OpenOptions:
    """What was typed after ``handoff open``; ``command`` is what runs with the values in its environment."""

    file: Path
    any_sheet: bool = False
    verify: bool = False
    clipboard: bool = False
    run: bool = False
    command: tuple[str, ...] = ()


def tell_handoff(desk: Desk, file: Path) -> Result:
    """What can be known of a hand-off without opening it."""
    if is_sealed(file):
        facts = FiledHandoff.sealed_in(file, read_sealed(file))
    else:
        desk.screen.say(NOT_SEALED, style="caution")
        facts = FiledHandoff.plain_in(file, plain_handoff(file))
    show_filed(desk.screen, facts)
    return Result(members={"handoff": facts})


def open_handoff(desk: Desk, options: OpenOptions) -> Result:
    """Open it, check whom it answers, and pass the values on as it was asked for. Raises BadSheet, BadValue."""
    _check(options, json=desk.screen.json)
    settings = load_settings({})
    sealed = read_sealed(options.file) if is_sealed(options.file) else None
    if sealed is None:
        desk.screen.say(NOT_SEALED, style="caution")
    ledger = known_ledger(settings)
    answers = _answers(sealed, ledger, any_sheet=options.any_sheet)
    handoff = _opened(desk, settings, sealed) if sealed else plain_handoff(options.file)
    if sealed and ledger and answers == "yes":
        ledger.record_handoff(str(sealed.filing.sheet_id), _entry_of(handoff))
    credentials = _credentials(settings, handoff) if options.verify else "not checked"
    values = _values(handoff, sealed, answers, credentials)
    status = ExitStatus.INCOMPLETE if credentials == "not yet" else ExitStatus.DONE
    if options.run:
        return Result(run_with_values(desk.screen, options.command, values))
    if options.clipboard:
        copy_values(desk.screen, values)
        filed = FiledHandoff.sealed_in(options.file, sealed) if sealed else FiledHandoff.plain_in(options.file, handoff)
        return Result(status, {"handoff": filed})
    if handoff.client_secret:
        handoff.client_secret.show_on_request()
    if not desk.screen.json:
        show_opened(desk.screen, values)
    return Result(status, {"handoff": values})


def _entry_of(handoff: Handoff) -> HandoffEntry:
    return HandoffEntry(
        tenant_id=handoff.tenant_id,
        client_id=handoff.client_id,
        secret_key_id=handoff.client_secret_key_id,
        secret_ends_at=handoff.client_secret_expires_at,
        created_at=handoff.created_at,
        received_at=datetime.now(UTC),
        received_by=whoever_sits_here(),
    )


def _check(options: OpenOptions, *, json: bool) -> None:
    if options.run != bool(options.command):
        raise BadValue("--run and a command belong together.", remedy="Write it as --run -- COMMAND ARGUMENTS.")
    if options.run and (json or options.clipboard):
        raise BadValue("--run leaves the output to its command.", remedy="Leave --output json and --clipboard out.")


def _opened(desk: Desk, settings: Settings, sealed: SealedHandoff) -> Handoff:
    folder = KeyFolder.of(settings.state_dir)
    public = folder.by_handoff_key(sealed.kid)
    if public is None:
        raise BadSheet(
            f"{sealed.name}: kid: no key here opens it; it is sealed to the key {sealed.kid}.",
            remedy="Open it where that key is: total-onboard keys show names the keys of a machine.",
        )
    keys = opened(desk.screen, settings, folder, public.name)
    handoff = handoff_in(sealed.opened(keys.handoff), sealed.name)
    if handoff.tenant_id.lower() != str(sealed.filing.tenant_id):
        raise BadSheet(f"{sealed.name}: tenant_id: outside stands another than inside.", remedy=ASK_CUSTOMER)
    return handoff


def _answers(sealed: SealedHandoff | None, ledger: Ledger | None, *, any_sheet: bool) -> Answers:
    """Raises BadSheet for an answer to nothing that was ever asked."""
    if sealed is None or ledger is None:
        return "not checked"
    if ledger.is_issued(str(sealed.filing.sheet_id)):
        return "yes"
    if any_sheet:
        return "no"
    raise BadSheet(
        f"{sealed.name}: sheet_id: no such sheet was issued ({sealed.filing.sheet_id}).",
        remedy="Ask on the phone who sent it; open it where the sheet was issued, or add --any-sheet.",
    )


def _credentials(settings: Settings, handoff: Handoff) -> Literal["work", "not yet"]:
    """A token is asked for with the client secret. Raises SignInFailed where Microsoft refuses it."""
    from total_onboard.entra.sign_in.client_credentials import roles_of_token

    if handoff.client_secret is None:
        raise BadValue("There is no client secret in this hand-off.", remedy="Leave --verify out.")
    cloud = _cloud_of(settings, handoff)
    roles = roles_of_token(cloud, handoff.tenant_id, handoff.client_id, handoff.client_secret, settings.ca_bundle)
    return "work" if roles else "not yet"


def _cloud_of(settings: Settings, handoff: Handoff) -> Cloud:
    """One of Microsoft's by the issuer; an address that came in a file is never asked."""
    known = (cloud for cloud in CLOUDS.values() if handoff.issuer.startswith(f"{cloud.authority_url}/"))
    return next(known, settings.the_cloud)


def _values(
    handoff: Handoff,
    sealed: SealedHandoff | None,
    answers: Answers,
    credentials: Literal["work", "not yet", "not checked"],
) -> OpenedHandoff:
    return OpenedHandoff(
        **handoff.document()["handoff"],
        sealed=sealed is not None,
        sheet_id=str(sealed.filing.sheet_id) if sealed else None,
        customer=sealed.filing.customer if sealed else None,
        answers_issued_sheet=answers,
        credentials=credentials,
    )
