"""``import`` blocks for objects that exist already; comments that show their form for those that nobody named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from total_onboard.core.errors import PrerequisiteMissing
from total_onboard.engine.export.export_source import ExportSource
from total_onboard.engine.export.posix_script import comment
from total_onboard.engine.export.terraform.hcl import Block, Expression

_FOUND: Final = "existing_application"
_PRINCIPAL: Final = "existing_principal"
_SOUGHT: Final = "data.msgraph_resource"
_OTHERS: Final = (
    "Import what exists before the first 'terraform apply', or it exists twice. The documentation of each resource",
    "shows the form of its ID under Import. A client secret and stored SCIM settings can't be imported.",
)

_READ: Final = (
    "The first 'terraform apply' imports these instead of creating them. A client secret, a certificate and stored",
    "SCIM settings can't be imported: those that exist are left out.",
)


@dataclass(frozen=True)
class ExistingObjects:
    """IDs that were given: of the application, object ID or client ID, and of groups by the names of references."""

    application: str = ""
    groups: Mapping[str, str] = field(default_factory=dict)


def import_lines(existing: ExistingObjects, created: Mapping[str, str]) -> Iterator[str]:
    """Yield the blocks: those of what wasn't named as comments."""
    yield from ("", comment("== Existing objects =="), "", *map(comment, _OTHERS))
    if existing.application:
        yield from _lookups(existing.application)
    for name, address in created.items():
        given = _given(existing, name)
        to = Expression(address)
        block = Block("import", (), {"to": to, "id": Expression(given or _placeholder(name))})
        lines = block.lines({})
        if _placeholder(name):
            yield from ("", *(lines if given else map(comment, lines)))


def require_importable(source: ExportSource) -> None:
    """Raise PrerequisiteMissing if Terraform can't import what the tenant has, and would create it again."""
    observed = source.tenant.state.observed if source.tenant else None
    if source.restores:
        raise PrerequisiteMissing(
            "Something of TOTAL is in the recycle bin, and Terraform can't restore it.",
            remedy="Restore it with 'total-onboard setup', or export with --format az. Then run this command again.",
        )
    if observed and observed.application and observed.service_principal is None:
        raise PrerequisiteMissing(
            f"The application {observed.application.display_name} has no service principal yet, so Terraform can't "
            "import it.",
            remedy="Run the same command again in a few minutes.",
        )


def imports_of_tenant(imports: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield the blocks of what was read in a tenant."""
    found = list(imports)
    if found:
        yield from ("", comment("== Existing objects =="), "", *map(comment, _READ))
    for address, object_id in found:
        yield from ("", *Block("import", (), {"to": Expression(address), "id": object_id}).lines({}))


def _given(existing: ExistingObjects, name: str) -> str:
    if name == "application" and existing.application:
        application, principal = (f"${{{_SOUGHT}.{one}.output.value}}" for one in (_FOUND, _PRINCIPAL))
        return f'"/applicationTemplates/${{local.template}}/instantiate/{application}/{principal}"'
    return f'"/groups/{existing.groups[name]}"' if name in existing.groups else ""


def _placeholder(name: str) -> str:
    if name.startswith("group_"):
        return '"/groups/GROUP-OBJECT-ID"'
    return {
        "application": '"/applicationTemplates/TEMPLATE-ID/instantiate/APPLICATION-OBJECT-ID/PRINCIPAL-OBJECT-ID"',
        "job": '"/servicePrincipals/PRINCIPAL-OBJECT-ID/synchronization/jobs/JOB-ID"',
    }.get(name, "")


def _lookups(given: str) -> Iterator[str]:
    """Look up the object IDs, because the given ID may be a client ID, too."""
    chosen = f"id eq '{given}' or appId eq '{given}'"
    yield from _lookup(_FOUND, "applications", chosen, {"value": "value[0].id", "client_id": "value[0].appId"})
    client = Expression(f"\"appId eq '${{{_SOUGHT}.{_FOUND}.output.client_id}}'\"")
    yield from _lookup(_PRINCIPAL, "servicePrincipals", client, {"value": "value[0].id"})


def _lookup(label: str, url: str, chosen: object, exported: Mapping[str, str]) -> Iterator[str]:
    arguments = {"url": url, "query_parameters": {"$filter": [chosen]}, "response_export_values": exported}
    yield from ("", *Block("data", ("msgraph_resource", label), arguments).lines({}))
