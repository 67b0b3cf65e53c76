"""``value-sheet create``: one sheet, or one for each row of a file; options of the other way are refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from total_onboard.commands.context import CommandContext
from total_onboard.commands.representative.bulk_create import ManyOptions, create_many
from total_onboard.commands.representative.sheet_annotations import checked_note
from total_onboard.commands.representative.sheet_pages import PageOptions
from total_onboard.commands.representative.sheet_prompts import SheetOptions
from total_onboard.commands.representative.value_sheet import create
from total_onboard.commands.result import CommandResult
from total_onboard.core.errors import BadValue
from total_onboard.exchange import validation


def create_sheets(
    context: CommandContext, options: SheetOptions, pages: PageOptions, many: ManyOptions
) -> CommandResult:
    """Create one sheet or many. Raises BadValue."""
    if options.note is not None:
        options = replace(options, note=checked_note(options.note, "--note"))
    with _at_totals_desk():
        return _created(context, options, pages, many)


def _created(context: CommandContext, options: SheetOptions, pages: PageOptions, many: ManyOptions) -> CommandResult:
    if many.file:
        _refuse(
            "is for one sheet, and --from makes many",
            **{"--customer": options.customer, "--tenant": options.tenant, "--out": options.out},
            **{"--scim-token-file": options.scim_token_file, "--page": pages.html, "--pdf": pages.pdf},
            **{"--admin-key": options.admin_key},
        )
        return create_many(context, options, many)
    _refuse(
        "belongs to --from",
        **{"--out-dir": many.folder, "--pages": many.kinds, "--again": many.again, "--encoding": many.encoding},
    )
    return create(context, options, pages)


@contextmanager
def _at_totals_desk() -> Iterator[None]:
    """Replace remedies that refer to TOTAL, because the user of this command is TOTAL."""
    try:
        yield
    except BadValue as error:
        error.remedy = error.remedy.replace(validation.ASK_REP, "Copy it again from TOTAL's console.")
        raise


def _refuse(why: str, **given: object) -> None:
    for option, value in given.items():
        if value:
            raise BadValue(f"{option} {why}.", remedy=f"Leave {option} out.")
