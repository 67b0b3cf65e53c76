"""The directory's attributes under the names that mappings use, which are older than Graph's."""

from __future__ import annotations

from typing import Any, Final

from total_onboard.sandbox.provisioning.mapping.functions import Value

_GRAPH_NAMES: Final = {
    "facsimileTelephoneNumber": "faxNumber",
    "mobile": "mobilePhone",
    "objectId": "id",
    "physicalDeliveryOfficeName": "officeLocation",
    "telephoneNumber": "businessPhones",
}


def read_attribute(body: dict[str, Any], name: str, *, is_entitled: bool) -> Value:
    """Return one attribute of a user or group as Graph shows it; None if it has no value.

    ``IsSoftDeleted`` is true of a user who is deleted, disabled or no longer assigned (Entra page “How Application
    Provisioning works”, De-provisioning).
    """
    if name == "IsSoftDeleted":
        return str(not is_entitled or not body.get("accountEnabled", True))
    value = body.get(_GRAPH_NAMES.get(name, name))
    if name == "telephoneNumber":
        return value[0] if value else None
    return None if value == "" else value
