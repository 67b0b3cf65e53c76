"""``total-onboard keys create|show|list|revoke|trust``."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from total_onboard.cli.completion.values import key_names
from total_onboard.cli.dispatch import run
from total_onboard.cli.help.panels import VALUES, WHAT_TO_DO
from total_onboard.cli.options.global_options import NO_REQUESTS, takes_only, takes_output_options
from total_onboard.commands.invocation.global_options import GlobalOptions

app = typer.Typer()


@app.command()
@partial(takes_output_options, unused=NO_REQUESTS)
def create(
    common: GlobalOptions,
    name: Annotated[str, typer.Option(help="Name of the key.", metavar="NAME", rich_help_panel=VALUES)],
    not_before: Annotated[
        datetime | None,
        typer.Option(
            help="First day of its validity. Default: today.",
            metavar="YYYY-MM-DD",
            formats=["%Y-%m-%d"],
            rich_help_panel=VALUES,
        ),
    ] = None,
    not_after: Annotated[
        datetime | None,
        typer.Option(
            help="Last day of its validity. Default: three years later.",
            metavar="YYYY-MM-DD",
            formats=["%Y-%m-%d"],
            rich_help_panel=VALUES,
        ),
    ] = None,
) -> None:
    """Create two key pairs: one signs value sheets, one opens hand-offs.

    An admin can create a key, too: TOTAL then seals the SCIM token for it. Asks for a passphrase for the private keys,
    or reads it from TOTAL_ONBOARD_KEY_PASSPHRASE.
    """
    from total_onboard.commands.keys.command import KeyOptions, create_keys

    run("keys create", common, lambda context: create_keys(context, KeyOptions(name, not_before, not_after)))


@app.command()
@takes_only("output")
def show(
    common: GlobalOptions,
    name: Annotated[
        str | None, typer.Argument(help="Key. Default: all keys.", metavar="NAME", autocompletion=key_names)
    ] = None,
    public: Annotated[
        bool,
        typer.Option("--public", help="Print the public keys, as a file for customers.", rich_help_panel=WHAT_TO_DO),
    ] = False,
) -> None:
    """Show a key's fingerprint and validity, or print its public keys."""
    from total_onboard.commands.keys.command import show_public_keys

    run("keys show", common, lambda context: show_public_keys(context, name, public=public))


@app.command("list")
@takes_only("output")
def list_(common: GlobalOptions) -> None:
    """List the keys on this computer: which are valid, and until when."""
    from total_onboard.commands.keys.command import list_keys

    run("keys list", common, list_keys)


@app.command()
@partial(takes_output_options, unused=NO_REQUESTS)
def revoke(
    common: GlobalOptions,
    name: Annotated[str, typer.Argument(help="Key to revoke.", metavar="NAME", autocompletion=key_names)],
    by: Annotated[
        str | None,
        typer.Option(
            help="Key that signs the list. Default: the revoked key.",
            metavar="NAME",
            autocompletion=key_names,
            rich_help_panel=VALUES,
        ),
    ] = None,
) -> None:
    """Revoke a key: write a signed list that customers keep with their trusted keys. This can't be undone."""
    from total_onboard.commands.keys.command import revoke_key

    run("keys revoke", common, lambda context: revoke_key(context, name, by))


@app.command()
@partial(takes_output_options, unused=NO_REQUESTS)
def trust(
    common: GlobalOptions,
    file: Annotated[Path, typer.Argument(help="Page that came with the value sheet, or a key file.", metavar="FILE")],
    fingerprint: Annotated[
        str | None,
        typer.Option(
            help="Fingerprint that you heard on the phone. Default: asks for it.",
            metavar="CODE",
            rich_help_panel=VALUES,
        ),
    ] = None,
) -> None:
    """Trust a key if its fingerprint is the one that TOTAL's representative read to you on the phone.

    The file is the value sheet's page (HTML or PDF), or a key file. If the fingerprints differ, stores nothing and
    exits with 6. Otherwise stores the key in your folder of trusted keys.
    """
    from total_onboard.commands.keys.trust import trust_key

    run("keys trust", common, lambda context: trust_key(context, file, fingerprint))
