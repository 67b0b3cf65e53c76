"""What a run over several tenants shows: the table while it works, a line for each in a pipe, the plans."""

from __future__ import annotations

from io import StringIO

from total_onboard.engine.plan import Action, BlockedItem, Change, Plan
from total_onboard.steps import SETUP_STEPS
from total_onboard.ui.console import Screen, Streams, open_screen
from total_onboard.ui.output.tenant_result import TenantResult
from total_onboard.ui.sanitized_rich import Console
from total_onboard.ui.views.tenant_plans import TenantPlan, show_plans
from total_onboard.ui.views.tenants import TenantsView, show_tenants

TITLES = {str(step.id): step.title for step in SETUP_STEPS}


def screen_and_text() -> tuple[Screen, StringIO, StringIO]:
    out, err = StringIO(), StringIO()
    return open_screen(streams=Streams(out, err)), out, err


def result(tenant: str, exit_code: int = 0, summary: str = "Ready") -> TenantResult:
    return TenantResult(tenant=tenant, ok=exit_code == 0, exit_code=exit_code, summary=summary, seconds=1.0)


def test_tenants_view_shows_who_is_worked_on_and_the_count() -> None:
    screen, _, _ = screen_and_text()
    now = [100.0]
    view = TenantsView(screen, 3, clock=lambda: now[0])
    with view:
        for name in ("contoso.com", "fabrikam.com", "a.example"):
            view.begin(name)
        now[0] += 65
        view.doing("contoso.com", "reading")
        view.ended(result("fabrikam.com", 7), "")
        shown = StringIO()
        Console(file=shown, width=80).print(view.drawn())
    assert shown.getvalue().splitlines() == [
        "  … contoso.com  reading, 1 min 5 s",
        "  … a.example    starting, 1 min 5 s",
        "1 of 3 tenants done, 1 of them need attention. 1 min 5 s",
    ]


def test_tenants_view_prints_one_line_for_each_that_ended_in_a_pipe() -> None:
    screen, out, err = screen_and_text()
    long = "17 differences: " + ", ".join(["Redirect URIs"] * 30)
    with TenantsView(screen, 2) as view:
        for one, said in ((result("contoso.com"), ""), (result("x.example", 7, long), "a warning\n")):
            view.begin(one.tenant)
            view.ended(one, said)
    assert out.getvalue() == f"✓ contoso.com: Ready\n✗ x.example: {long} (exit status 7)\n"
    assert err.getvalue() == "x.example: a warning\n"


def test_tenants_shown_at_the_end_are_counted_and_a_command_is_named() -> None:
    screen, _, err = screen_and_text()
    show_tenants(screen, "status", [result("a.example"), result("b.example", 4)], 3)
    show_tenants(screen, "status", [result("a.example"), result("b.example", 4)], 2)
    assert err.getvalue().splitlines() == [
        "1 of 3 tenants match the desired state, 1 needs attention, 1 not done.",
        "To continue, run the same command with --resume.",
        "1 of 2 tenants match the desired state, 1 needs attention.",
        "    → To see one tenant in full: total-onboard status --tenant b.example",
    ]


def created(name: str, summary: str) -> Change:
    return Change(step="groups", resource="TOTAL-Admin", action=Action.CREATE, summary=summary, item=name)


def test_plans_alike_are_shown_once_and_each_other_value_with_its_tenant() -> None:
    screen, _, err = screen_and_text()
    waiting = BlockedItem(step="consent", sentence="The consent is missing.", remedy="Ask.")
    plans = [TenantPlan(f"{name}.example", Plan(changes=(created(f"G-{name}", "Create it"),))) for name in "abcdef"]
    plans += [TenantPlan("g.example", Plan(blocked=(waiting,), warnings=("Nobody is an admin.",)))]
    show_plans(screen, plans, TITLES)
    lines = [line for line in err.getvalue().splitlines() if line]
    assert lines[0] == "Plan for 6 tenants: 1 to create, 0 to change, 0 to remove"
    assert lines[1].strip() == "a.example, b.example, c.example, d.example and 2 more"
    assert [line.rpartition(": ")[2] for line in lines[2:8]] == [f"G-{name} (in {name}.example)" for name in "abcdef"]
    assert lines[8] == "No changes needed in 1 tenant"
    assert "Warning: Nobody is an admin. (g.example)" in err.getvalue()
    assert "Blocked: The consent is missing. (g.example)" in err.getvalue()


def test_plans_show_the_rare_value_before_the_common_one() -> None:
    screen, _, err = screen_and_text()
    groups = {f"{name}.example": "Odd" if name == "c" else "Usual" for name in "abcdefg"}
    plans = [TenantPlan(tenant, Plan(changes=(created(group, "Create it"),))) for tenant, group in groups.items()]
    show_plans(screen, plans, TITLES)
    shown = [line.rpartition(": ")[2] for line in err.getvalue().splitlines() if "Odd" in line or "Usual" in line]
    assert shown == ["Odd (in c.example)", "Usual (in the other 6 tenants)"]


def test_plans_show_each_address_of_a_hand_off_with_all_its_tenants() -> None:
    screen, _, err = screen_and_text()
    plan = Plan(changes=(created("G", "Create it"),))
    plans = [TenantPlan(f"{name}.example", plan, "https://total.example/h") for name in "abcde"]
    plans += [TenantPlan("f.example", plan, "https://odd.example/h"), TenantPlan("g.example", plan, "", "Not sent.")]
    show_plans(screen, plans, TITLES)
    shown = " ".join(err.getvalue().split())
    where = "a.example, b.example, c.example, d.example, e.example"
    assert f"Hand-off: is sent, sealed, to https://total.example/h after the changes (in {where})" in shown
    assert "sealed, to https://odd.example/h after the changes (in f.example)" in shown
    assert "Warning: Not sent. (g.example)" in shown
