"""Models of the provisioning API: settings, jobs and results."""

from __future__ import annotations

import json
from typing import Any, Final

from pydantic import AliasChoices, AliasPath, Field, model_validator

from total_onboard.core.secret import SecretText
from total_onboard.entra.graph.model import GraphModel, Moment

MEMBERS_PER_CALL: Final = 5
"""What provisionOnDemand takes of one group at a time."""
SECONDS_BETWEEN_ORDERS: Final = 2.0
"""Microsoft accepts five orders in ten seconds."""

_NO_MAILS: Final[dict[str, object]] = {"Enabled": False, "DeleteThresholdEnabled": True, "DeleteThresholdValue": 500}


class NotificationSettings(GraphModel):
    """Recipients of quarantine notifications, and how many deletions in one cycle count as an accident."""

    recipients: str | None = None
    delete_threshold: int = 500

    @classmethod
    def read(cls, value: str | None) -> NotificationSettings | None:
        """Return what a stored value says; None if Graph hides it, or it is not to be understood."""
        settings = _document(value)
        if not settings:
            return None
        recipients = settings.get("Recipients") if settings.get("Enabled") else None
        return cls(recipients=recipients if isinstance(recipients, str) else None)

    def as_json(self) -> str:
        """Return the value of ``SyncNotificationSettings``: JSON inside a string."""
        settings = _NO_MAILS | {"DeleteThresholdValue": self.delete_threshold}
        if self.recipients:
            settings |= {"Enabled": True, "Recipients": self.recipients}
        return json.dumps(settings, separators=(",", ":"))


class ScimCredentials(GraphModel):
    """Address of TOTAL's SCIM service, and the token that Microsoft authenticates with."""

    base_address: str
    secret_token: SecretText
    notification_settings: NotificationSettings = NotificationSettings()


# Assumption shown-scim-value.
class StoredSecret(GraphModel):
    """One stored credential; ``value`` is an asterisk if Graph hides it."""

    key: str
    value: str | None = None


def _status(*path: str) -> AliasPath:
    return AliasPath("status", *path)


class Cycle(GraphModel):
    """One run over everybody in scope; ``state`` is Succeeded, Failed or EntryLevelErrors.

    ``entitled`` are the people and groups in scope, ``exported`` what was written at the other end, ``escrowed`` the
    failures that are tried again; ``error_message`` is why one failed as a whole.
    """

    state: str = ""
    began: Moment | None = Field(default=None, validation_alias=AliasChoices("timeBegan", "began"))
    ended: Moment | None = Field(default=None, validation_alias=AliasChoices("timeEnded", "ended"))
    entitled: int = Field(default=0, validation_alias=AliasChoices("countEntitled", "entitled"))
    exported: int = Field(default=0, validation_alias=AliasChoices("countExported", "exported"))
    escrowed: int = Field(default=0, validation_alias=AliasChoices("countEscrowed", "escrowed"))
    error_message: str | None = Field(
        default=None, validation_alias=AliasChoices(AliasPath("error", "message"), "error_message")
    )


class Count(GraphModel):
    """Number of objects of a kind at the target."""

    key: str
    value: int = 0


# Assumption interval-before-start.
class SynchronizationJob(GraphModel):
    """A provisioning job, flat.

    ``schedule_state`` is Active, Disabled or Paused; ``status_code`` is NotConfigured, NotRun, Active, Paused
    or Quarantine; NotRun with an Active schedule is healthy for a while. Dates in the year 1 mean never.
    ``interval`` is an ISO 8601 duration.
    """

    id: str
    template_id: str = ""
    schedule_state: str = Field(
        default="", validation_alias=AliasChoices(AliasPath("schedule", "state"), "schedule_state")
    )
    status_code: str = Field(default="", validation_alias=AliasChoices(_status("code"), "status_code"))
    quarantine_reason: str | None = Field(
        default=None, validation_alias=AliasChoices(_status("quarantine", "reason"), "quarantine_reason")
    )
    quarantine_message: str | None = Field(
        default=None,
        validation_alias=AliasChoices(_status("quarantine", "error", "message"), "quarantine_message"),
    )
    quarantine_code: str = Field(
        default="", validation_alias=AliasChoices(_status("quarantine", "error", "code"), "quarantine_code")
    )
    quarantine_began: Moment | None = Field(
        default=None, validation_alias=AliasChoices(_status("quarantine", "currentBegan"), "quarantine_began")
    )
    next_attempt: Moment | None = Field(
        default=None, validation_alias=AliasChoices(_status("quarantine", "nextAttempt"), "next_attempt")
    )
    steady_state_reached: Moment | None = Field(
        default=None,
        validation_alias=AliasChoices(_status("steadyStateFirstAchievedTime"), "steady_state_reached"),
    )
    interval: str = Field(default="", validation_alias=AliasChoices(AliasPath("schedule", "interval"), "interval"))
    last_cycle: Cycle | None = Field(
        default=None, validation_alias=AliasChoices(_status("lastExecution"), "last_cycle")
    )
    counts: tuple[Count, ...] = Field(
        default=(), validation_alias=AliasChoices(_status("synchronizedEntryCountByType"), "counts")
    )
    failures_in_a_row: int = Field(
        default=0, validation_alias=AliasChoices(_status("countSuccessiveCompleteFailures"), "failures_in_a_row")
    )


class OnDemandOutcome(GraphModel):
    """How a provisioning on demand ended; ``result`` is Success, Skipped, Failure or Warning, ``action`` Create,
    Update, Disable, Delete or Other."""

    result: str = ""
    action: str = ""
    error_code: str | None = None
    error_message: str | None = None

    # Assumption on-demand-failed-update.
    @property
    def succeeded(self) -> bool:
        """Whether the object exists at the target now; "already in sync" counts as success."""
        return self.result == "Success" or self.error_code == "RedundantExport"

    # Assumptions on-demand-disable, on-demand-never-linked.
    @property
    def is_deactivated(self) -> bool:
        """Whether Microsoft says that the account at the other end is deactivated or deleted, now or already."""
        ended = self.result == "Success" and self.action in ("Disable", "Delete", "StagedDelete")
        return ended or self.error_code == "RedundantSoftDelete"

    @model_validator(mode="before")
    @classmethod
    def _from_two_json_strings(cls, data: Any) -> Any:  # noqa: ANN401
        """Graph answers a pair whose ``key`` and ``value`` are JSON documents inside strings."""
        if not isinstance(data, dict) or "key" not in data:
            return data
        verdict, protocol = _document(data.get("key")), _document(data.get("value"))
        details = verdict.get("details") or {}
        return {
            "result": verdict.get("result") or "",
            "action": protocol.get("action") or "",
            "error_code": details.get("errorCode"),
            "error_message": details.get("errorMessage"),
        }


def _document(text: object) -> dict[str, Any]:
    try:
        document = json.loads(text) if isinstance(text, str) else text
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
