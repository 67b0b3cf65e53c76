"""``check-prereqs``: everything that can be known before the first write, and nothing written."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from total_onboard.checks import obstacles, run_checks
from total_onboard.checks.forecast import forecast as forecast_of
from total_onboard.checks.surroundings import Surroundings
from total_onboard.checks.survey import survey
from total_onboard.commands.accepting import see_that_they_are_checks
from total_onboard.commands.receipts import keep_receipt
from total_onboard.commands.result import Result
from total_onboard.commands.role_activation import roles_awaited, with_roles_to_give_back
from total_onboard.commands.said_values import SaidValues, settings_and_sheet
from total_onboard.commands.signing_in import signed_in
from total_onboard.commands.testing_removal import removal_test_of
from total_onboard.commands.workplace import site, workplace
from total_onboard.engine.duties import ACTIONS
from total_onboard.engine.events import Silence
from total_onboard.engine.journal import Journal
from total_onboard.entra.call_record import forget
from total_onboard.entra.sign_in.scopes import PREFLIGHT_SCOPES
from total_onboard.exit_status import ExitStatus
from total_onboard.sheet.wishes import wishes_so_far
from total_onboard.terminal.checks_view import show_checks
from total_onboard.terminal.forecast_view import show_forecast
from total_onboard.terminal.progress_view import ProgressView
from total_onboard.trust import ssl_context

if TYPE_CHECKING:
    from pathlib import Path

    from total_onboard.commands.desk import Desk
    from total_onboard.desired_state import DesiredState
    from total_onboard.entra.sign_in.session import Session
    from total_onboard.settings import Settings


@dataclass(frozen=True)
class CheckOptions:
    """What the admin typed after ``check-prereqs``; ``accept`` are checks that may fail."""

    said: SaidValues
    receipt: Path | None = None
    forecast: bool = False
    accept: frozenset[str] = frozenset()
    wait_for_roles: bool = False
    test_removal: bool = False


def check(desk: Desk, options: CheckOptions) -> Result:
    """All checks, then the verdict; with a forecast, who will administer TOTAL."""
    see_that_they_are_checks(options.accept)
    settings, sheet = settings_and_sheet(desk, options.said)
    wanted = wishes_so_far(settings, sheet)
    keep_receipt(desk, options.receipt, settings, PREFLIGHT_SCOPES)
    session = signed_in(desk, settings, PREFLIGHT_SCOPES)
    return asyncio.run(_checked(desk, options, settings, session, wanted))


async def _checked(
    desk: Desk, options: CheckOptions, settings: Settings, session: Session, wanted: DesiredState
) -> Result:
    trust = ssl_context(settings.ca_bundle)
    journal = Journal.of(settings.state_dir, session.tenant_id, wanted.mark)
    journal.is_of_run(desk.command, session.username)
    removal = removal_test_of(desk, settings, wanted, journal, option=options.test_removal)
    around = Surroundings(settings.the_cloud, wanted, wanted.scim, trust, settings, removal_test=removal)
    look = partial(survey, around=around, foretell=options.forecast)
    async with workplace(site(settings, session, Silence(), forget, mark=wanted.mark, look=look)) as place:
        if options.wait_for_roles:
            place = await roles_awaited(place, session, desk.screen, ProgressView(desk.screen, {}), frozenset(ACTIONS))
        context = place.check_context(wanted, wanted.scim)
        findings = await run_checks(context, accepted=options.accept)
        expected = await forecast_of(context) if options.forecast else None
        show_checks(desk.screen, findings)
        if expected:
            show_forecast(desk.screen, expected)
        status = ExitStatus.PREREQUISITE if obstacles(findings) else ExitStatus.DONE
        result = Result(status, {"checks": findings, "forecast": expected})
        return await with_roles_to_give_back(desk.screen, place, result)
