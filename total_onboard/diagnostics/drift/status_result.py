"""Result of ``status``, for people, scripts and monitors alike."""

from __future__ import annotations

from datetime import datetime
from enum import Enum, StrEnum, auto

from pydantic import BaseModel, ConfigDict, Field

from total_onboard.core.text.formatting import format_time, pluralize
from total_onboard.engine.plan import BlockedItem
from total_onboard.entra.resources.directory_audits import ENTITLEMENT_MANAGEMENT
from total_onboard.steps.credentials.considered import ChosenCredential


class DriftKind(StrEnum):
    """Kind of a difference: a setup would change it, others added it, or only a person can decide on it."""

    DIFFERS = "differs"
    UNMANAGED = "unmanaged"
    BLOCKED = "blocked"


class LastChange(BaseModel):
    """Author of a change, from the directory's audit log.

    If the log does not distinguish it from other changes, ``only`` names the object of which this is the last change.
    """

    model_config = ConfigDict(frozen=True)

    at: datetime
    by: str
    activity: str
    only: str | None = None

    @property
    def sentence(self) -> str:
        """The change for people, without a full stop."""
        last = f"by {self.by} on {format_time(self.at)} ({self.activity})"
        if self.only is None:
            return f"Changed {last}{self._package}"
        return f"The log doesn't show who changed this; {self.only} was last changed {last}"

    @property
    def _package(self) -> str:
        """What to do instead if an access package ended or began; see docs/administrators/administrators.md."""
        if self.by != ENTITLEMENT_MANAGEMENT:
            return ""
        if self.activity.casefold().startswith("remove"):
            return "; assign the access package again instead, because --repair adds members without an end date"
        return "; to remove the member, end the assignment of the access package"


class Drift(BaseModel):
    """One difference. ``found`` and ``expected`` are null if there is nothing, or no text for it.

    ``repairable`` says whether ``status --repair`` repairs it; if not, ``remedy`` says who does what.
    """

    model_config = ConfigDict(frozen=True)

    step: str
    title: str
    resource: str
    kind: DriftKind
    found: str | None = None
    expected: str | None = None
    sentence: str
    remedy: str
    repairable: bool = False
    changed: LastChange | None = None


class Level(StrEnum):
    """Urgency of an expiry: ``warn`` within 60 days, ``critical`` within 30 (see docs/administrators/status.md)."""

    OK = "ok"
    WARN = "warn"
    CRITICAL = "critical"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class Expiry(BaseModel):
    """Expiring item; ``days_left`` is negative once it has expired."""

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    level: Level
    expires_at: datetime | None = None
    days_left: int | None = None
    sentence: str
    remedy: str = ""


class Estimate(BaseModel):
    """Microsoft's estimate of the first cycle, in minutes, for so many people, groups and memberships."""

    model_config = ConfigDict(frozen=True)

    people: int
    groups: int
    memberships: int
    least_minutes: float
    most_minutes: float

    @property
    def duration(self) -> str:
        """The interval for people."""
        if self.most_minutes < 1:
            return "less than a minute"
        return f"{self.least_minutes:.0f} to {self.most_minutes:.0f} minutes"

    @property
    def sentence(self) -> str:
        """The estimate for people, without a full stop."""
        people, groups = pluralize(self.people, "person", "people"), pluralize(self.groups, "group")
        scope = f"{people} in {groups}"
        return f"By Microsoft's formula the first cycle takes {self.duration} for {scope}, once it begins"


class Pace(StrEnum):
    """How long something took, compared with the interval of its estimate."""

    FASTER = "faster"
    AS_ESTIMATED = "as-estimated"
    SLOWER = "slower"


class FirstCycle(BaseModel):
    """How long the first cycle took, with the estimate for those who are in scope now."""

    model_config = ConfigDict(frozen=True)

    minutes: float
    estimate: Estimate
    pace: Pace


class LastCycle(BaseModel):
    """The last run of the job; ``failing`` are those that are tried again.

    ``remedy`` says what to do if it failed, for all or for some; it is empty if the cause was repaired just now.
    """

    model_config = ConfigDict(frozen=True)

    outcome: str
    began_at: datetime | None
    ended_at: datetime | None
    in_scope: int
    written: int
    failing: int
    remedy: str = ""


class Diagnosis(BaseModel):
    """Reason for a quarantine, its evidence, and the remedy."""

    model_config = ConfigDict(frozen=True)

    id: str
    reason: str
    since: datetime | None
    next_attempt: datetime | None
    cause: str
    evidence: str
    remedy: str
    repairable: bool


class Provisioning(BaseModel):
    """Provisioning health; ``state`` is missing, stopped, paused, waiting, running or quarantine."""

    model_config = ConfigDict(frozen=True)

    state: str
    last_cycle: LastCycle | None = None
    next_cycle: datetime | None = None
    estimate: Estimate | None = None
    first_cycle: FirstCycle | None = None
    at_total: dict[str, int] = Field(default_factory=dict)
    quarantine: Diagnosis | None = None

    @property
    def fails(self) -> bool:
        """Whether the job is stopped, or could not provision a person in scope."""
        return self.quarantine is not None or bool(self.last_cycle and self.last_cycle.remedy)


class UnavailablePart(BaseModel):
    """Unavailable part and the reason; it never counts as good.

    ``step`` is the id of the step whose state is unknown because of it, empty for what belongs to none.
    """

    model_config = ConfigDict(frozen=True)

    step: str = ""
    what: str
    why: str
    remedy: str


class StatusReport(BaseModel):
    """The whole result. ``compared_with`` names the source of the desired state, ``not_compared`` what it does not
    cover, ``accepted`` what others added before an adoption accepted it, ``audit_log_unavailable`` why no author is
    named.
    """

    model_config = ConfigDict(frozen=True)

    checked_at: datetime
    tenant: str
    application: str
    compared_with: str
    drift: tuple[Drift, ...] = ()
    blocked: tuple[BlockedItem, ...] = ()
    expiries: tuple[Expiry, ...] = ()
    provisioning: Provisioning | None = None
    credential: ChosenCredential | None = None
    unavailable: tuple[UnavailablePart, ...] = ()
    not_compared: tuple[str, ...] = ()
    accepted: tuple[Drift, ...] = ()
    audit_log_unavailable: str = ""

    @property
    def repairable(self) -> frozenset[str]:
        """The steps that ``--repair`` carries out."""
        return frozenset(one.step for one in self.drift if one.repairable)

    @property
    def is_critical(self) -> bool:
        """Whether something ends so soon, or fares so ill, that it counts as a difference."""
        ending = any(one.level in (Level.CRITICAL, Level.EXPIRED) for one in self.expiries)
        return ending or bool(self.provisioning and self.provisioning.fails)


class StatusVerdict(Enum):
    """Verdict of ``status``."""

    DIFFERS = auto()
    IN_DANGER = auto()
    UNAVAILABLE = auto()
    BLOCKED = auto()
    WELL = auto()


def verdict_of(report: StatusReport) -> StatusVerdict:
    """Return the gravest verdict that applies; what could not be read never counts as good."""
    if report.drift:
        return StatusVerdict.DIFFERS
    if report.is_critical:
        return StatusVerdict.IN_DANGER
    if report.unavailable:
        return StatusVerdict.UNAVAILABLE
    return StatusVerdict.BLOCKED if report.blocked else StatusVerdict.WELL
