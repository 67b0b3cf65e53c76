"""``status --tenants --notify``: one notification of all that is new in any tenant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from total_onboard.commands.status.news import News, NotifyOptions, gravest_of, news_of
from total_onboard.commands.status.notification_sender import NotificationSender
from total_onboard.commands.status.notify import NOT_SENT, listed, remembered
from total_onboard.commands.status.notify_failure import FailureNotices
from total_onboard.commands.status.sent_findings import sent_file
from total_onboard.core.text.formatting import pluralize
from total_onboard.diagnostics.drift.status_result import StatusReport
from total_onboard.engine.journal.journal import Journal
from total_onboard.settings import Settings
from total_onboard.ui.output.tenant_result import TenantResult

_MOST: Final = 30
"""Tenants that one notification lists."""


@dataclass
class TenantsNotices:
    """What is new in the tenants of a run; results of an earlier run, which ``--resume`` keeps, were sent by that."""

    sender: NotificationSender
    settings: Settings
    options: NotifyOptions
    _news: dict[str, News] = field(default_factory=dict)

    def compare(self, tenant: str, report: StatusReport, journal: Journal) -> None:
        """Compare the report of a tenant with what was sent about it."""
        failed_before = self._failures(tenant).sent_before
        self._news[tenant] = news_of(report, sent_file(journal.path), self.options, failed_before=failed_before)

    @property
    def of_the_run(self) -> FailureNotices:
        """Notices about runs that failed before any tenant was reached."""
        return FailureNotices(self.sender, self.settings, "status --tenants", self.options)

    def send(self, results: Sequence[TenantResult]) -> str:
        """Send the news of all tenants, those that failed included; return why that failed, or an empty text."""
        news = [found for one in results if (found := self._news_of(one))]
        new = [one for one in news if one.is_new]
        if new and not self.sender.deliver(_title(new), _body(new), gravest_of(one.severity for one in new)):
            return NOT_SENT
        self.of_the_run.forget()
        for one in results:
            if one.tenant in self._news and not one.problems:
                self._failures(one.tenant).forget()
        return remembered(*news)

    def _news_of(self, result: TenantResult) -> News | None:
        if not result.problems:
            return self._news.get(result.tenant)
        problem = result.problems[0]
        sentence = f"{problem.message} {problem.remedy}"
        return self._failures(result.tenant).news_of(problem.code, problem.code, sentence)

    def _failures(self, tenant: str) -> FailureNotices:
        own = self.settings.model_copy(update={"tenant": tenant})
        return FailureNotices(self.sender, own, self.settings.application_name or "TOTAL", self.options)


def _title(new: list[News]) -> str:
    found = [one for one in new if one.lines]
    if not found:
        return f"All is well again in {pluralize(len(new), 'tenant')}"
    return f"{pluralize(sum(len(one.lines) for one in found), 'finding')} in {pluralize(len(found), 'tenant')}"


def _body(new: list[News]) -> Iterator[str]:
    for one in new[:_MOST]:
        yield one.headline
        yield from (f"  {line}" for line in listed(one))
    if len(new) > _MOST:
        yield f"and {pluralize(len(new) - _MOST, 'more tenant')}"
    yield "Details: total-onboard status --tenants FILE"
