"""Options of the commands that can run in many tenants."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from total_onboard.cli.help.panels import MANY_TENANTS

TenantsOption = Annotated[
    Path | None,
    typer.Option(
        help="Run the command in every tenant of this file (.toml or .csv).",
        metavar="FILE",
        rich_help_panel=MANY_TENANTS,
    ),
]
ConcurrencyOption = Annotated[
    int,
    typer.Option(
        help="With --tenants: how many tenants at a time. Default: 8.",
        metavar="NUMBER",
        min=1,
        max=64,
        show_default=False,
        rich_help_panel=MANY_TENANTS,
    ),
]
TimeLimitOption = Annotated[
    float,
    typer.Option(
        help="With --tenants: longest time for one tenant. Default: 15.",
        metavar="MINUTES",
        min=0.01,
        show_default=False,
        rich_help_panel=MANY_TENANTS,
    ),
]
ResumeOption = Annotated[
    bool,
    typer.Option(
        "--resume",
        help="With --tenants: keep the results of the last run, and do the rest.",
        rich_help_panel=MANY_TENANTS,
    ),
]
HandoffDirOption = Annotated[
    Path | None,
    typer.Option(
        help="With --tenants: folder for the hand-off files. Default: in the state folder.",
        metavar="DIR",
        rich_help_panel=MANY_TENANTS,
    ),
]
