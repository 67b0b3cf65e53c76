"""The walks of ``benchmarks.walks`` count the functions through which a value goes, and no others."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import CodeType, FrameType
from typing import Any, Final

from benchmarks.value_flow import ValueFlow
from total_onboard.core.desired_state import DesiredState

VALUE: Final = "https://walk.example/callback"


def given() -> str:
    return VALUE


def valid(text: str) -> str:
    return text.strip()


def stated() -> DesiredState:
    return DesiredState(redirect_uris=(valid(given()),))


def shown(desired: DesiredState) -> str:
    return f"{desired.redirect_uris}"


def sent(uris: tuple[str, ...]) -> None:
    FLOW.end(_stack(sys._getframe()))


def applied(desired: DesiredState) -> None:
    sent(desired.redirect_uris)


def run() -> None:
    desired = stated()
    shown(desired)
    applied(desired)


NAMED: Final[dict[CodeType, str]] = {
    one.__code__: one.__name__ for one in (given, valid, stated, shown, sent, applied, run)
}
FLOW: Final = ValueFlow(lambda code: NAMED.get(code, ""), VALUE)


def test_a_walk_has_the_functions_that_pass_the_value_on_and_no_others() -> None:
    before = sys.getprofile()
    sys.setprofile(_on_profile)
    try:
        run()
    finally:
        sys.setprofile(before)
    assert FLOW.files() == {"given", "valid", "stated", "run", "applied", "sent"}


def _on_profile(frame: FrameType, event: str, returned: Any) -> None:
    if event == "return" and frame.f_code in NAMED:
        FLOW.on_return(frame, returned, tuple(_stack(frame.f_back)))


def _stack(frame: FrameType | None) -> Iterator[FrameType]:
    while frame:
        if frame.f_code in NAMED:
            yield frame
        frame = frame.f_back
