"""Circumstances of a recorded run: a persona with the recorded subscriptions, cloud and time, and without lags."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from total_onboard.sandbox.directory.catalog import NON_GALLERY_TEMPLATES
from total_onboard.sandbox.persona import Persona, Sku
from total_onboard.sandbox.recording.archive import RecordedRun

_YEARS: Final = 10 * 365 * 86_400.0
"""Seconds by which a recording can be older or newer than this machine's clock."""
_MOST: Final = 200
"""Subscriptions, or plans of one, that are taken from a recording."""


def with_recorded_pace(run: RecordedRun, persona: Persona) -> Persona:
    """Return the persona; the provisioning service's pace is Microsoft's unless a sandbox was recorded."""
    has_flag = "aadOptscim" in str(run.head.settings.get("scim_url"))
    ahead = (run.head.started.astimezone(UTC) - datetime.now(UTC)).total_seconds()
    return persona.model_copy(
        update={
            "replication_lag": (0.0, 0.0),
            "consent_lag": 0.0,
            "pace": persona.pace if run.head.sandbox else 1.0,
            "clock_ahead": max(-_YEARS, min(ahead, _YEARS)),
            "faults": (),
            "total_refuses": persona.total_refuses if has_flag else (),
            "cloud": _cloud(run) or persona.cloud,
            "skus": tuple(_subscriptions(run)) or persona.skus,
        }
    )


def _cloud(run: RecordedRun) -> str | None:
    """Return the cloud whose template for applications in no gallery was found."""
    found = (one for one in run.exchanges if one.path.startswith("/v1.0/applicationTemplates/"))
    paths = {one.path for one in found if 200 <= one.status < 300}
    named = (cloud for cloud, template in NON_GALLERY_TEMPLATES.items() if any(template in path for path in paths))
    return next(named, None)


def _subscriptions(run: RecordedRun) -> Iterator[Sku]:
    for one in run.exchanges:
        if one.path == "/v1.0/subscribedSkus" and one.status == 200:
            yield from map(_subscription, _objects(one.answer_json, "value"))
            return


def _subscription(document: dict[str, Any]) -> Sku:
    plans = _objects(document, "servicePlans")
    return Sku(
        part_number=str(document.get("skuPartNumber")),
        capability=str(document.get("capabilityStatus", "Enabled")),
        plans=tuple(str(one.get("servicePlanName")) for one in plans),
        provisioning=next((str(one.get("provisioningStatus")) for one in plans), "Success"),
    )


def _objects(document: Any, member: str) -> list[dict[str, Any]]:  # noqa: ANN401
    found = document.get(member) if isinstance(document, dict) else None
    return [one for one in found[:_MOST] if isinstance(one, dict)] if isinstance(found, list) else []
