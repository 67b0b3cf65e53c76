"""The one way to a write: what is asked, when it is read again, and what nobody can be asked about."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator
from typing import Any, cast

import pytest

from tests.unit.ui.conftest import MakeScreen, console, said
from tests.unit.ui.conftest import screen_of as screen_of
from total_onboard.commands.inputs.load_inputs import CliOverrides, load_inputs
from total_onboard.commands.invocation.context import CommandContext
from total_onboard.commands.invocation.global_options import GlobalOptions, SandboxConnection
from total_onboard.commands.session.confirmation import MAX_AGE, Confirmation, PlanChanged, Proposal
from total_onboard.core.errors import BadValue, ConfirmationNeeded, NotConfirmed
from total_onboard.engine.inspection.object_contents import InspectedPerson, Inspection
from total_onboard.ui.console import Screen


class Tenant:
    """Plans, one after the other, as they are read; the last one stays. ``asked`` is what was asked about."""

    def __init__(
        self,
        admin_session: CommandContext,
        *plans: str,
        seconds: tuple[float, ...] = (),
        answers: tuple[bool, ...] = (),
    ) -> None:
        self.admin_session, self.plans, self.reads = admin_session, list(plans), 0
        self.asked: list[tuple[str, bool]] = []
        self._answers = iter(answers)
        self._times: Iterator[float] = iter(seconds)
        self.now = 0.0

    async def propose(self) -> Proposal[str]:
        self.reads += 1
        plan = self.plans.pop(0) if len(self.plans) > 1 else self.plans[0]
        return Proposal(plan, plan, bool(plan), lambda screen: screen.say(f"plan: {plan}"), ())

    def ask(self, plan: str, yes: bool) -> None:
        self.now += next(self._times, 0.0)
        self.asked.append((plan, yes))
        if not yes and not next(self._answers, True):
            raise NotConfirmed

    def confirmed(self) -> str:
        return asyncio.run(Confirmation(self.admin_session, lambda: self.now).of(self.propose, self.ask))


def desk_with(screen: Screen, *, yes: bool = False, sandbox: bool = False) -> CommandContext:
    return CommandContext(
        "setup", GlobalOptions(yes=yes), screen, cast("SandboxConnection", object()) if sandbox else None
    )


def test_confirmation_at_a_terminal_asks_and_reads_once(screen_of: MakeScreen) -> None:
    tenant = Tenant(desk_with(screen_of(interactive=True)), "a")
    assert (tenant.confirmed(), tenant.reads, tenant.asked) == ("a", 1, [("a", False)])


def test_confirmation_with_nothing_to_write_asks_nobody(screen_of: MakeScreen) -> None:
    tenant = Tenant(desk_with(screen_of()), "")
    assert (tenant.confirmed(), tenant.asked) == ("", [])


def test_confirmation_off_a_terminal_without_yes_names_it(screen_of: MakeScreen) -> None:
    screen = screen_of()
    tenant = Tenant(desk_with(screen), "a")
    with pytest.raises(ConfirmationNeeded) as refusal:
        tenant.confirmed()
    assert "--yes" in refusal.value.remedy and refusal.value.exit_status == 2
    assert tenant.asked == [] and "plan: a" in said(screen)


def test_confirmation_in_the_sandbox_is_not_needed(screen_of: MakeScreen) -> None:
    tenant = Tenant(desk_with(screen_of(), sandbox=True), "a")
    assert (tenant.confirmed(), tenant.asked) == ("a", [])


def test_confirmation_after_ten_seconds_reads_again_and_asks_only_once(screen_of: MakeScreen) -> None:
    tenant = Tenant(desk_with(screen_of(interactive=True)), "a", seconds=(MAX_AGE + 0.1,))
    assert (tenant.confirmed(), tenant.reads, len(tenant.asked)) == ("a", 2, 1)


def test_confirmation_within_ten_seconds_reads_once(screen_of: MakeScreen) -> None:
    tenant = Tenant(desk_with(screen_of(interactive=True)), "a", "b", seconds=(MAX_AGE,))
    assert (tenant.confirmed(), tenant.reads) == ("a", 1)


@pytest.mark.parametrize("yes", [False, True])
def test_confirmation_of_a_changed_plan_shows_and_asks_again(screen_of: MakeScreen, yes: bool) -> None:
    screen = screen_of(interactive=True)
    tenant = Tenant(desk_with(screen, yes=yes), "a", "b", seconds=(60, 1))
    assert tenant.confirmed() == "b"
    assert tenant.asked == [("a", yes), ("b", False)]
    assert said(screen).index("plan: a") < said(screen).index("has changed") < said(screen).index("plan: b")


def test_confirmation_of_a_changed_plan_can_be_declined(screen_of: MakeScreen) -> None:
    tenant = Tenant(desk_with(screen_of(interactive=True)), "a", "b", seconds=(60,), answers=(True, False))
    with pytest.raises(NotConfirmed):
        tenant.confirmed()


def test_confirmation_of_a_changed_plan_off_a_terminal_exits_with_3(screen_of: MakeScreen) -> None:
    screen = screen_of()
    tenant = Tenant(desk_with(screen, yes=True), "a", "b", seconds=(60,))
    with pytest.raises(PlanChanged) as refusal:
        tenant.confirmed()
    assert refusal.value.exit_status == 3 and "plan: b" in said(screen)


def test_confirmation_of_a_plan_that_became_empty_asks_nobody_again(screen_of: MakeScreen) -> None:
    tenant = Tenant(desk_with(screen_of(), yes=True), "a", "", seconds=(60,))
    assert (tenant.confirmed(), len(tenant.asked)) == ("", 1)


def test_confirmation_counts_a_clock_that_was_set_back_as_late(screen_of: MakeScreen) -> None:
    tenant = Tenant(desk_with(screen_of(interactive=True)), "a", seconds=(-3600,))
    assert (tenant.confirmed(), tenant.reads) == ("a", 2)


def test_confirmation_shows_the_plan_on_the_terminal_too_if_it_is_redirected(screen_of: MakeScreen) -> None:
    seen: Any = io.StringIO()
    pipe = screen_of(interactive=True)
    screen = Screen(pipe.result, pipe.stderr, interactive=True, terminal=console(seen, 80))
    Tenant(desk_with(screen), "a").confirmed()
    assert "plan: a" in seen.getvalue() and "plan: a" in said(screen)


def test_sandbox_refuses_a_cloud_because_it_needs_no_confirmation(screen_of: MakeScreen) -> None:
    sandbox = cast("SandboxConnection", object())
    with pytest.raises(BadValue, match="--cloud is for a real tenant"):
        load_inputs(CommandContext("setup", GlobalOptions(cloud="global"), screen_of(), sandbox), CliOverrides())


def test_confirmation_after_an_unmanaged_object_got_an_owner_asks_again(screen_of: MakeScreen) -> None:
    """The plan stays the same, but who can change what it is about does not."""
    admin_session = desk_with(screen_of(interactive=True))
    tenant, owners = Tenant(admin_session, "a", seconds=(60, 1)), [(), (InspectedPerson(id="mallory"),)]

    async def propose() -> Proposal[str]:
        found = Inspection(kind="group", object_id="g", owners=owners.pop(0))
        return Proposal("a", "a", True, lambda _: None, (found,))

    asyncio.run(Confirmation(admin_session, lambda: tenant.now).of(propose, tenant.ask))
    assert tenant.asked == [("a", False), ("a", False)]
    assert [one.id for one in admin_session.unmanaged[0].owners] == ["mallory"]
