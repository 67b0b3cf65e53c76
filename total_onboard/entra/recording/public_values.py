"""Lists of what is public: Microsoft's ids, names and values, words of its messages, and the product's defaults.

What is in none of them gets a stand-in (docs/decisions/0090).
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

from total_onboard.entra.clouds import CLOUDS

PUBLIC_HOSTS: Final = frozenset(
    {
        "localhost",
        "127.0.0.1",
        "[::1]",
        "aka.ms",
        "graph.microsoft.com",
        "learn.microsoft.com",
        "login.live.com",
        "login.microsoft.com",
        "login.windows.net",
        "microsoft.com",
        "odata.org",
        "schemas.microsoft.com",
        "sts.windows.net",
        "www.microsoft.com",
        "www.rfc-editor.org",
    }
    | {url.removeprefix("https://") for cloud in CLOUDS.values() for url in (cloud.authority_url, cloud.graph_url)}
)
_PRODUCT: Final = re.compile(
    r"Made by total-onboard\.|\(being set up, [0-9a-f]{12}\)|\bTOTAL\b|\btotal-onboard(?:-total)?\b|#EXT#|^scim(?=\.)"
)
"""What the tool itself writes into names and descriptions."""
_ALSO_GIVEN_NAMES: Final = frozenset(
    {
        "art",
        "bill",
        "chase",
        "dean",
        "grant",
        "guy",
        "hope",
        "mark",
        "max",
        "may",
        "miles",
        "norm",
        "ray",
        "rich",
        "will",
    }
)


@cache
def public_ids() -> frozenset[str]:
    """Return the ids that are the same in every tenant: templates, roles, permissions, plans, Microsoft's apps."""
    return _lines("ids.txt")


@cache
def public_names() -> frozenset[str]:
    """Return display names that Microsoft or the product chose."""
    return _lines("names.txt")


@cache
def public_values() -> frozenset[str]:
    """Return names of properties and paths, members of enumerations, permissions, plans, error codes."""
    return _lines("values.txt")


def members_of(kind: str) -> frozenset[str]:
    """Return the names of members whose values are replaced in one way."""
    return frozenset(_members()[kind])


def is_message_word(word: str) -> bool:
    """Return whether a word belongs to Microsoft's messages, and is nobody's name."""
    if re.fullmatch(r"AADSTS\d+|\d{1,3}", word):
        return True
    lower = word.lower()
    is_name = word != lower and lower in _ALSO_GIVEN_NAMES
    return word in public_values() or (lower in _words() and not is_name)


def product_parts(text: str) -> list[tuple[str, bool]]:
    """Split a text into parts, each with whether the tool itself writes it."""
    parts, end = [], 0
    for found in _PRODUCT.finditer(text):
        parts += [(text[end : found.start()], False), (found[0], True)]
        end = found.end()
    return [*parts, (text[end:], False)]


@cache
def _members() -> dict[str, list[str]]:
    return tomllib.loads((files(__package__) / "public" / "members.toml").read_text("utf-8"))


@cache
def _words() -> frozenset[str]:
    return _lines("words.txt")


def _lines(name: str) -> frozenset[str]:
    return frozenset((files(__package__) / "public" / name).read_text("utf-8").splitlines())
