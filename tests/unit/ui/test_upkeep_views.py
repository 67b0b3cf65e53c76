"""What status, admins and sync look like, word for word, on a narrow and on a wide terminal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.unit.ui.conftest import MakeScreen, said, shown
from total_onboard.diagnostics.drift.status_result import (
    Diagnosis,
    Drift,
    DriftKind,
    Estimate,
    Expiry,
    LastChange,
    LastCycle,
    Level,
    Provisioning,
    StatusReport,
    UnavailablePart,
)
from total_onboard.diagnostics.verification.group_sync.sync_result import MemberSyncResult, SyncStatus
from total_onboard.engine.plan import BlockedItem
from total_onboard.entra.resources.group_membership import MembershipOutcome, Person
from total_onboard.ui.console import Screen
from total_onboard.ui.output.prometheus import metrics_text
from total_onboard.ui.views.admins import show_members, show_outcomes, show_people
from total_onboard.ui.views.status import show_status
from total_onboard.ui.views.sync import show_provisioned_members

NOW: Final = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
REPAIR: Final = "total-onboard status --repair"

HEALTHY: Final = StatusReport(
    checked_at=NOW,
    tenant="Contoso",
    application="TOTAL",
    compared_with="the last setup from this machine",
    expiries=(
        Expiry(
            id="client-secret", title="Client secret", level=Level.OK, sentence="712 days left, until 6 November 2028"
        ),
        Expiry(
            id="scim-token",
            title="SCIM token",
            level=Level.UNKNOWN,
            sentence="expiry date unknown",
            remedy=(
                "To be warned, set scim_token_ends in your settings file, "
                "or run setup with --scim-token-ends YYYY-MM-DD."
            ),
        ),
    ),
    provisioning=Provisioning(
        state="running",
        at_total={"User": 12, "Group": 1},
        last_cycle=LastCycle(
            outcome="Succeeded", began_at=NOW, ended_at=NOW - timedelta(minutes=11), in_scope=13, written=2, failing=0
        ),
        next_cycle=NOW + timedelta(minutes=29),
    ),
)
SICK: Final = HEALTHY.model_copy(
    update={
        "drift": (
            Drift(
                step="attribute-mapping",
                title="Attribute mapping",
                resource="urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
                kind=DriftKind.DIFFERS,
                found="companyName",
                expected="department",
                sentence="Map department from department",
                remedy=REPAIR,
                repairable=True,
                changed=LastChange(
                    at=NOW,
                    by="cleo@contoso.com",
                    activity="Update attribute mappings or scope",
                    only="the attribute mapping",
                ),
            ),
            Drift(
                step="assignment",
                title="Assignment",
                resource="TOTAL-Admin",
                kind=DriftKind.DIFFERS,
                expected="assigned",
                sentence="Assign the group TOTAL-Admin to TOTAL",
                remedy=REPAIR,
                repairable=True,
                changed=LastChange(at=NOW, by="cleo@contoso.com", activity="Remove app role assignment from group"),
            ),
            Drift(
                step="assignment",
                title="Assignment",
                resource="cleo",
                kind=DriftKind.UNMANAGED,
                found="Cleo Ruiz",
                sentence="Cleo Ruiz is assigned directly and keeps access without being in any group.",
                remedy="If nobody needs it, remove it in the Microsoft Entra admin center under Users and groups.",
            ),
        ),
        "expiries": (
            Expiry(
                id="client-secret",
                title="Client secret",
                level=Level.CRITICAL,
                sentence="12 days left, until 6 December 2026",
                remedy="Run total-onboard rotate-secret; the old secret works until TOTAL uses the new one.",
            ),
        ),
        "provisioning": Provisioning(
            state="quarantine",
            next_cycle=NOW + timedelta(hours=6),
            quarantine=Diagnosis(
                id="token-refused",
                reason="EncounteredQuarantineException",
                since=NOW - timedelta(days=1),
                next_attempt=NOW + timedelta(hours=6),
                cause="TOTAL does not take the SCIM token that is stored.",
                evidence="TOTAL answered Unauthorized to Microsoft.",
                remedy="Ask TOTAL for a new SCIM token and run total-onboard status --repair.",
                repairable=True,
            ),
        ),
        "audit_log_unavailable": "The audit log may not be read by a Groups Administrator.",
    }
)
WAITING: Final = HEALTHY.model_copy(
    update={
        "blocked": (
            BlockedItem(step="start", sentence="TOTAL has still to give the SCIM token.", remedy="Send the hand-off"),
        ),
        "provisioning": Provisioning(
            state="stopped",
            estimate=Estimate(people=4800, groups=1, memberships=4900, least_minutes=97.01, most_minutes=776.08),
        ),
        "unavailable": (
            UnavailablePart(what="Consent", why="Your role may not read it.", remedy="Run check-prereqs."),
            UnavailablePart(what="Members", why="Your role may not read it.", remedy="Run check-prereqs."),
        ),
    }
)
PEOPLE: Final = (
    Person(id="1", name="Ada Lindqvist", user_principal_name="ada@contoso.com", mail="ada@contoso.com"),
    Person(
        id="2",
        name="Gus Partner",
        user_principal_name="gus_partner.com#EXT#@contoso.onmicrosoft.com",
        remarks=("guest", "no mail address"),
    ),
)
ARRIVALS: Final = (
    MemberSyncResult(
        id="1", name="Ada", user_principal_name="ada@contoso.com", outcome=SyncStatus.ARRIVED, seconds=2.4
    ),
    MemberSyncResult(
        id="2",
        name="Dora",
        user_principal_name="dora@contoso.com",
        outcome=SyncStatus.LEFT_OUT,
        reason="the account is disabled, so that nobody could sign in with it",
    ),
    MemberSyncResult(
        id="3",
        name="Bo",
        user_principal_name="bo@contoso.com",
        outcome=SyncStatus.PENDING,
        reason="Microsoft does not count the person as assigned yet; that takes some minutes after a change",
    ),
    MemberSyncResult(
        id="4",
        name="Cleo",
        user_principal_name="cleo@contoso.com",
        outcome=SyncStatus.REFUSED,
        reason="another account at TOTAL has the same name or mail address (Microsoft said: 409)",
    ),
)


def _outcomes(screen: Screen) -> None:
    ada, gus = PEOPLE
    unknown = Person(given="nobody@contoso.com", outcome=MembershipOutcome.UNKNOWN, reason="nobody in this tenant")
    show_outcomes(
        screen,
        [
            ada.model_copy(update={"outcome": MembershipOutcome.ALREADY}),
            gus.model_copy(update={"outcome": MembershipOutcome.ADDED}),
            unknown,
        ],
    )


VIEWS: Final[dict[str, Callable[[Screen], None]]] = {
    "healthy": lambda screen: show_status(screen, HEALTHY),
    "sick": lambda screen: show_status(screen, SICK),
    "waiting": lambda screen: show_status(screen, WAITING),
    "before a repair": lambda screen: show_status(screen, SICK, repairing=True),
    "admins": lambda screen: show_members(screen, "TOTAL-Admin", PEOPLE),
    "no admins": lambda screen: show_members(screen, "TOTAL-Admin", ()),
    "about to be added": lambda screen: show_people(screen, "Will get every right in TOTAL", PEOPLE),
    "outcomes": _outcomes,
    "arrivals": lambda screen: show_provisioned_members(screen, ARRIVALS),
}


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("name", VIEWS)
def test_a_view_reads_like_this(name: str, width: int, screen_of: MakeScreen, snapshot: SnapshotAssertion) -> None:
    screen = screen_of(width)
    VIEWS[name](screen)
    text = said(screen) + shown(screen)
    assert text == snapshot
    assert all(len(line) <= width or len(line.split()[-1]) > width / 2 for line in text.splitlines())


def test_more_people_than_a_screen_holds_are_counted(screen_of: MakeScreen) -> None:
    screen = screen_of(120)
    show_people(screen, "Will get every right in TOTAL", [person for person in PEOPLE if not person.remarks] * 500)
    assert "… and 480 more, all without remarks" in said(screen)
    assert len(said(screen).splitlines()) < 30


def test_of_more_unusual_people_than_anybody_reads_the_others_are_counted_by_what_is_unusual(
    screen_of: MakeScreen,
) -> None:
    screen = screen_of(120)
    show_people(screen, "Will get every right in TOTAL", PEOPLE * 500)
    text = " ".join(said(screen).split())
    assert "… and 900 more, among them: guest (400), no mail address (400); total-onboard admins list" in text
    assert "Ada Lindqvist" not in text


def test_in_metrics_a_name_with_quotes_and_line_breaks_stays_one_label() -> None:
    text = metrics_text(HEALTHY.model_copy(update={"tenant": 'Con"to\\so\n'}))
    assert 'total_onboard_unavailable{tenant="Con\\"to\\\\so\\\\n",application="TOTAL"} 0\n' in text
