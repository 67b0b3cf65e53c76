"""The status as metrics, for the textfile collector of the Prometheus node exporter.

Format: https://prometheus.io/docs/instrumenting/exposition_formats/ (text, version 0.0.4)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import IO, NamedTuple

from total_onboard.core.text.stdout_document import write_document
from total_onboard.core.text.visible_text import shown
from total_onboard.diagnostics.drift.status_result import Provisioning, StatusReport
from total_onboard.ui.output.tenant_result import TenantResult

Labels = dict[str, str]
STATES = ("missing", "stopped", "paused", "waiting", "running", "quarantine")


class Metric(NamedTuple):
    """One gauge; a sample is its labels and its value."""

    name: str
    help: str
    samples: list[tuple[Labels, float]]


def print_metrics(report: StatusReport, stream: IO[str] | None = None) -> None:
    """Print them, alone, on standard output."""
    write_document(metrics_text(report), stream)


def print_tenants_metrics(results: Iterable[TenantResult], stream: IO[str] | None = None) -> None:
    """Print those of many tenants, alone, on standard output."""
    write_document(tenants_metrics_text(results), stream)


def metrics_text(report: StatusReport) -> str:
    """Return every metric with its help, its type and its samples."""
    return _text([_of_report(report, {})])


def tenants_metrics_text(results: Iterable[TenantResult]) -> str:
    """Return the metrics of many tenants, each once with the samples of all.

    Two tenants can have the same display name, so each sample names the tenant's ID, too.
    """
    parts = []
    for one in results:
        labels = {"tenant": one.name or one.tenant, "tenant_id": one.tenant_id or ""}
        ended = Metric("exit_status", "Exit status of the check of a tenant.", [({}, one.exit_code)])
        parts.append((labels, iter([ended])))
        if one.status:
            parts.append(_of_report(one.status, {"tenant_id": one.tenant_id or ""}))
    return _text(parts)


def _of_report(report: StatusReport, more: Labels) -> tuple[Labels, Iterator[Metric]]:
    return {"tenant": report.tenant, "application": report.application, **more}, _metrics(report)


def _text(parts: Iterable[tuple[Labels, Iterator[Metric]]]) -> str:
    """Return each metric once, because the format has its help and type before all of its samples."""
    merged: dict[str, Metric] = {}
    for common, metrics in parts:
        for metric in metrics:
            samples = merged.setdefault(metric.name, Metric(metric.name, metric.help, [])).samples
            samples += [({**common, **labels}, value) for labels, value in metric.samples]
    return "".join(line for metric in merged.values() for line in _lines(metric))


def _metrics(report: StatusReport) -> Iterator[Metric]:
    kinds = Counter((one.step, one.kind.value) for one in report.drift)
    drift: list[tuple[Labels, float]] = [({"step": step, "kind": kind}, n) for (step, kind), n in kinds.items()]
    yield Metric("differences", "Number of differences from the desired state, by step and kind.", drift or [({}, 0)])
    yield Metric(
        "unavailable",
        "Number of parts that are unavailable, so their state is unknown.",
        [({}, len(report.unavailable))],
    )
    days = [({"credential": one.id}, float(one.days_left)) for one in report.expiries if one.days_left is not None]
    yield Metric("days_left", "Days until a credential expires; negative if it has expired.", days)
    yield Metric(
        "checked_timestamp_seconds",
        "Time of the status check, as a Unix timestamp.",
        [({}, report.checked_at.timestamp())],
    )
    if report.provisioning:
        yield from _of_provisioning(report.provisioning)


def _of_provisioning(provisioning: Provisioning) -> Iterator[Metric]:
    states: list[tuple[Labels, float]] = [({"state": one}, float(one == provisioning.state)) for one in STATES]
    yield Metric(
        "provisioning_state", "State of the provisioning job: 1 for the current state, 0 for the others.", states
    )
    at_total: list[tuple[Labels, float]] = [({"kind": kind}, n) for kind, n in provisioning.at_total.items()]
    yield Metric("objects_at_total", "Number of objects that Microsoft has provisioned to TOTAL, by kind.", at_total)
    if provisioning.quarantine:
        reason = {"reason": provisioning.quarantine.reason, "diagnosis": provisioning.quarantine.id}
        yield Metric("quarantine", "Whether the provisioning job is in quarantine, with the reason.", [(reason, 1)])
    if provisioning.last_cycle and provisioning.last_cycle.ended_at:
        ended = provisioning.last_cycle.ended_at.timestamp()
        yield Metric(
            "last_cycle_timestamp_seconds", "End of the last provisioning cycle, as a Unix timestamp.", [({}, ended)]
        )
        yield Metric(
            "failing_objects",
            "Number of objects that failed in the last provisioning cycle.",
            [({}, provisioning.last_cycle.failing)],
        )
        succeeded = float(provisioning.last_cycle.outcome == "Succeeded")
        yield Metric(
            "last_cycle_succeeded",
            "Whether the last provisioning cycle succeeded (1) or failed (0).",
            [({}, succeeded)],
        )


def _lines(metric: Metric) -> Iterable[str]:
    name = f"total_onboard_{metric.name}"
    if not metric.samples:
        return
    yield f"# HELP {name} {metric.help}\n# TYPE {name} gauge\n"
    for labels, value in metric.samples:
        labelled = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
        yield f"{name}{{{labelled}}} {value:.15g}\n"


def _escaped(text: str) -> str:
    return shown(text).replace("\\", "\\\\").replace('"', '\\"')
