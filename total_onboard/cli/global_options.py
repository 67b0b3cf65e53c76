"""The shared options, declared once and given to every command."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from total_onboard.commands.global_options import GlobalOptions, Output
from total_onboard.entra.sign_in.request import SignInMethod

_REACH: Final = "The tenant"
_TALK: Final = "Talking to you"
_VALUES: Final = "Values of the sheet"
_KNOWN: Final = "What is known already"

_REACHING: Final[dict[str, Any]] = {
    "tenant": Annotated[
        str | None, typer.Option(help="Tenant id or verified domain.", metavar="TENANT", rich_help_panel=_REACH)
    ],
    "cloud": Annotated[
        str | None,
        typer.Option(
            help="Microsoft cloud: global, usgov, usgov-dod, china or custom.", metavar="CLOUD", rich_help_panel=_REACH
        ),
    ],
    "config": Annotated[
        Path | None, typer.Option(help="Read settings from this file.", metavar="FILE", rich_help_panel=_REACH)
    ],
    "sandbox": Annotated[bool, typer.Option("--sandbox", help="Use the sandbox tenant.", rich_help_panel=_REACH)],
    "persona": Annotated[
        str | None,
        typer.Option(help="With --sandbox: its circumstances.", metavar="NAME", rich_help_panel=_REACH),
    ],
    "sign_in": Annotated[
        SignInMethod | None,
        typer.Option("--sign-in", help="With a code on any device, or in a browser here.", rich_help_panel=_REACH),
    ],
    "app_id": Annotated[
        str | None,
        typer.Option(
            "--app-id", help="Object id or client id of TOTAL's application here.", metavar="ID", rich_help_panel=_KNOWN
        ),
    ],
    "group_id": Annotated[
        list[str] | None,
        typer.Option(
            "--group-id",
            help="Object id of a group of TOTAL's, of the admin group without NAME; repeatable.",
            metavar="NAME=ID",
            rich_help_panel=_KNOWN,
        ),
    ],
}
_TALKING: Final[dict[str, Any]] = {
    "output": Annotated[Output, typer.Option(help="Sentences, or one JSON document.", rich_help_panel=_TALK)],
    "yes": Annotated[
        bool,
        typer.Option("--yes", "-y", help="Confirm the plan that is shown, and nothing else.", rich_help_panel=_TALK),
    ],
    "no_input": Annotated[
        bool,
        typer.Option(
            "--no-input",
            help="Ask nothing. Requires a remembered sign-in, or --sign-in device-code.",
            rich_help_panel=_TALK,
        ),
    ],
    "verbose": Annotated[
        bool, typer.Option("--verbose", "-v", help="Tell every request on standard error.", rich_help_panel=_TALK)
    ],
    "log_file": Annotated[
        Path | None, typer.Option(help="Write every request to this file.", metavar="FILE", rich_help_panel=_TALK)
    ],
}
_TRUSTING: Final[dict[str, Any]] = {
    "allow_unsigned": Annotated[
        bool, typer.Option("--allow-unsigned", help="Take a sheet that nobody signed.", rich_help_panel=_VALUES)
    ],
    "allow_older": Annotated[
        bool,
        typer.Option("--allow-older", help="Take a sheet although a newer one was used here.", rich_help_panel=_VALUES),
    ],
}


def takes_common_options(command: Callable[..., None], **instead: Any) -> Callable[..., None]:  # noqa: ANN401
    """Give a command that talks to a tenant the shared options beside its own, and one that takes a sheet
    ``--allow-unsigned`` and ``--allow-older``.

    ``instead`` are options that this command declares otherwise.
    """
    return _taking(command, {**_trusting(command), **_REACHING, **_TALKING, **instead})


def takes_talking_options(command: Callable[..., None]) -> Callable[..., None]:
    """The same for a command that stays on this machine."""
    return _taking(command, {**_trusting(command), **_TALKING})


def takes_only(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give these shared options to a command that has no use for the others."""

    def give(command: Callable[..., None]) -> Callable[..., None]:
        known = {**_REACHING, **_TALKING}
        return _taking(command, {**_trusting(command), **{name: known[name] for name in names}})

    return give


def _trusting(command: Callable[..., None]) -> dict[str, Any]:
    return _TRUSTING if "sheet" in inspect.signature(command).parameters else {}


def _taking(command: Callable[..., None], options: dict[str, Any]) -> Callable[..., None]:
    """The command receives them as its first argument."""
    own = list(inspect.signature(command, eval_str=True).parameters.values())[1:]
    defaults = {field.name: field.default for field in fields(GlobalOptions)}
    shared = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=defaults[name], annotation=annotation)
        for name, annotation in options.items()
    ]

    @wraps(command)
    def with_common(**given: Any) -> None:  # noqa: ANN401
        from total_onboard.cli.file_options import inputs_of, outputs_of

        outputs, inputs = outputs_of(command.__name__, given), inputs_of(command.__name__, given)
        common = GlobalOptions(**{name: given.pop(name) for name in options}, outputs=outputs, inputs=inputs)
        command(common, **given)

    own = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own]
    vars(with_common)["__signature__"] = inspect.Signature([*own, *shared])
    with_common.__annotations__ = {parameter.name: parameter.annotation for parameter in [*own, *shared]}
    del vars(with_common)["__wrapped__"]
    return with_common
