"""TOTAL's SCIM address and token, tested by Microsoft first and only then stored."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from total_onboard.engine.events import Deed
from total_onboard.engine.journal.journal import Kind
from total_onboard.engine.journal.scim_fingerprint import fingerprint
from total_onboard.engine.plan import Action, Change, Waiting
from total_onboard.engine.provisioning_delay import once_warm
from total_onboard.engine.step import Done, Planned, Run
from total_onboard.entra.graph.errors import BadRequest
from total_onboard.entra.http.threads import in_background
from total_onboard.entra.resources.synchronization import ScimCredentials
from total_onboard.steps.provisioning.job import SCIM_TEMPLATE
from total_onboard.steps.provisioning.quarantine import needs_credentials, others_are_given, what_happened
from total_onboard.steps.provisioning.scim_rejected import ScimEndRefused

if TYPE_CHECKING:
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.entra.tenant import Tenant

STORED: Final = frozenset({"BaseAddress", "SecretToken"})
BESIDE: Final = frozenset({"SyncAll", "SyncNotificationSettings"})
"""Who is in scope, and Microsoft's guard against deleting many: stored with them, for a PUT replaces all four."""
SECRETS: Final = "secrets"
"""What they are called together, in a plan and in the journal."""
ONCE_TOTAL_HAS_ANSWERED: Final = (
    "Send the hand-off to TOTAL; when it has answered, run the same command again with --scim-url and --scim-token-file"
)


class StoredScimCredentials:
    """What is stored cannot be read back: the journal knows what was stored from here, the job whether it works."""

    id: ClassVar[str] = "scim-credentials"
    title: ClassVar[str] = "SCIM address and token"
    needs: ClassVar[tuple[str, ...]] = ("provisioning-job",)
    looks_after: ClassVar[tuple[str, ...]] = needs

    async def observe(self, tenant: Tenant, wanted: DesiredState, picture: Picture) -> None:
        """The names of what is stored come with the job."""

    def plan(self, wanted: DesiredState, picture: Picture) -> Planned:
        """Store them, keep them, or say that TOTAL has still to give them."""
        why = _why_to_store(wanted, picture)
        if why is None:
            return [Change(step=self.id, resource=SECRETS, action=Action.NONE, summary=_kept(wanted, picture))]
        if wanted.scim is None:
            return [_waiting(self.id, picture)]
        summary = f"Test the SCIM address {wanted.scim.url} and its token, then store them{why}"
        return [Change(step=self.id, resource=SECRETS, action=Action.UPDATE, summary=summary)]

    async def apply(self, run: Run, wanted: DesiredState, picture: Picture) -> Done:
        """A job with bad credentials goes into quarantine at its first cycle, hence the test before.

        Raises ScimEndRefused when Microsoft's test fails.
        """
        principal, service = picture.the_principal.id, run.tenant.synchronization
        assert wanted.scim is not None
        credentials = ScimCredentials(base_address=wanted.scim.url, secret_token=wanted.scim.token)
        try:
            await once_warm(
                run,
                "the provisioning service tests the SCIM address",
                lambda: service.validate_credentials(principal, SCIM_TEMPLATE, credentials),
            )
        except BadRequest as error:
            raise ScimEndRefused(wanted.scim.url, error) from error
        run.journal.about_to_add(self.id, principal, SECRETS)
        await once_warm(
            run,
            "the provisioning service stores the SCIM address",
            lambda: service.store_secrets(principal, credentials),
        )
        # Slow to compute, on purpose: beside the loop, where other steps are at work.
        mark = await in_background(partial(fingerprint, wanted.scim))
        run.journal.write(Kind.STORED, step=self.id, mark=mark, object_id=wanted.scim.url)
        picture.secret_keys, picture.credentials_are_new = picture.secret_keys | STORED | BESIDE, True
        return Done(Deed.CHANGED, f"tested by Microsoft and stored for {wanted.scim.url}")


def are_stored(picture: Picture) -> bool:
    """Whether an address and a token are stored, whichever they are."""
    return picture.secret_keys >= STORED


def _why_to_store(wanted: DesiredState, picture: Picture) -> str | None:
    """None where they are as they should be, as far as anybody can know."""
    if picture.credentials_are_new:
        return None
    if not are_stored(picture) or wanted.store_scim_anyway:
        return ""
    if needs_credentials(picture):
        return ", because provisioning is in quarantine"
    if others_are_given(wanted, picture):
        return " in the place of others"
    if lacking := BESIDE - picture.secret_keys:
        return (
            f" together with {' and '.join(sorted(lacking))}, which {'is' if len(lacking) == 1 else 'are'} not stored"
        )
    return None


def _kept(wanted: DesiredState, picture: Picture) -> str:
    if wanted.scim and not picture.stored_scim and not picture.credentials_are_new:
        return (
            "A SCIM address and token are stored; they were not stored from here, so nobody can see whether they are "
            "the ones given now (--only scim-credentials stores these)"
        )
    return "The SCIM address and token are stored"


def _waiting(step: str, picture: Picture) -> Waiting:
    if needs_credentials(picture) and are_stored(picture):
        return _quarantined(step, picture)
    return _incomplete(step, picture) if are_stored(picture) else _waiting_for_total(step)


def _incomplete(step: str, picture: Picture) -> Waiting:
    lacking = " and ".join(sorted(BESIDE - picture.secret_keys))
    sentence = f"{lacking} should be stored with the SCIM address and token: without it nobody can say who is in scope."
    remedy = "Run the same command again with --scim-url and --scim-token-file: all of it can only be stored at once"
    return Waiting(step=step, sentence=sentence, remedy=remedy)


def _quarantined(step: str, picture: Picture) -> Waiting:
    remedy = "Ask TOTAL for the SCIM address and token, then run the same command again with both"
    return Waiting(step=step, sentence=what_happened(picture), remedy=remedy)


def _waiting_for_total(step: str) -> Waiting:
    return Waiting(
        step=step,
        sentence="TOTAL has still to give the SCIM address and token; it does so once it has the group ids.",
        remedy=ONCE_TOTAL_HAS_ANSWERED,
    )
