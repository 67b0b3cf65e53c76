"""The one JSON document that ``--output json`` prints; its schema ships with the package."""

from __future__ import annotations

from typing import IO, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from total_onboard.core.text.stdout_document import write_document
from total_onboard.core.text.visible_text import json_text
from total_onboard.diagnostics.drift.status_result import Drift, Estimate, StatusReport
from total_onboard.diagnostics.preflight.admin_forecast import Forecast
from total_onboard.diagnostics.preflight.check_result import CheckResult
from total_onboard.diagnostics.preflight.roles.eligible_roles import ActivatedRole
from total_onboard.diagnostics.verification.group_sync.active_leavers import StillActive
from total_onboard.diagnostics.verification.group_sync.deactivate_leavers import Departure
from total_onboard.diagnostics.verification.group_sync.sync_result import MemberSyncResult
from total_onboard.diagnostics.verification.verification_result import VerificationResult
from total_onboard.engine.inspection.object_contents import Inspection
from total_onboard.engine.plan import BlockedItem, Change
from total_onboard.entra.resources.group_membership import Person
from total_onboard.exchange.bulk.row_result import RowResult
from total_onboard.exchange.handoff.public_credential import HandedCredential
from total_onboard.exchange.handoff.receipt import SentHandoff
from total_onboard.exchange.ledger.entries import ImportReport, LedgerLine
from total_onboard.steps.credentials.considered import ChosenCredential
from total_onboard.ui.output.comparison_documents import ComparedRun
from total_onboard.ui.output.config_documents import ConfigFile, RecordingFile, SettingFact
from total_onboard.ui.output.documents_without_tenant import Explanation, PersonaFacts, Problem
from total_onboard.ui.output.exchange_documents import (
    FiledHandoff,
    KeyFacts,
    OpenedHandoff,
    SheetFacts,
    TrustedKeyFacts,
)
from total_onboard.ui.output.tenant_result import TenantResult

SCHEMA: Final = "total-onboard/v2"


class DeliveredHandoff(BaseModel):
    """Location of the hand-off, which alone holds the values. ``path`` is null for the clipboard.

    ``sealed`` is whether TOTAL alone can open it. The secret's members are null if it holds none, because TOTAL
    has it already, or because TOTAL signs in with another ``credential``. ``sent`` is what became of sending it to
    TOTAL's address, null if it wasn't sent.
    """

    model_config = ConfigDict(frozen=True)

    path: str | None
    sealed: bool
    client_secret_key_id: str | None
    client_secret_expires_at: str | None
    credential: HandedCredential | None = None
    sent: SentHandoff | None = None


class SignIn(BaseModel):
    """Remembered sign-in."""

    model_config = ConfigDict(frozen=True)

    accounts: tuple[str, ...]
    kept: str


class Document(BaseModel):
    """Every document; members that a command has nothing to say about are left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_: Literal["total-onboard/v2"] = Field(default=SCHEMA, alias="schema")
    command: str
    ok: bool
    exit_code: int
    checks: tuple[CheckResult, ...] | None = None
    activated_roles: tuple[ActivatedRole, ...] | None = None
    forecast: Forecast | None = None
    plan: tuple[Change, ...] | None = None
    changes: tuple[Change, ...] | None = None
    warnings: tuple[str, ...] | None = None
    blocked: tuple[BlockedItem, ...] | None = None
    verifications: tuple[VerificationResult, ...] | None = None
    removal_verified: bool | None = None
    first_cycle: Estimate | None = None
    credential: ChosenCredential | None = None
    drift: tuple[Drift, ...] | None = None
    status: StatusReport | None = None
    admins: tuple[Person, ...] | None = None
    eligible_admins: tuple[Person, ...] | None = None
    people: tuple[MemberSyncResult, ...] | None = None
    departures: tuple[Departure, ...] | None = None
    still_active: tuple[StillActive, ...] | None = None
    resources: dict[str, str] | None = None
    handoff: DeliveredHandoff | FiledHandoff | OpenedHandoff | None = None
    keys: tuple[KeyFacts, ...] | None = None
    trusted_key: TrustedKeyFacts | None = None
    trusted_keys: tuple[TrustedKeyFacts, ...] | None = None
    sheet: SheetFacts | None = None
    sheets: tuple[LedgerLine, ...] | None = None
    rows: tuple[RowResult, ...] | None = None
    files: dict[str, str] | None = None
    imported: ImportReport | None = None
    sign_in: SignIn | None = None
    report: str | None = None
    export: str | None = None
    guide: str | None = None
    summary: str | None = None
    config_files: tuple[ConfigFile, ...] | None = None
    recordings: tuple[RecordingFile, ...] | None = None
    settings: tuple[SettingFact, ...] | None = None
    explanations: tuple[Explanation, ...] | None = None
    personas: tuple[PersonaFacts, ...] | None = None
    comparison: ComparedRun | None = None
    unmanaged: tuple[Inspection, ...] | None = None
    tenants: tuple[TenantResult, ...] | None = None
    problems: tuple[Problem, ...] = ()


def print_document(command: str, exit_code: int, members: dict[str, object], stream: IO[str] | None = None) -> None:
    """Print it, alone, on standard output."""
    document = Document.model_validate(
        {"schema": SCHEMA, "command": command, "ok": exit_code == 0, "exit_code": exit_code, **members}
    )
    members_without_value: dict[str, Any] = {name: True for name, value in document if value is None}
    if document.tenants:
        members_without_value["tenants"] = {
            number: one.members_without_value for number, one in enumerate(document.tenants)
        }
    members = document.model_dump(mode="json", by_alias=True, exclude=members_without_value, fallback=str)
    write_document(json_text(members) + "\n", stream)
