"""``setup``: observe, plan, confirm, apply, hand off, read back, prove."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from total_onboard.commands.accepted_checks import see_that_they_are_checks
from total_onboard.commands.inputs.overrides import SaidValues, settings_and_sheet
from total_onboard.commands.session.receipt_option import keep_receipt
from total_onboard.commands.session.sign_in import scopes_for, signed_in
from total_onboard.commands.setup.run import SetUpRun
from total_onboard.core.errors import BadValue
from total_onboard.exchange.decisions import key_id, see_that_they_name_groups
from total_onboard.exchange.desired_state import desired_state, see_that_the_token_lives, wishes_so_far
from total_onboard.exchange.handoff.delivery import see_that_it_goes_to_one_place
from total_onboard.steps import SETUP_STEPS
from total_onboard.steps.provisioning.scim_credentials import StoredScimCredentials
from total_onboard.ui.prompts import ask, ask_secret
from total_onboard.ui.views.progress import ProgressView

if TYPE_CHECKING:
    from total_onboard.commands.context import Desk, Result
    from total_onboard.exchange.value_sheet.value_sheet import ValueSheet
    from total_onboard.settings import Settings


@dataclass(frozen=True)
class SetupOptions:
    """What the admin typed after ``setup``."""

    said: SaidValues = field(default_factory=SaidValues)
    dry_run: bool = False
    only: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()
    handoff: Path | None = None
    clipboard: bool = False
    wait_for_consent: bool = False
    receipt: Path | None = None
    report: Path | None = None
    accept: frozenset[str] = frozenset()
    wait_for_roles: bool = False
    keep_secret: str = ""
    test_removal: bool = False


def set_up(desk: Desk, options: SetupOptions) -> Result:
    """Everything that can be wrong with the values is found before anybody signs in."""
    chosen = chosen_steps(options.only, options.skip)
    see_that_they_are_checks(options.accept)
    see_that_it_goes_to_one_place(options.handoff, clipboard=options.clipboard)
    settings, sheet = settings_and_sheet(desk, options.said)
    see_that_the_token_lives(settings)
    if desk.screen.interactive and "redirect-uris" in chosen:
        settings = _completed(desk, settings, sheet)
    wanted = desired_state(settings, sheet) if "redirect-uris" in chosen else wishes_so_far(settings, sheet)
    see_that_they_name_groups(wanted)
    decisions = wanted.decisions.model_copy(update={"keep_secret": key_id(options.keep_secret)})
    anyway = StoredScimCredentials.id in options.only
    wanted = wanted.model_copy(update={"store_scim_anyway": anyway, "decisions": decisions})
    asked = scopes_for(chosen, dry_run=options.dry_run)
    keep_receipt(desk, options.receipt, settings, asked)
    session = signed_in(desk, settings, asked)
    progress = ProgressView(desk.screen, {step.id: step.title for step in SETUP_STEPS})
    return asyncio.run(SetUpRun(desk, options, settings, wanted, chosen, session, progress).run())


def chosen_steps(only: frozenset[str], skip: frozenset[str]) -> frozenset[str]:
    """The steps to be done. Raises BadValue for a name that is none."""
    known = frozenset(step.id for step in SETUP_STEPS)
    unknown = sorted((only | skip) - known)
    if unknown:
        raise BadValue(
            f"There is no step {unknown[0]!r}.", remedy=f"Choose among: {', '.join(step.id for step in SETUP_STEPS)}."
        )
    return (only or known) - skip


def _completed(desk: Desk, settings: Settings, sheet: ValueSheet | None) -> Settings:
    """Somebody who sits at a terminal is asked for what is missing; everybody else is told by an error."""
    answers: dict[str, object] = {}
    if not settings.redirect_uri and sheet is None:
        answers["redirect_uri"] = (ask(desk.screen, "The redirect URI of TOTAL's sign-in", "--redirect-uri"),)
    if settings.scim_url and not settings.scim_token and not (sheet and sheet.scim_token):
        answers["scim_token"] = ask_secret(desk.screen, "TOTAL's SCIM token", "--scim-token-file")
    return settings.model_copy(update=answers) if answers else settings
