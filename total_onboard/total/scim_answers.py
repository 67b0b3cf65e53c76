"""The few attributes that we read of a SCIM service's answers (RFC 7643, RFC 7644).

Small models of our own, because those of scim2-models, which know every attribute there is, take half a second of
processor time to load (docs/decisions/0050).
"""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator

_LIST: Final = "urn:ietf:params:scim:api:messages:2.0:listresponse"


class ScimAnswer(BaseModel):
    """Attribute names are case-insensitive (RFC 7643, section 2.1); null counts as absent (section 2.5)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def _in_small_letters(cls, data: Any) -> Any:  # noqa: ANN401
        if isinstance(data, dict):
            return {str(name).lower(): value for name, value in data.items() if value is not None}
        return data


class ScimUser(ScimAnswer):
    """Somebody's account; ``active`` is None where the service does not say."""

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
    """What a search for users answers (RFC 7644, section 3.4.2)."""

    schemas: Annotated[tuple[str, ...], AfterValidator(_says_that_it_is_a_list)]
    resources: tuple[ScimUser, ...] = ()


class Support(ScimAnswer):
    """Whether a feature is there."""

    supported: bool


class ServiceProviderConfig(ScimAnswer):
    """What a service says of itself (RFC 7643, section 5)."""

    patch: Support | None = None
