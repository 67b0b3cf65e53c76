"""``total-onboard keys create|show|list|revoke|trust``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from total_onboard.cli.dispatch import run
from total_onboard.cli.global_options import takes_talking_options
from total_onboard.commands.global_options import GlobalOptions

app = typer.Typer(
    no_args_is_help=True, help="Keys: TOTAL's sign sheets and open hand-offs, an admin's open SCIM tokens."
)


@app.command()
@takes_talking_options
def create(
    common: GlobalOptions,
    name: Annotated[str, typer.Option(help="What the key is called.", metavar="NAME")],
    not_before: Annotated[
        datetime | None, typer.Option(help="When it begins to be trusted.", metavar="DAY", formats=["%Y-%m-%d"])
    ] = None,
    not_after: Annotated[
        datetime | None, typer.Option(help="When that ends; after three years.", metavar="DAY", formats=["%Y-%m-%d"])
    ] = None,
) -> None:
    """Make a key that signs value sheets, and one that opens hand-offs or, at an admin's, the sheet's SCIM token.

    The passphrase of the private halves is asked for, or read from TOTAL_ONBOARD_KEY_PASSPHRASE.
    """
    from total_onboard.commands.representative.keys import KeyOptions, create_keys

    run("keys create", common, lambda context: create_keys(context, KeyOptions(name, not_before, not_after)))


@app.command()
@takes_talking_options
def show(
    common: GlobalOptions,
    name: Annotated[str | None, typer.Argument(help="The key; all of them without a name.", metavar="NAME")] = None,
    public: Annotated[bool, typer.Option("--public", help="Print the file of public keys for customers.")] = False,
) -> None:
    """Show a key's fingerprint and period, or print its public halves."""
    from total_onboard.commands.representative.keys import show_public_keys

    run("keys show", common, lambda context: show_public_keys(context, name, public=public))


@app.command("list")
@takes_talking_options
def list_(common: GlobalOptions) -> None:
    """List the keys on this computer: which can be used, and until when."""
    from total_onboard.commands.representative.keys import list_keys

    run("keys list", common, list_keys)


@app.command()
@takes_talking_options
def revoke(
    common: GlobalOptions,
    name: Annotated[str, typer.Argument(help="The key to revoke.", metavar="NAME")],
    by: Annotated[
        str | None, typer.Option(help="The key that signs the list; the revoked key itself by default.", metavar="NAME")
    ] = None,
) -> None:
    """Revoke a key: write the signed list that customers put beside their trusted keys. This can't be undone."""
    from total_onboard.commands.representative.keys import revoke_key

    run("keys revoke", common, lambda context: revoke_key(context, name, by))


@app.command()
@takes_talking_options
def trust(
    common: GlobalOptions,
    file: Annotated[Path, typer.Argument(help="The page that came with the value sheet, or a key file.")],
    fingerprint: Annotated[
        str | None,
        typer.Option(help="The key fingerprint that you heard on the phone; asked for by default.", metavar="CODE"),
    ] = None,
) -> None:
    """Trust the key in a file if its fingerprint is the one that your TOTAL representative read out on the phone.

    The file is the value sheet's page (HTML or PDF), or a key file. If the fingerprints differ, nothing is stored and
    the command exits with 6. The key is stored in your own folder of trusted keys.
    """
    from total_onboard.commands.trust_key import trust_key

    run("keys trust", common, lambda context: trust_key(context, file, fingerprint))
