"""Answers of the last wizard for a product in a tenant, kept next to its journal; never the SCIM token."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import to_json

from total_onboard.core.adoption_decisions import AdoptionDecisions
from total_onboard.core.errors import BadValue
from total_onboard.core.files.file_trust import read_own
from total_onboard.core.files.private_files import private_folder, write_atomically
from total_onboard.core.known_secrets import has_query_value
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.queries import last_desired_state, stored_address
from total_onboard.exchange import address_validation, validation

_SUFFIX: Final = ".answers.json"


class Answers(BaseModel):
    """What was typed; empty if nothing was."""

    model_config = ConfigDict(frozen=True)

    redirect_uris: tuple[str, ...] = ()
    admins: tuple[str, ...] = ()
    scim_url: str = ""

    def checked(self) -> Answers:
        """Return the answers without those that are not valid (any more)."""
        return Answers(
            redirect_uris=_valid(self.redirect_uris, address_validation.redirect_uri),
            admins=_valid(self.admins, validation.person),
            scim_url="".join(_valid((self.scim_url,), address_validation.scim_address)),
        )


def remembered_answers(journal: Journal, decisions: AdoptionDecisions) -> Answers:
    """Return the last answers; what is not among them comes from the last setup. A file of others is ignored."""
    answers = Answers()
    with suppress(OSError, BadValue, ValidationError):
        answers = Answers.model_validate_json(read_own(_file(journal), "file with answers")).checked()
    entries = journal.entries()
    last, stored = last_desired_state(entries), stored_address(entries, decisions)
    return answers.model_copy(
        update={
            "redirect_uris": answers.redirect_uris or (last.redirect_uris if last else ()),
            "scim_url": answers.scim_url or (stored.address if stored else ""),
        }
    )


def remember_answers(journal: Journal, answers: Answers) -> None:
    """Keep the answers for the next run, but no address with values in its query. Raises OSError."""
    if has_query_value(answers.scim_url):
        answers = answers.model_copy(update={"scim_url": ""})
    private_folder(journal.path.parent)
    write_atomically(_file(journal), to_json(answers, indent=1))


def _file(journal: Journal) -> Path:
    return journal.path.with_suffix(_SUFFIX)


def _valid(values: tuple[str, ...], rule: Callable[[str], str]) -> tuple[str, ...]:
    """Return all values if the rule accepts each of them, else none."""
    with suppress(BadValue):
        return tuple(rule(value) for value in values)
    return ()
