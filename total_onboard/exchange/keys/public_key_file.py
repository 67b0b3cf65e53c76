"""Files of public keys: a JWK Set or a single key, out of which the kind that is needed is taken."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from total_onboard.core.errors import BadValue
from total_onboard.core.text.decoding import NotText, read_text
from total_onboard.exchange.keys.private_keys import KeyFolder
from total_onboard.exchange.keys.public_keys import HandoffKey, PublicKey
from total_onboard.exchange.parsing.strict_json import LARGEST, NotJson, parse_json

_Key = TypeVar("_Key", bound=PublicKey)


def keys_in(file: Path, kind: type[_Key], *, other_use: str) -> Iterator[_Key]:
    """Yield every key but those of the other use (``sig``, ``enc``).

    Raises BadValue for a file that is none; OSError.
    """
    try:
        text = read_text(file, LARGEST)
    except NotText as error:
        raise _no_key(str(file), str(error)) from error
    yield from _keys_of(text, str(file), kind, other_use)


def _keys_of(text: str, name: str, kind: type[_Key], other_use: str) -> Iterator[_Key]:
    try:
        yield from parsed_keys(text, kind, other_use=other_use)
    except (NotJson, TypeError) as error:
        raise _no_key(name, str(error)) from error
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the key"
        raise _no_key(name, f"{where}: {first['msg']}") from None


def parsed_keys(text: str, kind: type[_Key], *, other_use: str) -> Iterator[_Key]:
    """Yield the keys of a text as :func:`keys_in` does. Raises NotJson, TypeError, ValidationError."""
    document = parse_json(text)
    for key in document.get("keys", [document]):
        if not _is_for(other_use, key):
            yield kind.model_validate(key)


def admin_key(file: Path, own: KeyFolder | None = None) -> HandoffKey:
    """Return the key of an admin, to seal the SCIM token to; refused if it is one of our own. Raises BadValue."""
    try:
        found = tuple(keys_in(file, HandoffKey, other_use="sig"))
    except OSError as error:
        raise BadValue(f"{file} cannot be read: {error.strerror}.", remedy="Check --admin-key.") from error
    return _one_of_others(found, str(file), own)


def admin_key_in(text: str, name: str, own: KeyFolder) -> HandoffKey:
    """Return the key of an admin in a text, by the same rules; ``name`` is for messages. Raises BadValue."""
    return _one_of_others(tuple(_keys_of(text, name, HandoffKey, "sig")), name, own)


def _one_of_others(found: tuple[HandoffKey, ...], name: str, own: KeyFolder | None) -> HandoffKey:
    if len(found) != 1:
        raise _no_key(name, f"it contains {len(found)} keys to seal to, not one")
    if own and (ours := own.owner_of(found[0])):
        raise BadValue(
            f"{name} is your own key {ours}, so the customer's admin could not open the SCIM token.",
            remedy="Ask the admin for the output of total-onboard keys show NAME --public, or omit the key.",
        )
    return found[0]


def _is_for(use: str, key: Any) -> bool:  # noqa: ANN401
    return isinstance(key, dict) and key.get("use") == use


def _no_key(name: str, why: str) -> BadValue:
    return BadValue(
        f"{name} isn't a file of public keys: {why}.",
        remedy="Ask its owner for the output of total-onboard keys show NAME --public.",
    )
