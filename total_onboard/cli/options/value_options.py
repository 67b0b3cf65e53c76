"""Options for values of the desired state, which a command takes as one parameter."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import wraps
from typing import Annotated, Any

import typer

from total_onboard.cli.help.panels import VALUES
from total_onboard.exchange.desired_state.value_declarations import ValueOption

Values = Mapping[str, object]
"""What the options of a command gave, by setting."""


class Takes:
    """The options that a parameter of a command stands for, in the order of its help."""

    def __init__(self, *options: ValueOption) -> None:
        self.options = options

    def parameters(self) -> Iterator[inspect.Parameter]:
        """Yield a parameter for each option."""
        for option in self.options:
            kind: Any = list[option.type] if option.is_repeatable else option.type  # type: ignore[name-defined]
            annotation = Annotated[kind | None, typer_option(option)]
            yield inspect.Parameter(option.setting, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)

    def taken(self, given: dict[str, Any]) -> Values:
        """Take the options out of what was given."""
        return {option.setting: option.collected(given.pop(option.setting)) for option in self.options}


def typer_option(option: ValueOption) -> Any:  # noqa: ANN401
    """Return the declaration of an option for Typer."""
    parser = _day if option.type is datetime else None
    return typer.Option(help=option.help, metavar=option.metavar, parser=parser, rich_help_panel=VALUES)


def _day(text: str) -> datetime:
    """Parse a day. Raises BadParameter."""
    try:
        return datetime.strptime(text, "%Y-%m-%d")
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date. Write it as 2027-01-31.") from None


def takes_values(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that its parameter of values stands for, and pass it what they gave, by setting."""
    context, *declared = inspect.signature(command, eval_str=True).parameters.values()
    own = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in _expanded(declared)]

    @wraps(command)
    def with_values(common: object, **given: Any) -> None:  # noqa: ANN401
        values = {one.name: takes.taken(given) for one in declared if (takes := _takes(one))}
        command(common, **given, **values)

    vars(with_values)["__signature__"] = inspect.Signature([context, *own])
    del vars(with_values)["__wrapped__"]
    return with_values


def _expanded(parameters: Iterable[inspect.Parameter]) -> Iterator[inspect.Parameter]:
    for parameter in parameters:
        takes = _takes(parameter)
        yield from takes.parameters() if takes else (parameter,)


def _takes(parameter: inspect.Parameter) -> Takes | None:
    found = getattr(parameter.annotation, "__metadata__", (None,))[0]
    return found if isinstance(found, Takes) else None
