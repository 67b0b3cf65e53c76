"""The shape that every answer of Microsoft Graph is read into."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Final

from pydantic import AfterValidator, AliasChoices, BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from total_onboard.core.text.long_values import LONG_VALUES

OWNER_FIELDS: Final = "id displayName userPrincipalName"
_EARLIEST: Final = datetime(1900, 1, 1, tzinfo=UTC)
_LATEST: Final = datetime(9000, 1, 1, tzinfo=UTC)


def _in_reach(moment: datetime) -> datetime:
    """Return the moment in UTC, no later than can be calculated with: an owner may give a secret the end 9999-12-31."""
    try:
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(_EARLIEST, min(aware.astimezone(UTC), _LATEST))
    except OverflowError:
        return _EARLIEST if moment.year < _EARLIEST.year else _LATEST


Moment = Annotated[datetime, AfterValidator(_in_reach)]
"""A moment as Graph writes it; without an offset it is in UTC."""


class GraphModel(BaseModel):
    """The few properties that we use of a Graph resource: frozen, named as in Python, deaf to the rest.

    Graph writes ``null`` for "nothing to say", lists included; that counts as absent.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel, populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, data: Any) -> Any:  # noqa: ANN401
        if isinstance(data, dict):
            for name, value in data.items():
                LONG_VALUES.remember(str(name), value)
            return {name: value for name, value in data.items() if value is not None}
        return data


class DirectoryObject(GraphModel):
    """Anything of the directory of which only the id matters."""

    id: str


class Member(GraphModel):
    """A direct member: a user, or something else that provisioning does not follow, such as a nested group."""

    id: str
    odata_type: str = Field(default="", validation_alias=AliasChoices("@odata.type", "odata_type"))
    display_name: str | None = None
    user_principal_name: str | None = None
    mail: str | None = None
    account_enabled: bool | None = None
    user_type: str | None = None
    job_title: str | None = None
    department: str | None = None

    @property
    def is_user(self) -> bool:
        """Whether provisioning can make an account of it."""
        return self.odata_type in ("", "#microsoft.graph.user")
