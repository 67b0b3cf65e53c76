"""Consent, as the directory tells it now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from total_onboard.diagnostics.verification.proof import Attempt, Shown, disproven, proven
from total_onboard.engine.plan import Waiting
from total_onboard.steps.consent.consent import Consent, not_consented_to

if TYPE_CHECKING:
    from total_onboard.diagnostics.verification.context import ProofContext


async def show(context: ProofContext) -> Shown:
    """Both kinds of grant against what TOTAL needs."""
    wanted, picture = context.wanted, context.picture
    if missing := not_consented_to(wanted, picture):
        return disproven(f"Nobody has consented to {', '.join(missing)} for the whole organisation", _remedy(context))
    names = (*wanted.delegated_permissions, *wanted.application_permissions)
    return proven(f"{', '.join(names)} are granted for the whole organisation")


def _remedy(context: ProofContext) -> str:
    """Whoever may not consent is told whom to ask for what."""
    waiting = [one for one in Consent().plan(context.wanted, context.picture) if isinstance(one, Waiting)]
    return waiting[0].remedy if waiting else context.line("status --repair")


CONSENT: Final = Attempt(id="consent", title="Consent is given", show=show, needs=frozenset({"permissions", "consent"}))
