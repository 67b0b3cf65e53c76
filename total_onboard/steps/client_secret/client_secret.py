"""The client secret: minted once, never by PATCH, and never removed while TOTAL may be using it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from dateutil.relativedelta import relativedelta

from total_onboard.core.formatting import day
from total_onboard.engine.events import Deed
from total_onboard.engine.journal.journal import Kind
from total_onboard.engine.plan import Acceptance, Action, Change, Note
from total_onboard.engine.step import Done, Obstacle, Planned, Run
from total_onboard.steps.client_secret.create_secret import EXEMPT, FORBIDDEN, STEP, end_of, mark_of, mint, until

if TYPE_CHECKING:
    from datetime import datetime

    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.entra.resources.applications import PasswordCredential
    from total_onboard.entra.tenant import Tenant

_OTHERS: Final = "; who has {others} is not known here (to keep one instead: --keep-secret KEYID)"
_GONE: Final = "; those that were handed off from here are gone, and who has {others} is not known here"

_FORGOTTEN: Final = ", and hand it off: TOTAL was asked to forget the one before at the teardown"


class ClientSecret:
    """Its end date is the mark by which a secret of ours whose answer was lost is known."""

    id: ClassVar[str] = STEP
    title: ClassVar[str] = "Client secret"
    # The hand-off is written with the secret, and names the groups.
    needs: ClassVar[tuple[str, ...]] = ("application", "groups")
    looks_after: ClassVar[tuple[str, ...]] = needs

    async def observe(self, tenant: Tenant, wanted: DesiredState, picture: Picture) -> None:
        """They come with the application, and what the policy says with the tenant's facts."""

    def plan(self, wanted: DesiredState, picture: Picture) -> Planned:
        """Keep a living one; replace one that was minted but never delivered; obey the tenant's policy."""
        orphans = never_delivered(wanted, picture)
        if no_such := nothing_to_keep(wanted, picture):
            return [Obstacle(self.id, no_such, "Correct --keep-secret, or leave it out: then a new secret is made.")]
        if keeping := to_keep(wanted, picture):
            return [*self._removals(orphans), self._keeping(keeping)]
        enough = self._enough(wanted, picture)
        if enough:
            return [*self._removals(orphans), self._kept(enough), *self._restored(enough, picture)]
        if picture.secret_rule.forbidden:
            return [Obstacle(self.id, FORBIDDEN, EXEMPT)]
        return [*self._removals(orphans), self._creation(wanted, picture)]

    def _enough(self, wanted: DesiredState, picture: Picture) -> PasswordCredential | None:  # noqa: ARG002
        """The secret that makes another one needless: one that was handed off from here and lives, or that was kept.

        The display name of a secret proves nothing, so what was made elsewhere doesn't count.
        """
        known = {*picture.handed_off_keys} - picture.forgotten_keys
        return next((one for one in reversed(every_living(picture)) if one.key_id in known), None)

    def _removals(self, orphans: list[PasswordCredential]) -> list[Change]:
        return [
            Change(
                step=self.id,
                resource=f"client secret {orphan.key_id}",
                action=Action.DELETE,
                summary="Remove the client secret that an interrupted run minted and nobody ever received",
                before=orphan.key_id,
            )
            for orphan in orphans
        ]

    def _kept(self, secret: PasswordCredential) -> Change:
        return Change(
            step=self.id,
            resource=f"client secret {secret.key_id}",
            action=Action.NONE,
            summary=f"A client secret is there {until(secret)}",
        )

    def _keeping(self, secret: PasswordCredential) -> Acceptance:
        return Acceptance(
            step=self.id,
            resource=f"client secret {secret.key_id}",
            action=Action.ADOPT,
            summary=f"Keep the client secret {secret.key_id} {until(secret)}; TOTAL has it, so no hand-off is made",
        )

    def _restored(self, secret: PasswordCredential, picture: Picture) -> list[Note]:
        """Whoever deleted the application may have asked TOTAL to forget its client secret."""
        app = picture.application
        if app is None or app.deleted_date_time is None:
            return []
        sentence = (
            f"The client secret {secret.key_id} is restored with {app.display_name} and is not handed off again. If "
            "TOTAL was asked to forget it, run total-onboard rotate-secret, which makes another."
        )
        return [Note(step=self.id, sentence=sentence)]

    def _creation(self, wanted: DesiredState, picture: Picture) -> Change:
        end = end_date(wanted, picture)
        shortened = " (the tenant's policy allows no longer)" if _is_shortened(wanted, picture) else ""
        beside = self._beside(wanted, picture)
        return Change(
            step=self.id,
            resource=wanted.secret_name,
            action=Action.CREATE,
            summary=f"Make a client secret that ends on {day(end)}{shortened}{beside}",
            after=end.date().isoformat(),
        )

    def _beside(self, wanted: DesiredState, picture: Picture) -> str:
        """What is to be said of others."""
        if any(one.key_id in picture.forgotten_keys for one in every_living(picture)):
            return _FORGOTTEN
        told = told_of_the_gone(wanted, picture)
        others = [one.key_id for one in living_elsewhere(wanted, picture)]
        return told or (_OTHERS.format(others=" and ".join(others)) if others else "")

    async def apply(self, run: Run, wanted: DesiredState, picture: Picture) -> Done:
        """One call at a time: two resets in quick succession overwrite each other (Azure/azure-cli#32467)."""
        orphans = never_delivered(wanted, picture)
        for orphan in orphans:
            await run.tenant.applications.remove_password(picture.the_application.id, orphan.key_id)
        if keeping := to_keep(wanted, picture):
            return _keep(run, picture, keeping)
        enough = self._enough(wanted, picture)
        if enough:
            return Done(Deed.CHANGED if orphans else Deed.KEPT, self._kept(enough).summary)
        made = await mint(run, picture.the_application.id, wanted.secret_name, end_date(wanted, picture), picture.now)
        return Done(Deed.CREATED, f"valid until {day(made.end)}, key id {made.key_id}")


def _keep(run: Run, picture: Picture, secret: PasswordCredential) -> Done:
    """TOTAL was given it, and the groups with it, when somebody else set this up."""
    run.journal.write(Kind.KEPT, step=ClientSecret.id, object_id=secret.key_id)
    there = {found.group.id for found in picture.groups.values() if found.group}
    for group_id in sorted(there & picture.adopted):
        run.journal.write(Kind.TOLD, step="groups", object_id=group_id)
    picture.handed_off_keys = (*picture.handed_off_keys, secret.key_id)
    return Done(Deed.ADOPTED, f"kept {secret.key_id}, {until(secret)}")


def nothing_to_keep(wanted: DesiredState, picture: Picture) -> str:
    """That ``--keep-secret`` names none that lives, if so."""
    key = wanted.decisions.keep_secret
    if not key or any(one.key_id == key for one in every_living(picture)):
        return ""
    return f"The application has no client secret with the key id {key} that has not ended."


def to_keep(wanted: DesiredState, picture: Picture) -> PasswordCredential | None:
    """The one that ``--keep-secret`` names, unless the journal knows it already."""
    key = wanted.decisions.keep_secret
    known = {*picture.handed_off_keys}
    return next((one for one in every_living(picture) if one.key_id == key and key not in known), None)


def every_living(picture: Picture) -> list[PasswordCredential]:
    """Those that have not ended, whatever their names are, the last to end last."""
    secrets = picture.application.password_credentials if picture.application else ()
    return sorted((secret for secret in secrets if end_of(secret) > picture.now), key=end_of)


def told_of_the_gone(wanted: DesiredState, picture: Picture) -> str:
    """That those which were handed off from here are gone while others live, as the end of a sentence."""
    others = living_elsewhere(wanted, picture) if handed_off_and_gone(wanted, picture) else []
    return _GONE.format(others=" and ".join(other.key_id for other in others)) if others else ""


def end_date(wanted: DesiredState, picture: Picture) -> datetime:
    """When a secret minted now ends: after the months wished for, or sooner where the policy says so."""
    wished = picture.now + relativedelta(months=wanted.secret_months)
    longest = picture.secret_rule.longest
    return min(wished, picture.now + longest) if longest else wished


def _is_shortened(wanted: DesiredState, picture: Picture) -> bool:
    return end_date(wanted, picture) < picture.now + relativedelta(months=wanted.secret_months)


def of_our_name(wanted: DesiredState, picture: Picture) -> list[PasswordCredential]:
    """Those that live and those that have ended, the last to end last."""
    secrets = picture.application.password_credentials if picture.application else ()
    return sorted((secret for secret in secrets if secret.display_name == wanted.secret_name), key=end_of)


def living(wanted: DesiredState, picture: Picture) -> list[PasswordCredential]:
    """Those of our name that have not ended, the last to end last."""
    return [secret for secret in of_our_name(wanted, picture) if end_of(secret) > picture.now]


def never_delivered(wanted: DesiredState, picture: Picture) -> list[PasswordCredential]:
    """Those that a run from here asked for and that reached nobody."""
    minted = picture.remembered(ClientSecret.id)
    asked_for = [s for s in living(wanted, picture) if s.key_id in minted or mark_of(end_of(s)) in picture.secret_marks]
    return [secret for secret in asked_for if secret.key_id not in picture.handed_off_keys]


def that_total_has(wanted: DesiredState, picture: Picture) -> PasswordCredential | None:
    """The one that was handed off last from here, though it may have ended; where none was, the last to end."""
    secrets = {secret.key_id: secret for secret in of_our_name(wanted, picture)}
    if not picture.handed_off_keys:
        return next(reversed(secrets.values()), None)
    handed_off = [secrets[key] for key in picture.handed_off_keys if key in secrets]
    alive = [secret for secret in handed_off if end_of(secret) > picture.now]
    return next(reversed(alive or handed_off), None)


def living_elsewhere(wanted: DesiredState, picture: Picture) -> list[PasswordCredential]:
    """Those that live and were made on another machine, the last to end last."""
    ours = {*picture.handed_off_keys, *(orphan.key_id for orphan in never_delivered(wanted, picture))}
    return [secret for secret in living(wanted, picture) if secret.key_id not in ours]


def handed_off_and_gone(wanted: DesiredState, picture: Picture) -> bool:  # noqa: ARG001
    """Whether some were handed off from here, and TOTAL has none of them that lives."""
    there = {secret.key_id for secret in every_living(picture)} - picture.forgotten_keys
    return bool(picture.handed_off_keys) and there.isdisjoint(picture.handed_off_keys)
