"""The rules for addresses on the web that are typed or come in a value sheet; each refusal says what to do."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

from total_onboard.core.errors import BadValue

ASK_REP: Final = "Copy it again from the message of your TOTAL representative, or ask for it."
LONGEST_REDIRECT_URI: Final = 256
LONGEST_HANDOFF_ADDRESS: Final = 512
DOMAIN: Final = re.compile(
    r"(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9][a-z0-9-]*[a-z0-9]", re.I | re.A
)
_PRIVATE_DOMAINS: Final = (
    ".localhost",
    ".local",
    ".internal",
    ".lan",
    ".home.arpa",
    ".localdomain",
    ".test",
    ".invalid",
)
_UNICAST: Final = IPv6Network("2000::/3")
"""Global unicast addresses (RFC 4291); those with an embedded IPv4 address are outside, except for 6to4 and Teredo."""


def redirect_uri(text: str) -> str:
    """Validate an address to which Microsoft may send people back: https, absolute, no blanks, wildcard or fragment.

    Raises BadValue. Microsoft compares it byte by byte, so it is never tidied up here.
    """
    parts = https_address(text, "redirect URI")
    if parts.fragment or "#" in text:
        raise BadValue(f"The redirect URI {text} has a fragment (#…), which Microsoft refuses.", remedy=ASK_REP)
    if "*" in text:
        raise BadValue(
            f"The redirect URI {text} has a wildcard, which would accept addresses of others.", remedy=ASK_REP
        )
    if len(text) > LONGEST_REDIRECT_URI:
        raise BadValue(f"The redirect URI is longer than {LONGEST_REDIRECT_URI} characters.", remedy=ASK_REP)
    return text


def scim_address(text: str) -> str:
    """Validate TOTAL's SCIM address: https, with a path, no blanks. Raises BadValue."""
    parts = https_address(text, "SCIM address")
    if parts.path in {"", "/"}:
        raise BadValue(
            f"The SCIM address {text} has no path; it usually looks like https://host/customer/scim/v2.",
            remedy=ASK_REP,
        )
    if parts.fragment:
        raise BadValue(f"The SCIM address {text} has a fragment (#…).", remedy=ASK_REP)
    return text


def public_host(address: str, what: str) -> str:
    """Validate that an address isn't written as a host of this machine or of a private network. Raises BadValue.

    Names are not resolved here.
    """
    host = (urlsplit(address).hostname or "").rstrip(".")
    try:
        is_public = _is_public(ip_address(host.strip("[]")))
    except ValueError:
        is_public = _is_public_domain(host)
    if not is_public:
        raise BadValue(f"The host of the {what} {address} isn't public.", remedy=ASK_REP)
    return address


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    """Return whether an address is of one host of the Internet; one that embeds an IPv4 address may lead elsewhere."""
    if isinstance(address, IPv6Address) and (address not in _UNICAST or address.sixtofour or address.teredo):
        return False
    return address.is_global and not address.is_multicast


def _is_public_domain(host: str) -> bool:
    """Return whether a name can be one of the Internet. One that ends in a number is an address to many resolvers."""
    ends_in_number = host.rpartition(".")[2][:1].isdigit()
    return DOMAIN.fullmatch(host) is not None and not ends_in_number and not host.endswith(_PRIVATE_DOMAINS)


def handoff_address(text: str) -> str:
    """Validate TOTAL's address for hand-offs: https, without query and fragment. Raises BadValue."""
    parts = https_address(text, "hand-off address")
    if parts.query or parts.fragment or set("?#") & set(text):
        raise BadValue(f"The hand-off address {text} has a query or a fragment.", remedy=ASK_REP)
    if len(text) > LONGEST_HANDOFF_ADDRESS:
        raise BadValue(f"The hand-off address is longer than {LONGEST_HANDOFF_ADDRESS} characters.", remedy=ASK_REP)
    return text


def https_address(text: str, what: str) -> SplitResult:
    """Validate an absolute https address of printable ASCII characters, without credentials. Raises BadValue."""
    if text != text.strip() or any(character.isspace() for character in text):
        raise BadValue(f"The {what} {text!r} contains spaces.", remedy="Remove them. " + ASK_REP)
    if not text.isascii() or not text.isprintable():
        raise BadValue(
            f"The {what} {text!a} has characters other than printable ASCII.",
            remedy="Write an internationalized host in its xn-- form, and other characters as %XX. " + ASK_REP,
        )
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise BadValue(f"The {what} {text!r} isn't an address.", remedy=ASK_REP) from error
    if parts.scheme.lower() != "https" or not host:
        raise BadValue(f"The {what} {text!r} isn't an https:// address.", remedy=ASK_REP)
    if parts.username or parts.password:
        raise BadValue(f"The {what} contains a user name or password.", remedy=ASK_REP)
    return parts
