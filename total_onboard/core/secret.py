"""A text that does not show itself: not printed, not logged, not pickled, not in a traceback."""

from __future__ import annotations

from typing import Any, NoReturn

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from total_onboard.core.known_secrets import KNOWN_SECRETS
from total_onboard.core.known_secrets import MASK as MASK


class SecretText:
    """Secret text; :meth:`reveal` is the only way out, and a test counts its callers."""

    __slots__ = ("__value",)

    def __init__(self, value: str) -> None:
        self.__value = value
        KNOWN_SECRETS.remember(value)

    def reveal(self, *, to: str) -> str:
        """Return the secret itself. ``to`` names who receives it, so that a reviewer can search for it."""
        if not to:
            raise ValueError("name who receives the secret")
        return self.__value

    def starts_with(self, text: str) -> bool:
        """Say whether the secret begins with a text, such as the hint that Entra shows of it."""
        return self.__value.startswith(text)

    def show_on_request(self) -> None:
        """Let the screen and the JSON document hold this secret, because the user asked for it."""
        KNOWN_SECRETS.show_on_request(self.__value)

    def __repr__(self) -> str:
        return f"SecretText({MASK!r})"

    def __str__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SecretText) and self.__value == other.__value

    def __hash__(self) -> int:
        return hash((SecretText, self.__value))

    def __bool__(self) -> bool:
        return bool(self.__value)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written down")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401
        """Read from a plain string, written as the mask: a model that holds a secret stays safe to print."""
        return core_schema.no_info_plain_validator_function(
            cls._from_input, serialization=core_schema.plain_serializer_function_ser_schema(lambda _: MASK)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Declare a text: a file that is meant to hold the secret holds it as text."""
        return {"type": "string"}

    @classmethod
    def _from_input(cls, value: object) -> SecretText:
        if isinstance(value, SecretText):
            return value
        if isinstance(value, str):
            return cls(value)
        raise ValueError("a secret is a text")
