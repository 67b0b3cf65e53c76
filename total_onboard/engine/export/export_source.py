"""What an export is made from: the requests that the steps declare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.export.declared_request import (
    FIXED_NAMES,
    Declared,
    DeclaredRequest,
    DeclaredValue,
    reference,
)
from total_onboard.engine.plan import Acceptance, Action, Plan
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import Step
from total_onboard.engine.step_id import StepId


@dataclass(frozen=True)
class ReadTenant:
    """A tenant that was read: its state, and the plan that a setup would apply."""

    state: RunState
    plan: Plan

    @cached_property
    def changed_steps(self) -> frozenset[str]:
        """Return the steps that the plan changes something with."""
        return frozenset(change.step for change in self.plan.writes)


@dataclass(frozen=True)
class ExportSource:
    """What is exported: the steps and the desired state, at a time, for one cloud, perhaps for a tenant."""

    steps: Iterable[Step]
    desired: DesiredState
    now: datetime
    graph_url: str
    template_id: str
    tenant: ReadTenant | None = None

    @cached_property
    def declared(self) -> list[tuple[Step, Declared]]:
        """Return what the steps declare, in their order."""
        state = self.tenant.state if self.tenant else None
        return [(step, one) for step in self.steps for one in step.requests(self.desired, self.now, state)]

    def is_sent(self, step: Step, one: Declared) -> bool:
        """Return whether a request is still needed. Without a tenant, all are."""
        if self.tenant is None:
            return True
        return isinstance(one, DeclaredRequest) and step.id in self.tenant.changed_steps and not one.is_done

    @property
    def has_secret(self) -> bool:
        """Whether a request creates a client secret."""
        return any(isinstance(one, DeclaredRequest) and one.secret for one in self.sent)

    @property
    def sent(self) -> list[Declared]:
        """Return what is still needed."""
        return [one for step, one in self.declared if self.is_sent(step, one)]

    @property
    def stores_token(self) -> bool:
        """Whether the SCIM token is still to be stored."""
        return any(step.id == StepId.SCIM_CREDENTIALS and self.is_sent(step, one) for step, one in self.declared)

    @property
    def restores(self) -> bool:
        """Whether something comes back from the recycle bin."""
        return any(isinstance(one, DeclaredRequest) and one.is_restoration for one in self.sent)

    def not_expressed(self) -> Iterator[str]:
        """Yield the changes of the plan that no request stands for, as sentences."""
        if self.tenant is None:
            return
        expressed = {step.id for step, one in self.declared if self.is_sent(step, one)}
        for change in self.tenant.plan.writes:
            is_deletion = change.action is Action.DELETE
            if is_deletion or (change.step not in expressed and not isinstance(change, Acceptance)):
                yield change.summary

    def references(self) -> dict[str, str]:
        """Return the name of each reference that a request may contain."""
        names = [name for _, one in self.declared for name in names_of(one)]
        return {reference(name): name for name in (*FIXED_NAMES, *names, "template")}


def names_of(one: Declared) -> list[str]:
    """Return the names by which other requests refer to what this one finds or creates."""
    return [one.name] if isinstance(one, DeclaredValue) else list(one.result)
