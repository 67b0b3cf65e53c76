"""Labels of the form, and remedies in the words of the page: it has fields where the command line has options."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

LABELS: Final[Mapping[str, str]] = {
    "customer": "Customer's name",
    "tenant": "Tenant",
    "cloud": "Microsoft cloud",
    "contact": "Contact at TOTAL",
    "redirect_uri": "Redirect URIs",
    "application_name": "Application's name",
    "secret_months": "Client secret expires after",
    "scim_url": "SCIM address",
    "scim_token": "SCIM token",
    "scim_token_ends": "SCIM token expires",
    "admin_key": "Administrator's public keys",
    "credential": "Credential",
    "certificate": "TOTAL's certificate",
    "federated_issuer": "Issuer of TOTAL's tokens",
    "federated_subject": "Subject of TOTAL's tokens",
    "federated_audience": "Audience of TOTAL's tokens",
    "handoff_url": "Hand-off address",
    "group": "Groups",
    "attributes": "Attributes of people",
    "expires": "Sheet expires",
}
_OPTIONS: Final = {**LABELS, "scim_token_file": LABELS["scim_token"], "key": "Key"}
_OPTION: Final = re.compile(r"(with )?--([a-z]+(?:-[a-z]+)*)( [A-Z]{2,})?")
_KEYS: Final = re.compile(r"(with )?total-onboard keys (?:create|list)(?: --name \S+\b)?")


def for_the_page(remedy: str) -> str:
    """Return a remedy with fields and pages in place of options and commands."""
    on_the_page = _KEYS.sub(lambda found: "on the page Keys" if found[1] else "the page Keys", remedy)
    return _OPTION.sub(_field, on_the_page)


def _field(found: re.Match[str]) -> str:
    label = _OPTIONS.get(found[2].replace("-", "_"))
    if label is None:
        return found[0]
    return f"{'in ' if found[1] else ''}the field “{label}”"
