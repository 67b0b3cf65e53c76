"""The hand-off: what TOTAL needs to know of the tenant, the client secret among it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from total_onboard.core.errors import BadSheet, BadValue, OnboardError
from total_onboard.core.exit_status import ExitStatus
from total_onboard.core.paths import private_folder, try_to_write, write_whole_new
from total_onboard.exchange.handoff.model import Handoff
from total_onboard.exchange.handoff.sealed import (
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
        raise BadSheet(f"{name}: format: this is no hand-off ({FORMAT}, {FORMAT_2}).", remedy=ASK_CUSTOMER)
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
    try:
        return handoff_in(parse_mailed_json(text_of(path)), path.name)
    except NotJson as error:
        raise BadSheet(f"{path.name} is damaged: {error}.", remedy=ASK_CUSTOMER) from error


class HandoffNotWritten(OnboardError):
    """The file of a hand-off could not be made. The next run makes a new secret."""

    code = "handoff-not-written"
    exit_status = ExitStatus.INCOMPLETE


def check_writable(path: Path) -> None:
    """Make sure, before a secret is minted, that it can be delivered. Raises BadValue.

    A hand-off that is already there is never overwritten: it may hold the only copy of a secret.
    """
    if os.path.lexists(path):
        raise BadValue(
            f"{path} is already there, and may hold a secret that is nowhere else.",
            remedy="Move it away, or give another name with --handoff.",
        )
    try:
        try_to_write(private_folder(path.parent) / path.name)
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}."
        raise BadValue(message, remedy="Choose another place with --handoff.") from error


def write_handoff(handoff: Handoff, path: Path) -> None:
    """Write the file so that only its owner can read it, all of it or nothing, and wait until the disk has it.

    Raises HandoffNotWritten, OSError.
    """
    try:
        write_whole_new(path, handoff.content().encode())
    except FileExistsError as error:
        raise HandoffNotWritten(
            f"{path} appeared during this run and was not replaced, so the hand-off was not written.",
            remedy="Run the same command again with another name for --handoff.",
        ) from error
