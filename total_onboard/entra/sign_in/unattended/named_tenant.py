"""Tenant of an unattended sign-in: it is always named, so that no environment chooses one silently."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Final

from total_onboard.core.errors import BadValue
from total_onboard.entra.object_ids import is_id
from total_onboard.entra.sign_in.request import SignInRequest
from total_onboard.entra.sign_in_method import ANY_ORGANIZATION, SignInMethod

_VARIABLE: Final = "AZURE_TENANT_ID"


def with_named_tenant(request: SignInRequest) -> SignInRequest:
    """Return the request for the tenant that an option, a variable or the value sheet names. Raises BadValue."""
    if request.tenant != ANY_ORGANIZATION:
        return request
    named = os.environ.get(_VARIABLE, "") if request.method is SignInMethod.AZURE else ""
    if not is_id(named):
        raise BadValue(
            f"--sign-in {request.method.value} requires the tenant.", remedy="Add --tenant with its ID or domain."
        )
    return replace(request, tenant=named)
