"""The global options, declared once and added to every command."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection
from copy import copy
from dataclasses import fields
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from total_onboard.cli.completion.values import cloud_names, persona_choices
from total_onboard.cli.help.panels import CONFIRMATION, OUTPUT, SANDBOX, SIGN_IN, VALUES
from total_onboard.commands.invocation.global_options import GlobalOptions, Output
from total_onboard.entra.sign_in_method import SignInMethod

NO_REQUESTS: Final = ("verbose", "log_file", "record")
"""Options that a command doesn't need if it sends no requests."""

_REACHING: Final[dict[str, Any]] = {
    "tenant": Annotated[
        str | None,
        typer.Option(
            help="Tenant ID or verified domain. Default: your account's.", metavar="TENANT", rich_help_panel=SIGN_IN
        ),
    ],
    "cloud": Annotated[
        str | None,
        typer.Option(
            help="Microsoft cloud: global (default), usgov, usgov-dod, china or custom.",
            metavar="CLOUD",
            autocompletion=cloud_names,
            rich_help_panel=SIGN_IN,
        ),
    ],
    "sign_in": Annotated[
        SignInMethod | None,
        typer.Option(
            "--sign-in",
            help="device-code (default, on any device), browser, azure (what azure-identity finds) or certificate.",
            metavar="METHOD",
            rich_help_panel=SIGN_IN,
        ),
    ],
    "app_id": Annotated[
        str | None,
        typer.Option(
            "--app-id",
            help="Existing application to use: object ID or client ID.",
            metavar="ID",
            rich_help_panel=VALUES,
        ),
    ],
    "group_id": Annotated[
        list[str] | None,
        typer.Option(
            "--group-id",
            help="Existing group to use: object ID. Without NAME, the admin group. Repeatable.",
            metavar="NAME=ID",
            rich_help_panel=VALUES,
        ),
    ],
    "config": Annotated[Path | None, typer.Option(help="Settings file.", metavar="FILE", rich_help_panel=VALUES)],
    "sandbox": Annotated[
        bool,
        typer.Option(
            "--sandbox",
            help="Use a simulated tenant inside this process. Needs no confirmation. "
            "Ignores variables of other tenants.",
            rich_help_panel=SANDBOX,
        ),
    ],
    "persona": Annotated[
        str | None,
        typer.Option(
            help="With --sandbox: simulated tenant, from sandbox personas. Default: ready.",
            metavar="NAME",
            autocompletion=persona_choices,
            rich_help_panel=SANDBOX,
        ),
    ],
}
_RECORDING: Final[dict[str, Any]] = {
    "record": Annotated[
        Path | None,
        typer.Option(
            help="Record every request for support (HAR). IDs, names and secrets are replaced.",
            metavar="FILE",
            rich_help_panel=OUTPUT,
        ),
    ],
}
_TALKING: Final[dict[str, Any]] = {
    "yes": Annotated[
        bool,
        typer.Option("--yes", "-y", help="Confirm the plan that is shown, nothing else.", rich_help_panel=CONFIRMATION),
    ],
    "no_input": Annotated[bool, typer.Option("--no-input", help="Never prompt.", rich_help_panel=CONFIRMATION)],
    "output": Annotated[
        Output,
        typer.Option(
            help="text (default) or json: one document.", metavar="FORMAT", show_default=False, rich_help_panel=OUTPUT
        ),
    ],
    "verbose": Annotated[
        bool,
        typer.Option("--verbose", "-v", help="Show every request, on standard error.", rich_help_panel=OUTPUT),
    ],
    "log_file": Annotated[
        Path | None, typer.Option(help="Append every request to this file.", metavar="FILE", rich_help_panel=OUTPUT)
    ],
}
_SIGNING_IN: Final[dict[str, Any]] = {
    "no_input": Annotated[
        bool,
        typer.Option(
            "--no-input",
            help="Never prompt. To sign in, use auth login first, or --sign-in device-code.",
            rich_help_panel=CONFIRMATION,
        ),
    ],
}
_PLANNING: Final[dict[str, Any]] = {
    "explain_permissions": Annotated[
        bool,
        typer.Option(
            "--explain-permissions",
            help="List the permissions requested, and why.",
            rich_help_panel=OUTPUT,
        ),
    ],
}
_TRUSTING: Final[dict[str, Any]] = {
    "allow_unsigned": Annotated[
        bool, typer.Option("--allow-unsigned", help="Accept an unsigned value sheet.", rich_help_panel=CONFIRMATION)
    ],
    "allow_older": Annotated[
        bool,
        typer.Option(
            "--allow-older", help="Accept a sheet older than the last one used here.", rich_help_panel=CONFIRMATION
        ),
    ],
}


def takes_common_options(
    command: Callable[..., None],
    *,
    unused: Collection[str] = (),
    **instead: Any,  # noqa: ANN401
) -> Callable[..., None]:
    """Give a command that talks to a tenant the shared options, and one that takes a sheet ``--allow-unsigned`` and
    ``--allow-older``.

    ``unused`` are options that the command doesn't need: accepted, so that scripts can pass the same options to every
    command, but not shown. ``instead`` are options that this command declares in another way.
    """
    options = {**_trusting(command), **_REACHING, **_TALKING, **_SIGNING_IN, **_RECORDING, **instead}
    return _taking(command, options, unused)


def takes_plan_options(
    command: Callable[..., None],
    *,
    unused: Collection[str] = (),
    **instead: Any,  # noqa: ANN401
) -> Callable[..., None]:
    """Give a command that shows a plan the shared options, and the one about its permissions."""
    return takes_common_options(command, unused=unused, **_PLANNING, **instead)


def takes_output_options(
    command: Callable[..., None], *, unused: Collection[str] = (), records: bool = False
) -> Callable[..., None]:
    """Give a command that changes nothing in a tenant the options for its output. It has nothing to confirm."""
    recording = _RECORDING if records else {}
    return _taking(command, {**_trusting(command), **_TALKING, **recording}, {"yes", *unused})


def takes_only(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give these shared options to a command that has no use for the others; those about output are accepted."""

    def give(command: Callable[..., None]) -> Callable[..., None]:
        known = {name: one for name, one in {**_REACHING, **_TALKING}.items() if name in {*names, *_TALKING}}
        return _taking(command, {**_trusting(command), **known}, _TALKING.keys() - names)

    return give


def _trusting(command: Callable[..., None]) -> dict[str, Any]:
    return _TRUSTING if "sheet" in inspect.signature(command).parameters else {}


def _hidden(annotation: Any) -> Any:  # noqa: ANN401
    option = copy(annotation.__metadata__[0])
    option.hidden = True
    return Annotated[annotation.__origin__, option]


def _taking(command: Callable[..., None], options: dict[str, Any], unused: Collection[str]) -> Callable[..., None]:
    """Pass the options to the command as its first argument."""
    declared = list(inspect.signature(command, eval_str=True).parameters.values())[1:]
    own = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in declared]
    defaults = {field.name: field.default for field in fields(GlobalOptions)}
    shared = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=defaults[name],
            annotation=_hidden(annotation) if name in unused else annotation,
        )
        for name, annotation in options.items()
    ]

    normal = {one.name: one.default for one in (*own, *shared)}

    @wraps(command)
    def with_common(**given: Any) -> None:  # noqa: ANN401
        from total_onboard.cli.options.input_and_output_files import inputs_of, outputs_of

        outputs, inputs = outputs_of(command.__name__, given), inputs_of(command.__name__, given)
        typed = {name: value for name, value in given.items() if value not in (None, False, [], normal.get(name))}
        shared_values = {name: given.pop(name) for name in options}
        common = GlobalOptions(**shared_values, outputs=outputs, inputs=inputs, typed=typed)
        command(common, **given)

    vars(with_common)["__signature__"] = inspect.Signature([*own, *shared])
    with_common.__annotations__ = {parameter.name: parameter.annotation for parameter in [*own, *shared]}
    del vars(with_common)["__wrapped__"]
    return with_common
