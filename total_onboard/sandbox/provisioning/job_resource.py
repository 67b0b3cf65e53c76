"""A job as Graph shows it (``synchronizationJob``)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any, Final

from total_onboard.sandbox.provisioning.job import Execution, Job
from total_onboard.sandbox.provisioning.quarantine import Quarantine

Body = dict[str, Any]

NEVER: Final = "0001-01-01T00:00:00Z"


_NEVER_DUE: Final = "P10675199DT2H48M5.4775807S"


def job_body(job: Job, secrets: dict[str, str], *, never_due: bool = False) -> Body:
    """Return the job with its schedule, status and settings; ``never_due`` is for one that was never started."""
    interval = _NEVER_DUE if never_due and job.state == "Disabled" else "PT40M"
    return {
        "id": job.id,
        "templateId": job.template_id,
        "schedule": {"expiration": None, "interval": interval, "state": job.state},
        "status": _status(job, is_configured="BaseAddress" in secrets),
        "synchronizationJobSettings": [
            {"name": "QuarantineTooManyDeletesThreshold", "value": "500"},
        ],
    }


def _status(job: Job, *, is_configured: bool) -> Body:
    kinds = Counter(link.kind for link in job.links.values())
    return {
        "code": _code(job, is_configured=is_configured),
        "countSuccessiveCompleteFailures": job.failures_in_a_row,
        "escrowsPruned": False,
        "steadyStateFirstAchievedTime": _time(job.steady_first),
        "steadyStateLastAchievedTime": _time(job.steady_last),
        "troubleshootingUrl": None,
        "lastExecution": _execution(job.last_execution),
        "lastSuccessfulExecution": _execution(job.last_success),
        "lastSuccessfulExecutionWithExports": _execution(job.last_success_with_exports),
        "progress": [],
        "quarantine": _quarantine(job.quarantine),
        "synchronizedEntryCountByType": [{"key": kind, "value": count} for kind, count in sorted(kinds.items())],
    }


def _code(job: Job, *, is_configured: bool) -> str:
    if job.quarantine:
        return "Quarantine"
    if job.state == "Active":
        return "Active" if job.last_execution else "NotRun"
    return "Paused" if is_configured or job.state == "Paused" else "NotConfigured"


def _execution(execution: Execution | None) -> Body | None:
    if not execution:
        return None
    return {
        "activityIdentifier": execution.id,
        "countEntitled": execution.entitled,
        "countEntitledForProvisioning": execution.entitled,
        "countEscrowed": execution.escrowed,
        "countEscrowedRaw": execution.escrowed,
        "countExported": execution.exported,
        "countExports": execution.exported,
        "countImported": execution.entitled,
        "countImportedDeltas": 0,
        "countImportedReferenceDeltas": 0,
        "error": execution.error,
        "state": execution.state,
        "timeBegan": _time(execution.began),
        "timeEnded": _time(execution.ended),
    }


def _quarantine(quarantine: Quarantine | None) -> Body | None:
    if not quarantine:
        return None
    return {
        "currentBegan": _time(quarantine.began),
        "nextAttempt": _time(quarantine.next_attempt),
        "reason": quarantine.reason,
        "seriesBegan": _time(quarantine.began),
        "seriesCount": quarantine.attempts,
        "error": quarantine.error,
    }


def _time(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else NEVER
