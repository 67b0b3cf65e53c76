"""``check-prereqs``: everything that can be known before the first write, and nothing written."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from total_onboard.checks import obstacles, run_checks
from total_onboard.checks.forecast import forecast as forecast_of
from total_onboard.checks.survey import survey
from total_onboard.commands.receipts import keep_receipt
from total_onboard.commands.result import Result
from total_onboard.commands.said_values import SaidValues, settings_and_sheet
from total_onboard.commands.signing_in import signed_in
from total_onboard.commands.workplace import workplace
from total_onboard.engine.events import Silence
from total_onboard.entra.call_record import forget
from total_onboard.entra.sign_in.scopes import PREFLIGHT_SCOPES
from total_onboard.exit_status import ExitStatus
from total_onboard.sheet.wishes import wishes_so_far
from total_onboard.terminal.checks_view import show_checks
from total_onboard.terminal.forecast_view import show_forecast

if TYPE_CHECKING:
    from pathlib import Path

    from total_onboard.checks.check import Finding
    from total_onboard.checks.forecast import Forecast
    from total_onboard.commands.desk import Desk
    from total_onboard.desired_state import DesiredState
    from total_onboard.entra.sign_in.session import Session
    from total_onboard.settings import Settings


def check(desk: Desk, said: SaidValues, receipt: Path | None = None, *, forecast: bool = False) -> Result:
    """All checks, then the verdict; with a forecast, who will administer TOTAL."""
    settings, sheet = settings_and_sheet(desk, said)
    wanted = wishes_so_far(settings, sheet)
    keep_receipt(desk, receipt, settings, PREFLIGHT_SCOPES)
    session = signed_in(desk, settings, PREFLIGHT_SCOPES)
    findings, expected = asyncio.run(_found(settings, session, wanted, forecast=forecast))
    show_checks(desk.screen, findings)
    if expected:
        show_forecast(desk.screen, expected)
    status = ExitStatus.PREREQUISITE if obstacles(findings) else ExitStatus.DONE
    return Result(status, {"checks": findings, "forecast": expected})


async def _found(
    settings: Settings, session: Session, wanted: DesiredState, *, forecast: bool
) -> tuple[tuple[Finding, ...], Forecast | None]:
    look = partial(survey, wanted=wanted)
    async with workplace(settings, session, Silence(), forget, mark=wanted.mark, look=look) as place:
        context = place.check_context(wanted, wanted.scim)
        return await run_checks(context), await forecast_of(context) if forecast else None
