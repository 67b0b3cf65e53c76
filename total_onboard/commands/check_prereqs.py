"""``check-prereqs``: everything that can be known before the first write, and nothing written."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from total_onboard.commands.accepted_checks import see_that_they_are_checks
from total_onboard.commands.inputs.overrides import SaidValues, settings_and_sheet
from total_onboard.commands.result import Result
from total_onboard.commands.session.connection import site, workplace
from total_onboard.commands.session.pim_roles import roles_awaited, with_roles_to_give_back
from total_onboard.commands.session.receipt_option import keep_receipt
from total_onboard.commands.session.sign_in import signed_in
from total_onboard.commands.verify.removal_test_accounts import removal_test_of
from total_onboard.core.exit_status import ExitStatus
from total_onboard.core.tls import ssl_context
from total_onboard.diagnostics.preflight import obstacles, run_checks
from total_onboard.diagnostics.preflight.admin_forecast import forecast as forecast_of
from total_onboard.diagnostics.preflight.environment import Surroundings
from total_onboard.diagnostics.preflight.tenant_snapshot import survey
from total_onboard.engine.access.role_actions import ACTIONS
from total_onboard.engine.events import Silence
from total_onboard.engine.journal.journal import Journal
from total_onboard.entra.http.call_record import forget
from total_onboard.entra.sign_in.scopes import PREFLIGHT_SCOPES
from total_onboard.exchange.desired_state import wishes_so_far
from total_onboard.ui.views.checks import show_checks
from total_onboard.ui.views.forecast import show_forecast
from total_onboard.ui.views.progress import ProgressView

if TYPE_CHECKING:
    from pathlib import Path

    from total_onboard.commands.context import Desk
    from total_onboard.core.desired_state import DesiredState
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
