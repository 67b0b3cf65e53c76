"""The shape that every answer of Microsoft Graph is read into."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic.alias_generators import to_camel


class GraphModel(BaseModel):
    """The few properties that we use of a Graph resource: frozen, named as in Python, deaf to the rest.

    Graph writes ``null`` where it means "nothing to say", lists included; that counts as absent.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel, populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, data: Any) -> Any:  # noqa: ANN401
        if isinstance(data, dict):
            return {name: value for name, value in data.items() if value is not None}
        return data


class DirectoryObject(GraphModel):
    """Anything of the directory of which only the id matters."""

    id: str
