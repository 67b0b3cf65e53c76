"""Which proxy leads to a host: decided here for every client, from the environment or the system's settings."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import unquote
from urllib.request import getproxies, getproxies_environment, proxy_bypass

from total_onboard.core.errors import BadValue

_HTTP: Final = frozenset({"http", "https"})
_DEFAULT_PORT: Final = {"http": 80, "https": 443}
_HOST: Final = re.compile(r"[\w.-]+", re.ASCII)
_PORT: Final = re.compile(r"[0-9]{1,5}", re.ASCII)
_HIGHEST_PORT: Final = 65_535
_SYSTEM: Final = "The proxy in this computer's network settings"


@dataclass(frozen=True)
class Proxy:
    """An HTTP proxy; ``name`` shows it without its user name and password."""

    scheme: str
    host: str
    port: int
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """Host and port."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        """Scheme, host and port."""
        return f"{self.scheme}://{self.name}"

    @property
    def auth(self) -> tuple[str, str] | None:
        """User name and password, as they are typed at the proxy."""
        return (self.user, self.password) if self.user or self.password else None


def proxy_for(host: str, port: int = 443) -> Proxy | None:
    """Return the proxy for an https host, or None for a direct connection.

    This computer is always reached directly. Raise BadValue, without the proxy's password, if the proxy can't be used.
    """
    host = host.strip("[]").rstrip(".").casefold()
    if is_loopback(host):
        return None
    address, source = _configured()
    if not address or _is_excluded(host, port):
        return None
    return parse_proxy(address, source)


def is_loopback(host: str) -> bool:
    """Return whether a host name or address is this computer itself."""
    address = _address(host)
    return host == "localhost" or host.endswith(".localhost") or (address is not None and address.is_loopback)


def _configured() -> tuple[str, str]:
    """Return the proxy for https and what it comes from; the environment wins over the system's settings."""
    environment = getproxies_environment()
    proxies = environment or getproxies()
    for kind in ("https", "all"):
        if address := proxies.get(kind, "").strip():
            return address, _variable(kind) if environment else _SYSTEM
    return "", ""


def _variable(kind: str) -> str:
    """Return the variable that wins: the lowercase one, as everywhere."""
    name = f"{kind}_proxy"
    return name if os.environ.get(name) else next(each for each in os.environ if each.casefold() == name)


def parse_proxy(address: str, source: str) -> Proxy:
    """Read a proxy's address; its password may contain any character. Raise BadValue, which names ``source``."""
    scheme, found, rest = address.partition("://")
    if not found:
        scheme, rest = "http", address
    scheme = scheme.casefold()
    if scheme not in _HTTP:
        raise _unusable(source, f"its type is {scheme[:16]!r}, and only HTTP proxies are supported")
    login, _, place = rest.rpartition("@")
    host, port = _host_and_port(place.partition("/")[0], _DEFAULT_PORT[scheme], source)
    user, _, password = login.partition(":")
    return Proxy(scheme, host, port, unquote(user), unquote(password))


def _host_and_port(place: str, default: int, source: str) -> tuple[str, int]:
    host, port = _split(place)
    if port and not (_PORT.fullmatch(port) and 0 < int(port) <= _HIGHEST_PORT):
        raise _unusable(source, "its port is not a number from 1 to 65535")
    if not _HOST.fullmatch(host) and not isinstance(_address(host), IPv6Address):
        raise _unusable(source, "it has no host name")
    return host, int(port or default)


def _split(place: str) -> tuple[str, str]:
    """Split into host and port; an IPv6 address with a port stands in brackets."""
    if place.startswith("["):
        host, _, port = place[1:].partition("]")
        return host, port.removeprefix(":")
    if place.count(":") > 1:
        return place, ""
    host, _, port = place.partition(":")
    return host, port


def _unusable(source: str, why: str) -> BadValue:
    return BadValue(
        f"{source} can't be used: {why}.",
        remedy=f"Set {source} to http://HOST:PORT, or remove it if this computer reaches Microsoft directly.",
    )


def _is_excluded(host: str, port: int) -> bool:
    """Return whether NO_PROXY, or the system's list of exceptions, names the host."""
    if not getproxies_environment():
        return bool(proxy_bypass(host))
    entries = re.split(r"[,\s]+", os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or "")
    return any(_matches(entry.casefold(), host, port) for entry in entries if entry)


def _matches(entry: str, host: str, port: int) -> bool:
    """Return whether one entry names the host; an entry that can't be read names none."""
    if entry == "*":
        return True
    address = _address(host)
    if address is not None and "/" in entry:
        return _is_in_range(entry, address)
    entry_host, entry_port = _split(entry.rpartition("://")[2])
    if entry_port and entry_port != str(port):
        return False
    return _names(entry_host.removeprefix("*").lstrip(".").rstrip("."), host, address)


def _is_in_range(entry: str, address: IPv4Address | IPv6Address) -> bool:
    try:
        return address in ip_network(entry.replace("[", "").replace("]", ""), strict=False)
    except (ValueError, TypeError):
        return False


def _names(name: str, host: str, address: IPv4Address | IPv6Address | None) -> bool:
    if address is not None:
        return _address(name) == address
    return bool(name) and (host == name or host.endswith(f".{name}"))


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        return None
