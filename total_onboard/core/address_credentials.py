"""Addresses without what can be a credential in them: the user information, and the values of the query."""

from __future__ import annotations

import re
from typing import Final

_ADDRESS: Final = re.compile(r"://\S+")
_USER: Final = re.compile(r"(?:(?<=://)|\A)[^/?#\s]*@")
_VALUE: Final = re.compile(r"(?<=[?&#])([^=&#\s]+)=[^&#\s]+?(?=[)\]'\"’”`.,;:!]*(?:[&#\s]|\Z))")
"""A value without the punctuation and quotation marks of the sentence or command in which the address stands."""


def hide_credentials(address: str) -> str:
    """Return one address with ``…`` in place of user information and values; a flag without a value stays."""
    return _VALUE.sub(r"\1=…", _USER.sub("…@", address))


def hide_credentials_in(text: str) -> str:
    """Return a text in which every address is shown by :func:`hide_credentials`."""
    return _ADDRESS.sub(lambda found: hide_credentials(found[0]), text)


def has_query_value(address: str) -> bool:
    """Return whether the query of an address has a value, which can be a credential."""
    return "=" in address.partition("?")[2]
