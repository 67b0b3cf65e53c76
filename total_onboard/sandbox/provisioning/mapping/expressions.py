"""Mapping expressions as text and as the tree that Graph shows (``attributeMappingSource``), and their values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from total_onboard.sandbox.provisioning.mapping.functions import FUNCTIONS, Function, Value

Source = dict[str, Any]

_TOKEN: Final = re.compile(
    r"""\s*(?:\[(?P<attribute>[^\]]+)\]|"(?P<constant>(?:[^"\\]|\\.)*)"|(?P<number>-?\d+)|(?P<name>\w+)|(?P<mark>[(),]))"""
)


class BadExpression(ValueError):
    """An expression that the service cannot read; the text says where."""


def parse(expression: str) -> Source:
    """Return the tree of an expression such as ``Join(" ", [givenName], [surname])``. Raises BadExpression."""
    reader = _Reader(expression)
    source = reader.source()
    if reader.rest():
        raise BadExpression(f"Nothing may follow the expression: {reader.rest()}")
    return source


def evaluate(source: Source, read: Callable[[str], Value]) -> Value:
    """Return the value of a tree; ``read`` gives an attribute of the directory object."""
    if source["type"] == "Attribute":
        return read(source["name"])
    if source["type"] == "Constant":
        return str(source["name"])
    function = FUNCTIONS[source["name"]]
    return function.apply(list(_arguments(function, source["parameters"], read)))


def attributes_of(source: Source) -> Iterator[str]:
    """Yield the names of the directory attributes that a tree reads."""
    if source["type"] == "Attribute":
        yield source["name"]
    for parameter in source["parameters"]:
        yield from attributes_of(parameter["value"])


def check(source: Source) -> None:
    """Raise BadExpression when a tree calls what is not there, or calls it wrongly."""
    if source["type"] != "Function":
        return
    if not (function := FUNCTIONS.get(source["name"])):
        raise BadExpression(f"There is no function named {source['name']}.")
    given = {parameter["key"] for parameter in source["parameters"]}
    for key in function.keys:
        if key not in given and key not in function.optional:
            raise BadExpression(f"{function.name} needs the parameter {key}.")
    if strangers := given - set(function.keys):
        raise BadExpression(f"{function.name} takes no parameter {sorted(strangers)[0]}.")
    if function.name == "Switch" and sum(one["key"] == "switchValue" for one in source["parameters"]) % 2:
        raise BadExpression("Switch needs a value for every case.")
    for parameter in source["parameters"]:
        check(parameter["value"])


def _arguments(function: Function, parameters: list[Source], read: Callable[[str], Value]) -> Iterator[Value]:
    for position, key in enumerate(function.keys):
        values = [evaluate(one["value"], read) for one in parameters if one["key"] == key]
        is_last = position == len(function.keys) - 1
        yield from values if values and function.repeated and is_last else (values or [None])[:1]


class _Reader:
    """Reader of an expression from left to right."""

    def __init__(self, expression: str) -> None:
        self._expression = expression
        self._at = 0

    def rest(self) -> str:
        return self._expression[self._at :].strip()

    def source(self) -> Source:
        began = self._at
        token = self._next()
        if (name := token["attribute"]) is not None:
            return _leaf("Attribute", f"[{name}]", name)
        if (constant := token["constant"]) is not None:
            return _leaf("Constant", f'"{constant}"', re.sub(r"\\(.)", r"\1", constant))
        if (number := token["number"]) is not None:
            return _leaf("Constant", number, number)
        if (name := token["name"]) is None:
            raise BadExpression(f"An attribute, a constant or a function should stand here: {self.rest()}")
        parameters = self._parameters(name)
        expression = self._expression[began : self._at].strip()
        return {"expression": expression, "name": name, "parameters": parameters, "type": "Function"}

    def _parameters(self, name: str) -> list[Source]:
        if not (function := FUNCTIONS.get(name)):
            raise BadExpression(f"There is no function named {name}.")
        self._expect("(")
        parameters: list[Source] = []
        for position in range(len(self._expression)):
            if not re.match(r"\s*[,)]", self._expression[self._at :]):
                if (key := function.key(position)) is None:
                    raise BadExpression(f"{name} takes {len(function.keys)} parameters.")
                parameters.append({"key": key, "value": self.source()})
            if self._next()["mark"] == ")":
                break
        return parameters

    def _expect(self, mark: str) -> None:
        if self._next()["mark"] != mark:
            raise BadExpression(f"{mark} is missing in {self._expression}")

    def _next(self) -> dict[str, str | None]:
        if not (found := _TOKEN.match(self._expression, self._at)):
            raise BadExpression(f"The expression ends too early or is not understood: {self.rest()}")
        self._at = found.end()
        return found.groupdict()


def _leaf(kind: str, expression: str, name: str) -> Source:
    return {"expression": expression, "name": name, "parameters": [], "type": kind}
