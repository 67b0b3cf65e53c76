"""One customer's words, long as in life: a German name, ids of 36 characters, addresses that fill a line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from total_onboard.core.errors import OnboardError
from total_onboard.diagnostics.preflight.check_result import CheckResult, CheckStatus
from total_onboard.diagnostics.verification.verification_result import VerificationResult, VerificationStatus
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.plan import Action, BlockedItem, Change, Plan
from total_onboard.steps import SETUP_STEPS
from total_onboard.ui.output.json_document import SignIn
from total_onboard.ui.views.run.summary import StepSummary, Summary
from total_onboard.ui.views.session import Who

TENANT: Final = "6f1c2b0e-9d1a-4b7e-8f3d-2a5c9e7b4d10"
CLIENT: Final = "a4f7d1c2-3b5e-4c6d-9e8f-0b1a2c3d4e5f"
COMPANY: Final = "Norddeutsche Elektrizitätsversorgungs- und Fernwärmegesellschaft mbH & Co. KGaA"
ADMIN: Final = "friederike.muellerschoen@norddeutsche-energie.onmicrosoft.com"
SCIM: Final = "https://scim.eu-central-1.yourtotal.com/norddeutsche-energieversorgung/scim/v2"
CONSENT: Final = (
    "Ask a Privileged Role Administrator to run: total-onboard setup --only consent "
    "--tenant norddeutsche-energieversorgung.onmicrosoft.com"
)


@dataclass(frozen=True)
class ShownCode:
    user_code: str = "FCK4TZP9Q"
    verification_uri: str = "https://microsoft.com/devicelogin"
    is_microsofts: bool = True
    left: float = 893.0

    def seconds_left(self) -> float:
        return self.left


WHO: Final = Who(
    tenant_name=COMPANY,
    tenant_id=TENANT,
    account=ADMIN,
    roles=("Cloud Application Administrator", "Groups Administrator", "Privileged Role Administrator"),
    cloud="global",
    scopes=(
        ("User.Read", "See who signed in, and the name of the tenant."),
        ("RoleManagement.Read.Directory", "See which directory roles you hold, and which you could activate."),
        ("DelegatedPermissionGrant.ReadWrite.All", "Consent to signing in with openid, profile and email."),
    ),
)

FINDINGS: Final = (
    CheckResult(
        id="licence",
        title="Premium license",
        outcome=CheckStatus.PASS,
        found="Microsoft Entra ID P2",
        needed="Microsoft Entra ID P1 or P2",
    ),
    CheckResult(
        id="role-applications",
        title="Role to manage applications",
        outcome=CheckStatus.FAIL,
        found=f"{ADMIN} has Global Reader",
        needed="Application Administrator, Cloud Application Administrator or Global Administrator",
        remedy="Ask for the role Application Administrator (if you are eligible, activate it in "
        "Privileged Identity Management), then sign in again.",
        docs="docs/checks.md#role-applications",
    ),
    CheckResult(
        id="client-secrets",
        title="Client secrets allowed",
        outcome=CheckStatus.WARN,
        found="Client secrets are limited to 180 days here",
        needed="An app management policy that allows client secrets",
        remedy="Setup uses that lifetime; plan to run rotate-secret that often.",
    ),
    CheckResult(
        id="scim-end",
        title="TOTAL's SCIM address",
        outcome=CheckStatus.SKIP,
        found="No SCIM address and token were given",
        needed="An https address that answers, and a token that it takes",
        remedy="Some customers get them after the hand-off; otherwise give --scim-url and --scim-token-file.",
    ),
)


def _change(step: str, action: Action, summary: str, item: str = "") -> Change:
    return Change(step=step, resource=step, action=action, summary=summary, item=item)


TITLES: Final[dict[str, str]] = {step.id: step.title for step in SETUP_STEPS}


KEPT: Final = (
    _change("application", Action.NONE, "The enterprise application TOTAL exists"),
    _change("groups", Action.NONE, "The group TOTAL-Admin exists"),
)
WAITING: Final = (
    BlockedItem(
        step="consent",
        sentence="Consent to GroupMember.Read.All must be given by a Privileged Role Administrator",
        remedy=CONSENT,
    ),
    BlockedItem(
        step="scim-credentials",
        sentence="TOTAL's SCIM address and token are not known yet",
        remedy="Once TOTAL has sent them, run total-onboard setup with --scim-url and --scim-token-file.",
    ),
    BlockedItem(
        step="start",
        sentence="Provisioning starts once it has an address",
        remedy="Once TOTAL has sent them, run total-onboard setup with --scim-url and --scim-token-file.",
    ),
)
PLAN: Final = Plan(
    changes=(
        _change("application", Action.CREATE, "Create the enterprise application TOTAL from the non-gallery template"),
        _change(
            "redirect-uris",
            Action.UPDATE,
            "Add the redirect URI https://app.yourtotal.com/norddeutsche-energieversorgung/auth/oidc/callback",
            item="https://app.yourtotal.com/norddeutsche-energieversorgung/auth/oidc/callback",
        ),
        _change("groups", Action.ADOPT, "Finish TOTAL-Admin, which an earlier run began"),
        _change("client-secret", Action.DELETE, "Remove the client secret that nobody ever received"),
        _change("scim-credentials", Action.UPDATE, f"Test the SCIM address {SCIM} and its token, then store them"),
        *KEPT,
    ),
    blocked=WAITING,
    warnings=("The redirect URI https://old.example/callback is unmanaged. It is kept.",),
)
NOTHING: Final = Plan(changes=KEPT)

VERIFICATIONS: Final = (
    VerificationResult(
        id="token",
        title="TOTAL can sign in and read group members",
        outcome=VerificationStatus.VERIFIED,
        found="A token obtained with the client secret holds GroupMember.Read.All",
        seconds=1.2,
    ),
    VerificationResult(
        id="member",
        title="A member is provisioned with the right identifier",
        outcome=VerificationStatus.INCONCLUSIVE,
        found=f"{ADMIN} is not provisioned yet: Microsoft gave no reason",
        remedy="Run total-onboard verify in a quarter of an hour.",
    ),
)
FORBIDDEN: Final = OnboardError(
    "Microsoft refused to assign the group TOTAL-Admin: the tenant has no Microsoft Entra ID P1.",
    remedy="Buy or try Microsoft Entra ID P1, then run the same command again.",
    request_id="0c9f6c1e-5d0e-4f38-9f5c-3f6b1a7e2d44",
)
RESOURCES: Final = {
    "tenant_id": TENANT,
    "client_id": CLIENT,
    "admin_group_id": "c0ffee00-1111-4222-8333-444455556666",
    "job_id": f"scim.{TENANT.replace('-', '')}.e9d2a1b0-7c6f-4e5d-8b3a-1f2e3d4c5b6a",
}
SUMMARY: Final = Summary(
    ended=(
        StepSummary("Enterprise application", StepOutcome.CREATED, f"Created TOTAL (client ID {CLIENT})"),
        StepSummary("Groups", StepOutcome.CREATED, "Created TOTAL-Admin"),
        StepSummary("Redirect URIs", StepOutcome.CHANGED, "Added https://app.yourtotal.com/auth/oidc/callback"),
        StepSummary("Owner of the application", StepOutcome.KEPT, f"{ADMIN} owns the application"),
    ),
    blocked=WAITING,
    problems=(FORBIDDEN,),
    verifications=VERIFICATIONS,
    resources=RESOURCES,
    handoff=Path("/home/friederike/norddeutsche-energieversorgung.totalhandoff"),
    journal=Path(f"/home/friederike/.local/state/total-onboard/{TENANT}/total-onboard-total.jsonl"),
)
SIGN_IN: Final = SignIn(accounts=(ADMIN,), kept="encrypted in /home/friederike/.local/state/total-onboard/sign-in.bin")
