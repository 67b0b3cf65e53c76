"""A sheet names the tenant that it is for; used in another, it would connect the wrong company to TOTAL."""

from __future__ import annotations

from total_onboard.core.errors import BadSheet
from total_onboard.entra.object_ids import is_id
from total_onboard.exchange.value_sheet.issued_sheet import IssuedSheet
from total_onboard.exchange.value_sheet.value_sheet import ValueSheet
from total_onboard.settings import ANY_ORGANIZATION, Settings


def tenant_of(sheet: ValueSheet | None, settings: Settings, name: str) -> str:
    """Return the tenant to sign in to: the sheet's and no other, checked before the sign-in.

    Raises BadSheet if another tenant was asked for, or the sheet's is not known; SignInFailed if Microsoft
    cannot be asked.
    """
    if sheet is None or sheet.tenant is None:
        return settings.tenant
    refuse_other_tenant(sheet, settings, name)
    sheet_tenant_id = _id_of_sheet(settings, sheet, sheet.tenant)
    if sheet_tenant_id is None:
        raise _for_another(name, sheet.tenant, "which Microsoft does not know")
    return sheet_tenant_id


def refuse_other_tenant(sheet: ValueSheet, settings: Settings, name: str) -> None:
    """Raise BadSheet for another tenant than the sheet's. Microsoft is asked only if names differ."""
    if sheet.tenant is None or settings.tenant.lower() in (ANY_ORGANIZATION, sheet.tenant.lower()):
        return
    sheet_tenant_id = _id_of_sheet(settings, sheet, sheet.tenant)
    if sheet_tenant_id is None or sheet_tenant_id != _id_of(settings, settings.tenant):
        raise _for_another(name, sheet.tenant, f"not for {settings.tenant}")


def _for_another(name: str, tenant: str, why: str) -> BadSheet:
    return BadSheet(
        f"{name}: tenant: this sheet is for {tenant}, {why}.",
        remedy="Sign in to that tenant, or ask your TOTAL representative for a sheet for yours.",
    )


def _id_of_sheet(settings: Settings, sheet: ValueSheet, tenant: str) -> str | None:
    """Return the ID that TOTAL looked up and signed; a domain can change hands afterwards."""
    signed = sheet.tenant_id if isinstance(sheet, IssuedSheet) else None
    return signed or _id_of(settings, tenant)


def _id_of(settings: Settings, tenant: str) -> str | None:
    """Return the id of a tenant's name; an id is not asked about: signing in there will show whether it is one."""
    from total_onboard.entra.tenant_lookup import tenant_id_of

    return tenant.lower() if is_id(tenant) else tenant_id_of(settings.the_cloud, tenant, settings.ca_bundle)
