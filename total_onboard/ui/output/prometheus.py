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


def metrics_text(report: StatusReport) -> str:
    """Return every metric with its help, its type and its samples."""
    common = {"tenant": report.tenant, "application": report.application}
    return "".join(line for metric in _metrics(report) for line in _lines(metric, common))


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


def _lines(metric: Metric, common: Labels) -> Iterable[str]:
    name = f"total_onboard_{metric.name}"
    if not metric.samples:
        return
    yield f"# HELP {name} {metric.help}\n# TYPE {name} gauge\n"
    for labels, value in metric.samples:
        labelled = ",".join(f'{key}="{_escaped(text)}"' for key, text in {**common, **labels}.items())
        yield f"{name}{{{labelled}}} {value:.15g}\n"


def _escaped(text: str) -> str:
    return shown(text).replace("\\", "\\\\").replace('"', '\\"')
