"""Values that a setup needs and nobody gave: asked for only in a terminal."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from total_onboard.commands.invocation.context import CommandContext
from total_onboard.core.secret import SecretText
from total_onboard.engine.step_id import StepId
from total_onboard.exchange import address_validation
from total_onboard.exchange.desired_state.from_sheet import checked_token, refuse_other_host
from total_onboard.exchange.value_sheet.issued_sheet import IssuedSheet
from total_onboard.exchange.value_sheet.value_sheet import ValueSheet
from total_onboard.settings import Settings


@dataclass(frozen=True)
class MissingValues:
    """What to ask for. ``scim_url`` and ``scim_token`` are the one that was given without the other.

    ``sealed_token`` is the token of a sheet that nothing given opens.
    """

    redirect_uris: bool = False
    admins: bool = False
    scim: bool = False
    scim_url: str = ""
    scim_token: SecretText | None = None
    sealed_token: str = ""

    @property
    def any(self) -> bool:
        """Whether there may be a question."""
        return self.redirect_uris or self.admins or self.scim


def missing_values(
    context: CommandContext, settings: Settings, sheet: ValueSheet | None, chosen: Collection[str]
) -> MissingValues:
    """Return what to ask for; with ``--yes`` and in the sandbox only what the run cannot do without.

    Raises BadValue for a SCIM address or token that was given alone and is not valid.
    """
    if not context.screen.interactive:
        return MissingValues()
    url, token = _scim_values(settings, sheet)
    optional = context.sandbox is None and not context.common.yes
    scim = bool(url) != bool(token) or (optional and not url)
    return MissingValues(
        redirect_uris=StepId.REDIRECT_URIS in chosen and not settings.redirect_uri and sheet is None,
        admins=optional and StepId.MEMBERS in chosen and not settings.admin,
        scim=StepId.SCIM_CREDENTIALS in chosen and scim,
        scim_url=url,
        scim_token=token,
        sealed_token=_sealed_token(settings, sheet),
    )


def _scim_values(settings: Settings, sheet: ValueSheet | None) -> tuple[str, SecretText | None]:
    in_sheet = (sheet.scim_url, sheet.scim_token) if sheet else (None, None)
    url, token = settings.scim_url or in_sheet[0] or "", settings.scim_token or in_sheet[1]
    return url and address_validation.scim_address(url), token and checked_token(token, settings.cloud)


def _sealed_token(settings: Settings, sheet: ValueSheet | None) -> str:
    """Return the token that is to be opened for the sheet's host. Raises BadValue for another host."""
    if not isinstance(sheet, IssuedSheet) or settings.scim_token or sheet.scim_token or not sheet.sealed_scim_token:
        return ""
    refuse_other_host(settings, sheet)
    return sheet.sealed_scim_token
