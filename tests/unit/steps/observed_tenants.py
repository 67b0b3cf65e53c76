"""From the few lines of a case file to a whole picture of a tenant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from total_onboard.core.adoption_decisions import AdoptionDecisions
from total_onboard.core.desired_state import ScimEndpoint
from total_onboard.engine.access.app_management_policy import CertificatePolicy, ClientSecretPolicy
from total_onboard.engine.inspection.object_contents import Inspection
from total_onboard.engine.journal.entry import Addition
from total_onboard.engine.journal.scim_fingerprint import fingerprint
from total_onboard.engine.state.journal_history import JournalHistory
from total_onboard.engine.state.observed_state import ObservedGroup, ObservedMonitor, ObservedState, OrphanedApplication
from total_onboard.engine.state.run_state import RunChoices, RunEffects, RunIdentity, RunState
from total_onboard.entra.resources.applications import Application
from total_onboard.entra.resources.groups import Group
from total_onboard.entra.resources.non_secret_credentials import Certificate, FederatedCredential
from total_onboard.entra.resources.organization import Organization
from total_onboard.entra.resources.permission_grants import PermissionGrant
from total_onboard.entra.resources.service_principals import AppRoleAssignment, ServicePrincipal
from total_onboard.entra.resources.synchronization.models import NotificationSettings
from total_onboard.entra.resources.synchronization.requests import SynchronizationJob
from total_onboard.entra.resources.users import User
from total_onboard.entra.role_ids import GLOBAL_ADMINISTRATOR

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TEMPLATE = "non-gallery"

GRAPH = {
    "id": "graph-sp",
    "appId": "00000003-0000-0000-c000-000000000000",
    "appRoles": [{"id": "role-group-member-read", "value": "GroupMember.Read.All"}],
    "oauth2PermissionScopes": [{"id": f"scope-{name}", "value": name} for name in ("openid", "profile", "email")],
}
APPLICATION = {
    "id": "app-object",
    "appId": "client",
    "displayName": "TOTAL",
    "uniqueName": "total-onboard-total",
    "applicationTemplateId": TEMPLATE,
}
PRINCIPAL = {
    "id": "principal",
    "appId": "client",
    "displayName": "TOTAL",
    "applicationTemplateId": TEMPLATE,
    "appRoleAssignmentRequired": True,
    "appRoles": [{"id": "user-role", "displayName": "User", "allowedMemberTypes": ["User"]}],
}
GROUP = {
    "id": "group",
    "displayName": "TOTAL-Admin",
    "uniqueName": "total-onboard-total-total-admin",
    "securityEnabled": True,
}

_MARKS = {APPLICATION["uniqueName"], GROUP["uniqueName"]}


def run_state_from(case: dict[str, Any], choices: dict[str, Any] | None = None) -> RunState:
    """What a case does not mention is as on an empty tenant with a Global Administrator signed in.

    ``principal`` says that the application's service principal is ``deleted`` or ``missing``.
    """
    gone, left = case.get("principal"), case.get("leftovers", [])
    switches = ("appRoleAssignmentRequired", "accountEnabled", "appRoles", "notificationEmailAddresses")
    return RunState(
        identity=RunIdentity(
            now=NOW,
            organization=Organization.model_validate({"id": "tenant", "displayName": "Contoso"}),
            me=User.model_validate({"id": "ada", "userPrincipalName": "ada@contoso.com"}),
            cloud_name=case.get("cloud", ""),
            roles=frozenset(case.get("roles", [GLOBAL_ADMINISTRATOR])),
            templates=(TEMPLATE,),
            secret_policy=_secret_rule(**case.get("secret_rule", {})),
            certificate_policy=_certificate_rule(**case.get("certificate_rule", {})),
            policy_is_known=case.get("policy_is_known", True),
        ),
        choices=_choices(choices or {}, case.get("deletable", [])),
        history=JournalHistory(
            stored_scim=fingerprint(ScimEndpoint.model_validate(case["stored_scim"])) if "stored_scim" in case else "",
            failure_mails_to=case.get("failure_mails_to", ""),
            delivered_key_ids=tuple(case.get("handed_off", [])),
            secret_marks=frozenset(case.get("secret_marks", [])),
            requested_credentials=frozenset(case.get("requested_credentials", [])),
            receipts=_receipts(case),
            adopted=frozenset(case.get("adopted", [])),
            added=frozenset(Addition(*one) for one in case.get("added", [])),
        ),
        observed=ObservedState(
            template_id=TEMPLATE,
            application=_one(Application, case, "application", APPLICATION),
            leftovers=tuple(
                OrphanedApplication(Application.model_validate(APPLICATION | app), app["untouched"]) for app in left
            ),
            namesakes=_many(Application, case.get("namesakes", [])),
            same_named=_many(ServicePrincipal, case.get("same_named", [])),
            service_principal=None if gone else _one(ServicePrincipal, case, "application", PRINCIPAL, only=switches),
            deleted_principal=ServicePrincipal.model_validate(PRINCIPAL) if gone == "deleted" else None,
            owner_ids=frozenset(case.get("owners", [])),
            certificates=_many(Certificate, case.get("certificates", [])),
            federated_credentials=_many(FederatedCredential, case.get("federated", [])),
            microsoft_graph=ServicePrincipal.model_validate(GRAPH),
            app_role_grants=_many(AppRoleAssignment, case.get("app_role_grants", [])),
            delegated_grants=_many(PermissionGrant, case.get("delegated_grants", [])),
            groups=_groups(case),
            unlisted_groups=_many(Group, [GROUP | one for one in case.get("unlisted_groups", [])]),
            admins=_many(User, case.get("admins", [])),
            assignments=_many(AppRoleAssignment, case.get("assignments", [])),
            job=SynchronizationJob.model_validate(case["job"]) if "job" in case else None,
            secret_keys=frozenset(case.get("stored", [])),
            notification_settings=NotificationSettings.read(case.get("notification_settings", "*")),
            schema=case.get("schema"),
            unclear_applications=_many(Application, case.get("unclear_applications", [])),
            inspections={one["object_id"]: Inspection.model_validate(one) for one in _inspected(case)},
            monitor=ObservedMonitor(application=_one(Application, case, "monitor", {})),
            recycled_applications=_many(Application, [APPLICATION | app for app in case.get("recycled", [])]),
        ),
        effects=RunEffects(begun=frozenset(case.get("begun", []))),
    )


def _receipts(case: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """What bears our mark was created from here, unless the case says that it is ``unknown``, or adopted."""
    said = {step: tuple(ids) for step, ids in case.get("receipts", {}).items()}
    if case.get("unknown"):
        return said
    kinds = (("application", "application", APPLICATION), ("group", "groups", GROUP))
    ours = {step: (base | case[name]) for name, step, base in kinds if name in case}
    made = {step: (one["id"],) for step, one in ours.items() if one["uniqueName"] in _MARKS}
    return made | said


def _inspected(case: dict[str, Any]) -> list[dict[str, Any]]:
    """What an object contains: nothing, unless the case says it under ``inspected``."""
    said = case.get("inspected", {})
    apps = [case[name] for name in ("application",) if name in case] + case.get("namesakes", [])
    groups = [case[name] for name in ("group",) if name in case] + case.get("group_namesakes", [])
    base = {"application": APPLICATION, "group": GROUP}
    return [
        {"kind": kind, "object_id": (base[kind] | one)["id"], "display_name": (base[kind] | one)["displayName"]}
        | said.get((base[kind] | one)["id"], {})
        for kind, those in (("application", apps), ("group", groups))
        for one in those
    ]


def _choices(choices: dict[str, Any], deletable: list[str]) -> RunChoices:
    adoption = AdoptionDecisions.model_validate(choices.get("adoption", {}))
    return RunChoices(adoption, choices.get("store_scim_anyway", False), frozenset(deletable))


def _secret_rule(forbidden: bool = False, longest_days: int | None = None) -> ClientSecretPolicy:
    return ClientSecretPolicy(forbidden, timedelta(days=longest_days) if longest_days else None)


def _certificate_rule(longest_days: int | None = None, requires_authority: bool = False) -> CertificatePolicy:
    return CertificatePolicy(timedelta(days=longest_days) if longest_days else None, requires_authority)


def _one(model: Any, case: dict[str, Any], name: str, base: dict[str, Any], only: tuple[str, ...] = ()) -> Any:
    if name not in case:
        return None
    given = {key: value for key, value in case[name].items() if not only or key in only}
    return model.model_validate(base | given)


def _many(model: Any, items: list[dict[str, Any]]) -> tuple[Any, ...]:
    return tuple(model.model_validate(item) for item in items)


def _groups(case: dict[str, Any]) -> dict[str, ObservedGroup]:
    found = case.get("group")
    return {
        "TOTAL-Admin": ObservedGroup(
            group=None if found is None else Group.model_validate(GROUP | found),
            member_ids=frozenset(case.get("members", [])),
            namesakes=_many(Group, case.get("group_namesakes", [])),
        )
    }
