"""``status``: what is there now against what should be; with ``--repair``, the smallest mending."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from total_onboard.commands.global_options import StatusOutput
from total_onboard.commands.inputs.overrides import SaidValues, settings_and_sheet
from total_onboard.commands.result import Result
from total_onboard.commands.session.baseline import Wished, compared_with
from total_onboard.commands.session.connection import site, workplace
from total_onboard.commands.session.preconditions import NeverSetUp
from total_onboard.commands.session.report_option import Reporting
from total_onboard.commands.session.resource_ids import resources_of
from total_onboard.commands.session.sign_in import signed_in
from total_onboard.commands.session.torn_down import refuse_what_was_taken_away
from total_onboard.commands.session.unmanaged import refuse_unknown
from total_onboard.commands.status.repair import Mending
from total_onboard.core.errors import BadValue
from total_onboard.core.exit_status import ExitStatus
from total_onboard.diagnostics.drift.inspection import Look
from total_onboard.engine.events import Silence
from total_onboard.engine.journal.history import made_or_adopted
from total_onboard.engine.state.initial_state import first_picture
from total_onboard.entra.http.call_record import forget
from total_onboard.entra.sign_in.scopes import STATUS_SCOPES, WHO_SCOPES
from total_onboard.exchange.desired_state import wishes_so_far
from total_onboard.report.inputs import Known
from total_onboard.ui.output.expiry_calendar import write_calendar
from total_onboard.ui.output.prometheus import print_metrics
from total_onboard.ui.views.status import show_status

if TYPE_CHECKING:
    from total_onboard.commands.context import Desk
    from total_onboard.diagnostics.drift.model import StatusReport
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.entra.sign_in.scopes import ScopeReason
    from total_onboard.entra.sign_in.session import Session
    from total_onboard.settings import Settings


@dataclass(frozen=True)
class StatusOptions:
    """What the admin typed after ``status``."""

    said: SaidValues = field(default_factory=SaidValues)
    who: bool = False
    repair: bool = False
    handoff: Path | None = None
    calendar: Path | None = None
    report: Path | None = None


def tell_status(desk: Desk, options: StatusOptions) -> Result:
    """Look; mend what was asked to be mended, and look again. Raises BadValue for a hand-off that nothing makes."""
    if options.handoff and not options.repair:
        raise BadValue("--handoff says where a repair puts a new client secret.", remedy="Add --repair.")
    reporting = Reporting(desk, options.report)
    settings, sheet = settings_and_sheet(desk, options.said)
    said = wishes_so_far(settings, sheet)
    session = signed_in(desk, settings, _scopes(options.who))
    wished = compared_with(desk, settings, session.tenant_id, said, sheet)
    looking = _Looking(settings, session, wished, options.who)
    report, picture = looking.look()
    members: dict[str, object] = {}
    if options.repair and report.repairable:
        show_status(desk.screen, report, repairing=True)
        mended = Mending(desk, settings, wished, report.repairable, options.handoff).mend()
        mended.show(desk.screen)
        members = mended.members()
        report, picture = looking.look(mended=mended.gives_a_new_start)
    result = _told(desk, options, report, members | {"resources": resources_of(wished.wanted, picture)})
    return reporting.with_page(result, looking.known(desk, report, picture, result))


def _told(desk: Desk, options: StatusOptions, report: StatusReport, members: dict[str, object]) -> Result:
    show_status(desk.screen, report)
    if options.calendar:
        write_calendar(options.calendar, report)
        desk.screen.say(f"The ends of what ends are in {options.calendar}.")
    if desk.common.output == StatusOutput.PROMETHEUS:
        print_metrics(report)
    told = {"drift": report.drift, "waiting": report.waiting, "status": report}
    status = exit_status_of(report)
    if status is ExitStatus.PREREQUISITE and members.get("changes"):
        status = ExitStatus.INCOMPLETE
    return Result(status, members | told)


def exit_status_of(report: StatusReport) -> ExitStatus:
    """The gravest first; what could not be read is never taken for good."""
    if report.drift or report.is_in_danger:
        return ExitStatus.DRIFT
    if report.unread:
        return ExitStatus.PREREQUISITE
    return ExitStatus.INCOMPLETE if report.waiting else ExitStatus.DONE


@dataclass(frozen=True)
class _Looking:
    settings: Settings
    session: Session
    wished: Wished
    who: bool

    def look(self, *, mended: bool = False) -> tuple[StatusReport, Picture]:
        """Open the tenant and look; ``mended`` says that provisioning was just now. Raises NeverSetUp."""
        return asyncio.run(self._look(mended))

    async def _look(self, mended: bool) -> tuple[StatusReport, Picture]:
        wanted, journal = self.wished.wanted, self.wished.journal
        asked = _scopes(self.who)
        async with workplace(site(self.settings, self.session, Silence(), forget, asked)) as place:
            picture = await first_picture(place.tenant, place.facts, (), journal)
            report = await Look(place.tenant, wanted, self.wished.source, self.who, mended).report(picture)
            await refuse_unknown(place.tenant, wanted, picture, "status")
        if not report.unread:
            refuse_what_was_taken_away(journal, picture)
        if picture.application is None and not report.unread and not made_or_adopted(journal.entries()):
            raise NeverSetUp(wanted.application_name)
        return report, picture

    def known(self, desk: Desk, report: StatusReport, picture: Picture, result: Result) -> Known:
        """For the page."""
        journal = self.wished.journal
        return Known(
            cloud=self.settings.the_cloud,
            account=self.session.username or picture.me.user_principal_name,
            wanted=self.wished.wanted,
            picture=picture,
            ended=report,
            exit_status=result.exit_status,
            asked=_scopes(self.who),
            entries=journal.entries(),
            journal=str(journal.path),
            is_practice=desk.practice is not None,
        )


def _scopes(who: bool) -> tuple[ScopeReason, ...]:
    return WHO_SCOPES if who else STATUS_SCOPES
