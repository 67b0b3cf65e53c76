"""The guide of a desired state, from what the steps say about the portal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from total_onboard.core.credential import CredentialKind
from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.command_line import command_line
from total_onboard.engine.plan import PlanHeading
from total_onboard.engine.step import Step
from total_onboard.engine.step_texts import guide_texts
from total_onboard.report.guide.model import Guide, GuideStep, PathPart


def guide_of(steps: Iterable[Step], desired: DesiredState, now: datetime, portal_url: str) -> Guide:
    """Return the guide; steps that the desired state doesn't ask for are left out."""
    asked = enumerate((step for step in steps if step.is_desired(desired)), 1)
    parts = tuple(_step(number, step, desired, now) for number, step in asked)
    groups = (word for group in desired.groups for word in ("--group-id", f"{group.name}=GROUP-ID"))
    ids = ("--app-id", "CLIENT-ID", *groups)
    kind = desired.credential.preference[0]
    adoption = command_line("setup", *ids, *(("--keep-secret", "KEY-ID") if kind is CredentialKind.SECRET else ()))
    return Guide(desired.application_name, portal_url, parts, command_line("status", *ids), adoption, kind)


def _step(number: int, step: Step, desired: DesiredState, now: datetime) -> GuideStep:
    texts = guide_texts()[step.id]
    return GuideStep(
        number=number,
        title=step.title,
        path=tuple(_part(one, step, desired) for one in texts["path"]),
        actions=tuple(texts["actions"]),
        values=tuple(step.portal_values(desired, now)),
        result=texts["result"],
        mistake=texts["mistake"],
        waits=step.heading is PlanHeading.PROVISIONING and desired.scim is None,
    )


def _part(text: str, step: Step, desired: DesiredState) -> PathPart:
    if text == "{page}":
        assert step.portal_page
        return PathPart(step.portal_page.title)
    names = {"{application}": desired.application_name, "{admin_group}": desired.admin_group.name}
    return PathPart(names.get(text, text), is_name=text in names)
