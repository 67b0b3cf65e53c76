"""A whole hand-off, as a representative puts it into the console instead of typing its values."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

_NONE: Final = (
    "This is not an unencrypted hand-off. Upload the file of a setup without a value sheet, or the output of: "
    "total-onboard handoff open FILE --output json"
)


class HandoffRefused(ValueError):
    """Reason for refusing a hand-off, in a message that repeats no secret."""


class _Group(BaseModel):
    id: UUID
    role: str


class UploadedHandoff(BaseModel):
    """Values that the console takes from a hand-off. A second one may have groups alone, and no ``client_secret``."""

    model_config = ConfigDict(hide_input_in_errors=True)

    tenant_id: UUID
    client_id: UUID
    client_secret: str | None = Field(min_length=1, repr=False)
    groups: tuple[_Group, ...]

    @property
    def admin_groups(self) -> tuple[UUID, ...]:
        """The groups that give full access."""
        return tuple(group.id for group in self.groups if group.role == "admin")


class _Document(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)

    handoff: UploadedHandoff


def uploaded_handoff(document: bytes | str) -> UploadedHandoff:
    """Return the values in a plain hand-off file, or in the document of an opened one. Raises HandoffRefused."""
    try:
        return _Document.model_validate_json(document).handoff
    except ValidationError as error:
        raise HandoffRefused(_words(error)) from None


def _words(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    if first["loc"] in ((), ("handoff",)):
        return _NONE
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}."
