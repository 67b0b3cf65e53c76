"""Readings of Microsoft's behavior that no source settles: one switch each, with every behavior that is possible.

A persona's file chooses them in ``[readings]``, ``SandboxTenant.start(readings=…)`` and ``sandbox serve --reading``
replace single ones. The first value of each is the default. ``docs/assumptions.toml`` says what is known of each.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict

LATE: Final = 1.0
"""Real seconds after which something shows that is listed late."""


class Readings(BaseModel):
    """One value for each open question."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # --- Directory objects
    instance_unique_name: Literal["accepted", "refused"] = "accepted"
    renamed_principal: Literal["follows", "keeps_name"] = "follows"
    new_credential_in_list: Literal["immediately", "late"] = "immediately"
    certificate_lifetime: Literal["of_credential", "of_certificate"] = "of_credential"
    instantiate_answer: Literal["created", "ok", "not_found"] = "created"
    purged_principal: Literal["takes_job_along", "leaves_job"] = "takes_job_along"

    # --- Provisioning job
    warm_up: Literal["unauthorized_then_forbidden", "not_found", "conflict"] = "unauthorized_then_forbidden"
    missing_template: Literal["not_found", "unsupported", "bad_request"] = "not_found"
    created_job: Literal["created", "ok"] = "created"
    job_in_list: Literal["immediately", "late"] = "immediately"
    second_job: Literal["accepted", "refused"] = "accepted"
    job_id: Literal["template_and_tenant", "opaque"] = "template_and_tenant"
    interval_before_start: Literal["usual", "never"] = "usual"
    application_reads_provisioning: Literal["by_permission", "as_owner"] = "by_permission"

    # --- SCIM credentials
    validation_answer: Literal["no_content", "ok"] = "no_content"
    unavailable_endpoint: Literal["like_wrong_token", "passed_through"] = "like_wrong_token"
    read_scim_values_scope: Literal["read", "read_write"] = "read"
    shown_scim_value: Literal["asterisk", "left_out"] = "asterisk"
    empty_scim_value: Literal["removes_key", "kept_empty"] = "removes_key"
    incomplete_scim_values: Literal["stored", "dropped"] = "stored"

    # --- Attribute mapping
    default_external_id: Literal["mailNickname", "objectId", "absent"] = "mailNickname"
    external_id_matching: Literal["unused", "second"] = "unused"
    user_target: Literal["enterprise", "core", "plain"] = "enterprise"
    source_directory: Literal["Azure Active Directory", "Microsoft Entra ID"] = "Azure Active Directory"
    mapping_name: Literal["Azure Active Directory", "Microsoft Entra ID"] = "Azure Active Directory"
    mapping_order: Literal["groups_first", "users_first"] = "groups_first"
    rule_id: Literal["plain", "versioned"] = "plain"
    schema_version: Literal["6.0", "v1.21"] = "6.0"
    written_schema: Literal["as_sent", "regenerated"] = "as_sent"
    formatted_name: Literal["joined", "display_name", "absent"] = "joined"

    # --- Provisioning on demand and in cycles
    booleans_in_patch: Literal["text", "boolean"] = "text"
    on_demand_flag: Literal["ignored", "honored"] = "ignored"
    on_demand_disable: Literal["Disable", "Update", "Delete"] = "Disable"
    on_demand_failed_update: Literal["Other", "Update"] = "Other"
    on_demand_never_linked: Literal["not_entitled", "redundant_soft_delete", "success_without_change"] = "not_entitled"
    on_demand_disabled_account: Literal["disables", "skips"] = "disables"

    # --- Audit log and sign-in
    removed_value: Literal["old", "new"] = "old"
    second_audit_target: Literal["listed", "left_out"] = "listed"
    audited_application: Literal["by_name", "by_client_id"] = "by_name"
    blocked_device_code: Literal["pending", "refused"] = "pending"

    def replaced(self, chosen: Mapping[str, str]) -> Self:
        """Return them with other values for single switches. Raises ValueError for an unknown switch or value."""
        return self.model_validate({**self.model_dump(), **chosen})


def alternatives() -> dict[str, tuple[str, ...]]:
    """Return every switch with its values, the default first."""
    return {name: get_args(field.annotation) for name, field in Readings.model_fields.items()}


def parse_reading(text: str) -> tuple[str, str]:
    """Return the switch and the value of ``NAME=VALUE``. Raises ValueError unless both exist."""
    name, _, value = text.partition("=")
    known = alternatives().get(name)
    if known is None:
        raise ValueError(f"There is no reading {name!r}.")
    if value not in known:
        raise ValueError(f"{name} is one of: {', '.join(known)}.")
    return name, value
