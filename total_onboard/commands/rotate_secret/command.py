"""``rotate-secret``: a new client secret beside the old one, and the end of the old one; or a new SCIM token."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from total_onboard.commands.inputs.overrides import SaidValues, settings_and_sheet
from total_onboard.commands.rotate_secret.create import make_new
from total_onboard.commands.rotate_secret.finish import retire_old
from total_onboard.commands.rotate_secret.rotation import open_rotation
from total_onboard.commands.rotate_secret.scim_token import ScimRotation, completed, with_address_asked
from total_onboard.commands.rotate_secret.secret_value import read_given
from total_onboard.commands.session.baseline import compared_with
from total_onboard.commands.session.receipt_option import keep_receipt
from total_onboard.commands.session.sign_in import signed_in
from total_onboard.core.errors import BadValue
from total_onboard.entra.sign_in.scopes import FINISH_SCOPES, ROTATE_SCOPES, SCIM_TOKEN_SCOPES
from total_onboard.exchange.desired_state import see_that_the_token_lives, wishes_so_far
from total_onboard.exchange.handoff.delivery import see_that_it_goes_to_one_place

if TYPE_CHECKING:
    from total_onboard.commands.context import Desk, Result


@dataclass(frozen=True)
class RotationOptions:
    """What the admin typed after ``rotate-secret``."""

    said: SaidValues = field(default_factory=SaidValues)
    handoff: Path | None = None
    clipboard: bool = False
    finish: bool = False
    again: bool = False
    scim_token: bool = False
    receipt: Path | None = None
    total_uses_it: bool = False


def rotate(desk: Desk, options: RotationOptions) -> Result:
    """Everything that can be wrong with what was typed is found before anybody signs in."""
    _check(options)
    return _rotate_scim_token(desk, options) if options.scim_token else _rotate_client_secret(desk, options)


def _check(options: RotationOptions) -> None:
    """Raises BadValue for options that do not belong together, BadSheet for a hand-off to finish with that is none."""
    if options.scim_token and (options.finish or options.again or options.handoff or options.clipboard):
        raise BadValue(
            "--scim-token replaces a token that comes from TOTAL: there is nothing to hand off and nothing to finish.",
            remedy="Leave --handoff, --clipboard, --again and --finish out, or --scim-token.",
        )
    if options.finish and (options.again or options.clipboard):
        raise BadValue("--finish makes no new secret.", remedy="Leave --again and --clipboard out, or --finish.")
    if options.total_uses_it and not options.finish:
        raise BadValue("--total-uses-new-secret says that the old one may go.", remedy="Add --finish.")
    see_that_it_goes_to_one_place(options.handoff, clipboard=options.clipboard)
    if options.finish and options.handoff:
        read_given(options.handoff)


def _rotate_client_secret(desk: Desk, options: RotationOptions) -> Result:
    settings, sheet = settings_and_sheet(desk, options.said)
    said, asked = wishes_so_far(settings, sheet), FINISH_SCOPES if options.finish else ROTATE_SCOPES
    keep_receipt(desk, options.receipt, settings, asked)
    session = signed_in(desk, settings, asked)
    wished = compared_with(desk, settings, session.tenant_id, said, sheet)

    async def work() -> Result:
        async with open_rotation(desk, settings, options, wished.wanted, wished.journal, session, asked) as rotation:
            return await (retire_old(rotation) if options.finish else make_new(rotation))

    return asyncio.run(work())


def _rotate_scim_token(desk: Desk, options: RotationOptions) -> Result:
    settings, sheet = settings_and_sheet(desk, options.said)
    see_that_the_token_lives(settings)
    settings = completed(desk, settings, sheet)
    said = wishes_so_far(settings, sheet)
    if said.scim is None and settings.token_aside is None:
        raise BadValue(
            "The new SCIM token is not known.",
            remedy="Give it with --scim-token-file, or it and its address with --sheet.",
        )
    keep_receipt(desk, options.receipt, settings, SCIM_TOKEN_SCOPES)
    session = signed_in(desk, settings, SCIM_TOKEN_SCOPES)
    found = compared_with(desk, settings, session.tenant_id, said, sheet, takes_new_token=True)
    journal = found.journal
    wanted = with_address_asked(desk, settings, found.wanted)
    wanted = wanted.model_copy(update={"scim_token_ends": said.scim_token_ends})
    return asyncio.run(ScimRotation(desk, settings, wanted, journal, session).run())
