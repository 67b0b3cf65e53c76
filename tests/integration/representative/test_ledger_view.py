"""What the list says of each sheet."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.integration.representative.entries import days, handoff, sheet
from total_onboard.exchange.ledger.entries import LedgerLine, WaitingFor
from total_onboard.ui import symbols
from total_onboard.ui.views.exchange.ledger import _facts, state_of

OTHER = uuid4()


def line(**said: Any) -> LedgerLine:
    return LedgerLine(**dict(sheet()) | {"waiting": None, "handoffs": (handoff(),)} | said)


@pytest.mark.parametrize(
    ("found", "mark", "says"),
    [
        (line(), symbols.GOOD, "the hand-off is here"),
        (line(handoffs=()), symbols.GOOD, "set up already"),
        (line(waiting=WaitingFor.ROTATION), symbols.BAD, "client secret expired"),
        (line(waiting=WaitingFor.RENEWAL, handoffs=()), symbols.BAD, "expired without an answer"),
        (line(waiting=WaitingFor.RENEWAL, scim_token_ends=days(-2).date()), symbols.BAD, "SCIM token expired"),
        (line(replaced_by=OTHER, replaced_at=days(-1)), symbols.KEPT, f"replaced by sheet {OTHER} on "),
    ],
    ids=("here", "set-up", "rotation", "renewal", "expired", "replaced"),
)
def test_state_of_a_line_has_a_check_mark_only_while_everything_works(
    found: LedgerLine, mark: symbols.Symbol, says: str
) -> None:
    assert state_of(found)[0] == mark
    assert says in state_of(found)[1]


def test_facts_say_expired_for_what_is_over() -> None:
    over = line(secret=handoff(secret_ends_at=days(-1)), scim_token_ends=days(-2).date(), handoffs=())
    texts = "; ".join(_facts(over))
    assert "client secret expired" in texts
    assert "SCIM token expired" in texts
    assert "sheet expires" in texts
    assert "SCIM token expires" in "; ".join(_facts(line(scim_token_ends=days(0).date())))
