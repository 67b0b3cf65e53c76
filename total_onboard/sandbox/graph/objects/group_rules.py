"""Rules for a group (Graph reference, ``group``)."""

from __future__ import annotations

import re
from typing import Final

from total_onboard.sandbox.directory.role_assignments import manages_members_in_unit
from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.graph.authorization import has_role, role_ids
from total_onboard.sandbox.graph.errors import GraphRefusal, bad_request, denied
from total_onboard.sandbox.graph.objects.apply_update import refuse_taken
from total_onboard.sandbox.graph.request import Call
from total_onboard.sandbox.graph.resources.organization_and_skus import has_premium

_KINDS: Final = frozenset({"Unified", "DynamicMembership"})
_VISIBILITIES: Final = frozenset({None, "Private", "Public", "HiddenMembership"})
_NICKNAME: Final = re.compile(r"[\x21-\x7e]{1,64}")
_NOT_IN_NICKNAME: Final = frozenset('@()\\[]";:<>, ')


def check_group(call: Call, changes: Body, own_id: str | None = None) -> None:
    """See that the values fit. Raises GraphRefusal."""
    _check_names(changes)
    _check_naming_policy(call, changes)
    if changes.get("visibility") not in _VISIBILITIES:
        raise _invalid("visibility")
    if changes.get("uniqueName") is not None:
        refuse_taken(call.store, "groups", "uniqueName", changes["uniqueName"], own_id)
    if changes.get("isAssignableToRole"):
        _check_role_assignable(call, changes)


def check_kind(call: Call, given: Body) -> None:
    """Accept security groups and Microsoft 365 groups; dynamic ones need a premium license."""
    kinds = set(given.get("groupTypes", []))
    if kinds - _KINDS:
        raise _invalid("groupTypes")
    if given["mailEnabled"] and "Unified" not in kinds:
        raise bad_request(
            "The service does not currently support writes of mail-enabled groups. Please ensure that "
            "the mail-enablement property is unset and the security-enablement property is set."
        )
    if not given["mailEnabled"] and (not given["securityEnabled"] or "Unified" in kinds):
        raise _invalid("securityEnabled")
    if ("DynamicMembership" in kinds) != bool(given.get("membershipRule")):
        raise _invalid("membershipRule")
    if "DynamicMembership" in kinds and not has_premium(call.store):
        message = "Insufficient license. The tenant needs Microsoft Entra ID P1 for dynamic membership."
        raise GraphRefusal(400, "AadPremiumLicenseRequired", message)


def check_may_change_members(call: Call, group: Body) -> None:
    """Refuse members of dynamic groups; role-assignable ones need more rights. Raises GraphRefusal."""
    if "DynamicMembership" in group.get("groupTypes", []):
        raise denied()
    check_unit(call, group)
    if group.get("isAssignableToRole"):
        _check_privileged(call)


def check_unit(call: Call, group: Body) -> None:
    """Refuse every change of a group in a restricted unit, unless a role that counts in the unit allows it.

    Neither owners nor Global Administrators may change its properties, members and owners, or delete it (Entra page
    "Restricted management administrative units").
    """
    if not group.get("isManagementRestricted") or manages_members_in_unit(call.store, call.caller.oid):
        return
    message = (
        "Insufficient privileges to complete the operation. Target object is a member of a restricted management "
        "administrative unit and can only be modified by administrators scoped to that administrative unit. Check that "
        "you are assigned a role that has permission to perform the operation for this restricted management "
        "administrative unit. Learn more: https://go.microsoft.com/fwlink/?linkid=2197831"
    )
    raise GraphRefusal(403, "Authorization_RequestDenied", message)


def _check_names(changes: Body) -> None:
    if "displayName" in changes and not 1 <= len(changes["displayName"] or "") <= 256:
        raise _invalid("displayName")
    if len(changes.get("description") or "") > 1024:
        raise _invalid("description")
    nickname = changes.get("mailNickname", "nickname")
    if nickname is None or not _NICKNAME.fullmatch(nickname) or set(nickname) & _NOT_IN_NICKNAME:
        raise _invalid("mailNickname")


def _check_naming_policy(call: Call, changes: Body) -> None:
    """Refuse names of Microsoft 365 groups alone: the policy doesn't apply to security groups.

    Sources: Entra page "Enforce a group naming policy on Microsoft 365 groups"; Graph reference, ``validateProperties``
    for the codes.
    """
    policy = call.store.persona.group_naming_policy
    if "Unified" not in changes.get("groupTypes", []) or policy is None:
        return
    if has_role(call.caller, role_ids("Global Administrator", "User Administrator")):
        return
    for target in ("displayName", "mailNickname"):
        name = str(changes.get(target) or "").casefold()
        if not (name.startswith(policy.prefix.casefold()) and name.endswith(policy.suffix.casefold())):
            raise _misnamed(target, "MissingPrefixSuffix", "is missing a required prefix/suffix")
        if {word.casefold() for word in policy.blocked_words} & set(re.split(r"[^a-z0-9]+", name)):
            raise _misnamed(target, "ContainsBlockedWord", "contains a blocked word")


def _misnamed(target: str, code: str, what: str) -> GraphRefusal:
    message = f"Property {target} {what} per your organization's Group naming requirements."
    return GraphRefusal(
        400, "Request_BadRequest", message, details=[{"target": target, "code": code, "message": message}]
    )


def _check_role_assignable(call: Call, changes: Body) -> None:
    _check_privileged(call)
    if changes.get("groupTypes") and "DynamicMembership" in changes["groupTypes"]:
        raise _invalid("isAssignableToRole")
    if not has_premium(call.store):
        raise GraphRefusal(400, "AadPremiumLicenseRequired", "The tenant needs Microsoft Entra ID P1 or P2.")


def _check_privileged(call: Call) -> None:
    if "RoleManagement.ReadWrite.Directory" not in call.caller.scopes:
        raise denied()
    if call.caller.kind == "user" and not has_role(call.caller, role_ids("Privileged Role Administrator")):
        raise denied()


def _invalid(name: str) -> GraphRefusal:
    message = "One or more property values specified are invalid."
    detail = {
        "code": "InvalidValue",
        "message": f"Invalid value for property '{name}' of resource 'Group'.",
        "target": name,
    }
    return GraphRefusal(400, "Request_BadRequest", message, details=[detail])
