"""The few attributes that we read of a SCIM service's answers (RFC 7643, RFC 7644).

Small models of our own, because those of scim2-models, which know every attribute there is, take half a second of
processor time to load (docs/decisions/0050).
"""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, model_validator

from total_onboard.core.text.long_values import LONG_VALUES

_LIST: Final = "urn:ietf:params:scim:api:messages:2.0:listresponse"
_ERROR_TYPES: Final = frozenset(
    {
        *("invalidFilter", "tooMany", "uniqueness", "mutability", "invalidSyntax"),
        *("invalidPath", "noTarget", "invalidValue", "invalidVers", "sensitive"),
    }
)


class ScimAnswer(BaseModel):
    """Attribute names are case-insensitive (RFC 7643, section 2.1); null counts as absent (section 2.5)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def _in_small_letters(cls, data: Any) -> Any:  # noqa: ANN401
        if isinstance(data, dict):
            for name, value in data.items():
                LONG_VALUES.remember(str(name), value)
            return {str(name).lower(): value for name, value in data.items() if value is not None}
        return data


class ScimUser(ScimAnswer):
    """User account; ``active`` is None if the service does not include it."""

    id: str = ""
    externalid: str | None = None
    username: str = ""
    active: bool | None = None

    @property
    def external_id(self) -> str | None:
        """The identifier that provisioning gave."""
        return self.externalid


def _says_that_it_is_a_list(schemas: tuple[str, ...]) -> tuple[str, ...]:
    if _LIST not in {schema.lower() for schema in schemas}:
        raise ValueError("not a ListResponse")
    return schemas


class UserList(ScimAnswer):
    """Answer to a search for users (RFC 7644, section 3.4.2)."""

    schemas: Annotated[tuple[str, ...], AfterValidator(_says_that_it_is_a_list)]
    totalresults: int | None = None
    resources: tuple[ScimUser, ...] = ()


class ScimMember(ScimAnswer):
    """One member of a group; ``value`` is the id of an account."""

    value: str = ""


class ScimGroup(ScimAnswer):
    """A group and its members."""

    id: str = ""
    externalid: str | None = None
    displayname: str = ""
    members: tuple[ScimMember, ...] = ()

    @property
    def member_ids(self) -> frozenset[str]:
        """The ids of the accounts in it."""
        return frozenset(member.value for member in self.members if member.value)


class GroupList(ScimAnswer):
    """Answer to a search for groups."""

    schemas: Annotated[tuple[str, ...], AfterValidator(_says_that_it_is_a_list)]
    resources: tuple[ScimGroup, ...] = ()


class Created(ScimAnswer):
    """Answer to a creation; the id becomes part of an address."""

    id: Annotated[str, StringConstraints(pattern=r"^[!-~]{1,200}$")]


class ScimError(ScimAnswer):
    """An error, of which only the type is used (RFC 7644, section 3.12): the rest is free text."""

    scimtype: str = ""

    @property
    def known_type(self) -> str:
        """The type, if it is one that the RFC names."""
        return self.scimtype if self.scimtype in _ERROR_TYPES else ""


class Support(ScimAnswer):
    """Availability of a feature."""

    supported: bool


class ServiceProviderConfig(ScimAnswer):
    """Configuration that a service publishes (RFC 7643, section 5)."""

    patch: Support | None = None
