"""Which addresses people are sent to: pages of Microsoft's sign-in, over https only."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

from total_onboard.core.errors import SignInFailed
from total_onboard.entra.clouds import Cloud, CloudName

# Device pages seen 2018-2026; none is on the authority's host, and they have moved before.
_MICROSOFTS: Final = ("microsoft.com", "microsoftonline.com", "microsoftonline.us", "partner.microsoftonline.cn")
# Printable ASCII without "@" and "\", over which browsers and libraries disagree where the host begins and ends.
_PLAIN: Final = re.compile(r"https://[a-z0-9.-]+(?::[0-9]{1,5})?(?:[/?#][!-~]*)?", re.IGNORECASE)
_DISPUTED: Final = frozenset("\\\"'<>^`{|}")


def is_plain_https(address: str) -> bool:
    """Return whether an address can be nothing but a page on the web: no option of a program, no file, no script."""
    return bool(_PLAIN.fullmatch(address)) and not _DISPUTED & set(address)


def is_sign_in_page(address: str, cloud: Cloud) -> bool:
    """Return whether Microsoft signs people in there; with the cloud ``custom`` only its own sign-in host counts."""
    if not is_plain_https(address):
        return False
    parts = urlsplit(address)
    if cloud.name is CloudName.CUSTOM:
        return parts.netloc.lower() == urlsplit(cloud.authority_url).netloc.lower()
    host = parts.netloc.lower()
    return any(host == known or host.endswith(f".{known}") for known in _MICROSOFTS)


def consent_page(authority_url: str, tenant: str, page: str, **query: str) -> str:
    """Return the address where an administrator consents; it is always on the sign-in host.

    They come from Graph, a sheet and the settings.
    """
    return f"{authority_url}/{quote(tenant, safe='')}/{page}?{urlencode(query)}"


def check_sign_in_page(address: str, cloud: Cloud) -> str:
    """Return the address of a page that the browser flow opens. Raises SignInFailed if it is not Microsoft's."""
    if is_sign_in_page(address, cloud):
        return address
    raise SignInFailed(
        "Microsoft's sign-in named a page on another host, so it wasn't opened.",
        remedy="Compare TOTAL_ONBOARD_AUTHORITY_URL with the sign-in address of your cloud.",
    )
