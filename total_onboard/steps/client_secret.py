"""The client secret: minted once, never by PATCH, and never removed while TOTAL may be using it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from dateutil.relativedelta import relativedelta

from total_onboard.engine.creating import ATTEMPTS, look_for, to_the_end
from total_onboard.engine.events import Deed
from total_onboard.engine.journal import Kind
from total_onboard.engine.plan import Action, Change
from total_onboard.engine.step import Done, Obstacle, Planned, Run
from total_onboard.entra.graph_errors import AmbiguousAnswer, is_not_replicated_yet

if TYPE_CHECKING:
    from total_onboard.desired_state import DesiredState
    from total_onboard.engine.picture import Picture
    from total_onboard.entra.applications import NewPassword, PasswordCredential
    from total_onboard.entra.tenant import Tenant


class ClientSecret:
    """Its end date is the mark by which a secret of ours whose answer was lost is known."""

    id: ClassVar[str] = "client-secret"
    title: ClassVar[str] = "Client secret"
    # The hand-off is written with the secret, and names the groups.
    needs: ClassVar[tuple[str, ...]] = ("application", "groups")

    async def observe(self, tenant: Tenant, wanted: DesiredState, picture: Picture) -> None:
        """They come with the application, and what the policy says with the tenant's facts."""

    def plan(self, wanted: DesiredState, picture: Picture) -> Planned:
        """Keep a living one; replace one that was minted but never delivered; obey the tenant's policy."""
        orphans = _never_delivered(wanted, picture)
        live = [secret for secret in _living(wanted, picture) if secret not in orphans]
        if live:
            return [*self._removals(orphans), self._kept(live[-1], picture)]
        if picture.secret_rule.forbidden:
            return [_forbidden(self.id)]
        return [*self._removals(orphans), self._creation(wanted, picture)]

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

    def _kept(self, secret: PasswordCredential, picture: Picture) -> Change:
        known = secret.key_id in picture.handed_off_keys
        origin = "" if known else "; it was made elsewhere, so its value is not known here"
        return Change(
            step=self.id,
            resource=f"client secret {secret.key_id}",
            action=Action.NONE,
            summary=f"A client secret is there until {_end(secret):%d %B %Y}{origin}",
        )

    def _creation(self, wanted: DesiredState, picture: Picture) -> Change:
        end = end_date(wanted, picture)
        shortened = " (the tenant's policy allows no longer)" if _is_shortened(wanted, picture) else ""
        return Change(
            step=self.id,
            resource=wanted.secret_name,
            action=Action.CREATE,
            summary=f"Make a client secret that ends on {end:%d %B %Y}{shortened}",
            after=end.date().isoformat(),
        )

    async def apply(self, run: Run, wanted: DesiredState, picture: Picture) -> Done:
        """One call at a time: two resets in quick succession overwrite each other (Azure/azure-cli#32467)."""
        orphans = _never_delivered(wanted, picture)
        for orphan in orphans:
            await run.tenant.applications.remove_password(picture.the_application.id, orphan.key_id)
        live = [s for s in _living(wanted, picture) if s not in orphans]
        if live:
            return Done(Deed.CHANGED if orphans else Deed.KEPT, self._kept(live[-1], picture).summary)
        return await self._mint(run, wanted, picture)

    async def _mint(self, run: Run, wanted: DesiredState, picture: Picture) -> Done:
        """A secret whose answer was lost is of no use to anybody: it is removed, and another one made."""
        app, latest = picture.the_application.id, end_date(wanted, picture)
        for attempt in range(ATTEMPTS):
            end = latest - timedelta(seconds=attempt)
            run.journal.write(Kind.INTENT, step=self.id, mark=_mark(end))
            try:
                made = await self._add(run, app, wanted.secret_name, end)
            except AmbiguousAnswer:
                await _remove_lost(run, app, _mark(end))
                if attempt + 1 == ATTEMPTS:
                    raise
                continue
            return Done(Deed.CREATED, f"valid until {made.end:%d %B %Y}, key id {made.key_id}")
        raise AssertionError("the loop returns or raises")

    async def _add(self, run: Run, application_id: str, name: str, end: datetime) -> NewPassword:
        return await run.waiter.patiently(
            "the new application can have a secret",
            lambda: to_the_end(self._added(run, application_id, name, end)),
            is_not_replicated_yet,
        )

    async def _added(self, run: Run, application_id: str, name: str, end: datetime) -> NewPassword:
        """The secret is shown in this answer only."""
        made = run.new_password = await run.tenant.applications.add_password(application_id, name, end)
        run.journal.write(Kind.RECEIPT, step=self.id, mark=_mark(end), object_id=made.key_id)
        return made


def end_date(wanted: DesiredState, picture: Picture) -> datetime:
    """When a secret minted now ends: after the months wished for, or sooner where the policy says so."""
    wished = picture.now + relativedelta(months=wanted.secret_months)
    longest = picture.secret_rule.longest
    return min(wished, picture.now + longest) if longest else wished


async def _remove_lost(run: Run, application_id: str, mark: str) -> None:
    async def find() -> PasswordCredential | None:
        app = await run.tenant.applications.get(application_id)
        secrets = app.password_credentials if app else ()
        return next((secret for secret in secrets if _mark(_end(secret)) == mark), None)

    lost = await look_for(run, "the client secret", find)
    if lost:
        await run.tenant.applications.remove_password(application_id, lost.key_id)


def _is_shortened(wanted: DesiredState, picture: Picture) -> bool:
    return end_date(wanted, picture) < picture.now + relativedelta(months=wanted.secret_months)


def _living(wanted: DesiredState, picture: Picture) -> list[PasswordCredential]:
    secrets = picture.application.password_credentials if picture.application else ()
    ours = [secret for secret in secrets if secret.display_name == wanted.secret_name]
    return sorted((s for s in ours if _end(s) > picture.now), key=_end)


def _never_delivered(wanted: DesiredState, picture: Picture) -> list[PasswordCredential]:
    minted = picture.remembered(ClientSecret.id)
    asked_for = [s for s in _living(wanted, picture) if s.key_id in minted or _mark(_end(s)) in picture.secret_marks]
    return [secret for secret in asked_for if secret.key_id not in picture.handed_off_keys]


def _end(secret: PasswordCredential) -> datetime:
    return secret.end_date_time or datetime.max.replace(tzinfo=UTC)


def _mark(end: datetime) -> str:
    """To the second: services differ in how many digits of a second they keep."""
    return f"{end:%Y-%m-%dT%H:%M:%SZ}"


def _forbidden(step: str) -> Obstacle:
    return Obstacle(
        step,
        "This tenant's app management policy forbids client secrets, and TOTAL's sign-in needs one.",
        "Ask whoever keeps the policy for an exemption for this application, then run the same command again.",
    )
