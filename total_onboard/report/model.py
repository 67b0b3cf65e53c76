"""Model of the page: nothing here is looked up, and nothing is a secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from total_onboard.report.topology import Connection


class Severity(StrEnum):
    """Severity of a line, in addition to its word."""

    GOOD = "good"
    CAUTION = "caution"
    BAD = "bad"
    QUIET = "quiet"


@dataclass(frozen=True)
class ReportLine:
    """One found, verified, done or remaining item, and what to do about it; ``title`` can name several."""

    sign: Severity
    word: str
    title: str
    text: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class Difference:
    """One value that differs; ``found`` and ``expected`` are empty if there is no text for them."""

    word: str
    title: str
    resource: str
    found: str
    expected: str
    note: str


@dataclass(frozen=True)
class Section:
    """Lines that belong together."""

    title: str
    lines: tuple[ReportLine, ...]

    @property
    def has_texts(self) -> bool:
        """Whether a line has more than a title and a word."""
        return any(line.text or line.remedy for line in self.lines)


@dataclass(frozen=True)
class Permission:
    """A Microsoft Graph permission of TOTAL, and its limits; ``state`` says whether it is consented to."""

    name: str
    kind: str
    state: ReportLine
    reason: str
    worst: str
    never: str


@dataclass(frozen=True)
class Attribute:
    """One attribute of a person that Microsoft sends to TOTAL."""

    source: str
    target: str


@dataclass(frozen=True)
class ResourceLink:
    """An object in the tenant; ``link`` is its page in the Microsoft Entra admin center, empty if that is not known."""

    kind: str
    name: str
    id: str
    link: str = ""


@dataclass(frozen=True)
class Call:
    """One request that could change something, as the journal has it."""

    at: datetime
    purpose: str
    what: str
    status: str
    request_id: str


@dataclass(frozen=True)
class JournalRun:
    """One run: its start, command and account, its changes, and its calls."""

    at: datetime
    command: str
    account: str
    changes: tuple[str, ...]
    calls: tuple[Call, ...]


@dataclass(frozen=True)
class Instruction:
    """Task for the next administrator: the command, and the steps in the portal; ``when`` says when to do it."""

    title: str
    text: str
    command: str = ""
    portal_steps: tuple[str, ...] = ()
    when: str = ""
    finish: str = ""


@dataclass(frozen=True)
class Report:
    """The whole page. ``earlier_calls`` is how many calls the journal has beyond those listed here."""

    title: str
    occasion: str
    verdict: ReportLine
    facts: tuple[tuple[str, str], ...]
    tasks: tuple[ReportLine, ...]
    connection: Connection
    permissions: tuple[Permission, ...]
    attributes: tuple[Attribute, ...]
    things: tuple[ResourceLink, ...]
    differences: tuple[Difference, ...]
    parts: tuple[Section, ...]
    ends: tuple[ReportLine, ...]
    runs: tuple[JournalRun, ...]
    earlier_calls: int
    journal: str
    asked: tuple[tuple[str, str], ...]
    instructions: tuple[Instruction, ...]
