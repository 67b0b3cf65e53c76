"""A hand-off that was received: read, as far as possible without a key, and checked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from total_onboard.core.errors import BadSheet
from total_onboard.exchange.handoff.model import Handoff
from total_onboard.exchange.handoff.sealed_handoff import (
    ASK_CUSTOMER,
    FORMAT,
    FORMAT_2,
    SealedHandoff,
    is_sealed,
    read_sealed,
    text_of,
)
from total_onboard.exchange.handoff.validation import check_received
from total_onboard.exchange.parsing.mailed_text import parse_mailed_json
from total_onboard.exchange.parsing.strict_json import NotJson


def handoff_in(document: dict[str, Any], name: str) -> Handoff:
    """Return what :meth:`Handoff.document` wrote. Raises BadSheet, naming the field that cannot be used."""
    if document.get("format") not in {FORMAT, FORMAT_2}:
        raise BadSheet(f"{name}: format: this isn't a hand-off ({FORMAT}, {FORMAT_2}).", remedy=ASK_CUSTOMER)
    try:
        handoff = Handoff.model_validate(document.get("handoff"))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = ".".join(str(part) for part in ("handoff", *first["loc"]))
        raise BadSheet(f"{name}: {field}: {first['msg']}.", remedy=ASK_CUSTOMER) from None
    check_received(handoff, name)
    return handoff


def read_handoff(path: Path) -> Handoff | SealedHandoff:
    """Return a hand-off as far as it can be read without a key. Raises BadSheet for what is none."""
    return read_sealed(path) if is_sealed(path) else plain_handoff(path)


def plain_handoff(path: Path) -> Handoff:
    """Return one that nobody sealed. Raises BadSheet."""
    return plain_in(text_of(path), path.name)


def plain_in(text: str, name: str) -> Handoff:
    """Return the hand-off in a text that nobody sealed. Raises BadSheet."""
    try:
        return handoff_in(parse_mailed_json(text), name)
    except NotJson as error:
        raise BadSheet(f"{name} is damaged: {error}.", remedy=ASK_CUSTOMER) from error
