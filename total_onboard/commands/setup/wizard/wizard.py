"""The wizard: shows the tenant and the account, asks for what is missing, and remembers the answers."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from total_onboard.commands.session.open_run import TenantRun
from total_onboard.commands.setup.wizard.administrators import AdministratorQuestion
from total_onboard.commands.setup.wizard.missing_values import MissingValues
from total_onboard.commands.setup.wizard.remembered_answers import Answers, remember_answers, remembered_answers
from total_onboard.commands.setup.wizard.scim_questions import ask_scim
from total_onboard.core.desired_state import DesiredState
from total_onboard.core.errors import BadValue
from total_onboard.engine.journal.queries import receipts, stored_address
from total_onboard.engine.step_id import StepId
from total_onboard.entra.graph.errors import GraphError
from total_onboard.exchange import address_validation
from total_onboard.steps.groups.find_group import known_group
from total_onboard.ui.validated_prompts import ask_valid, cancelable, explain
from total_onboard.ui.views.wizard import show_introduction, show_signed_in

_REDIRECT_URI: Final = (
    "Redirect URI: the https:// address of TOTAL to which Microsoft Entra returns after sign-in. Separate several with "
    "a space."
)


async def complete(run: TenantRun, desired: DesiredState, missing: MissingValues) -> DesiredState:
    """Ask for what is still missing, and return the desired state with it. Raises NotConfirmed."""
    with cancelable(run.inputs.context.screen):
        missing = await _still_missing(run, desired, missing)
        return await _Wizard(run, desired, missing).completed() if missing.any else desired


async def _still_missing(run: TenantRun, desired: DesiredState, missing: MissingValues) -> MissingValues:
    """Leave out what an earlier setup from this machine did already: members of the group, and stored SCIM values."""
    if missing.admins and await _has_members(run, desired):
        missing = replace(missing, admins=False)
    lone = missing.scim_url or missing.scim_token
    if missing.scim and not lone and stored_address(run.inputs.journal.entries(), run.inputs.choices.adoption):
        missing = replace(missing, scim=False)
    return missing


async def _has_members(run: TenantRun, desired: DesiredState) -> bool:
    with suppress(GraphError):
        tenant, decisions = run.connection.tenant, run.inputs.choices.adoption
        has_created = StepId.GROUPS in receipts(run.inputs.journal.entries())
        group = await known_group(tenant, desired, desired.admin_group, decisions, has_created=has_created)
        return bool(group and await tenant.groups.first_members(group.id))
    return False


@dataclass
class _Wizard:
    """The questions of one run, in the order of the screen."""

    run: TenantRun
    desired: DesiredState
    missing: MissingValues

    async def completed(self) -> DesiredState:
        """Ask, remember each answer, and return the desired state with them."""
        answers = remembered_answers(self.run.inputs.journal, self.run.inputs.choices.adoption)
        await self._introduce()
        if self.missing.redirect_uris:
            answers = self._remembered(self._with_redirect_uris(answers))
        if self.missing.admins:
            answers = self._remembered(await self._with_admins(answers))
        if self.missing.scim:
            self._remembered(self._with_scim(answers))
        return self.desired

    async def _introduce(self) -> None:
        context, session = self.run.inputs.context, self.run.inputs.session
        tenant = session.tenant_id
        with suppress(GraphError):
            name = (await self.run.connection.tenant.organization.get()).display_name
            tenant = f"{name} ({tenant})" if name else tenant
        show_signed_in(context.screen, tenant, session.username)
        show_introduction(
            context.screen,
            needs_values=self.missing.redirect_uris or (self.missing.scim and not self.missing.sealed_token),
        )

    def _with_redirect_uris(self, answers: Answers) -> Answers:
        screen = self.run.inputs.context.screen
        explain(screen, _REDIRECT_URI)
        uris = ask_valid(screen, "Redirect URI", "--redirect-uri", _redirect_uris, " ".join(answers.redirect_uris))
        self._complete("redirect_uris", uris)
        return answers.model_copy(update={"redirect_uris": uris})

    async def _with_admins(self, answers: Answers) -> Answers:
        tenant, group = self.run.connection.tenant, self.desired.admin_group.name
        me = self.run.connection.me or await tenant.users.me()
        screen = self.run.inputs.context.screen
        admins = await AdministratorQuestion(screen, tenant.users, me, group, answers.admins).ask()
        self._complete("admins", admins)
        return answers.model_copy(update={"admins": admins})

    def _with_scim(self, answers: Answers) -> Answers:
        context, settings, *_ = self.run.inputs
        url, scim = ask_scim(context.screen, settings, self.missing, answers.scim_url)
        self._complete("scim", scim)
        return answers.model_copy(update={"scim_url": url or answers.scim_url})

    def _remembered(self, answers: Answers) -> Answers:
        """Keep the answers, also of a run that is canceled; one that cannot be kept is asked for again."""
        with suppress(OSError, BadValue):
            remember_answers(self.run.inputs.journal, answers)
        return answers

    def _complete(self, name: str, value: object) -> None:
        self.desired = self.desired.model_copy(update={name: value})


def _redirect_uris(text: str) -> tuple[str, ...]:
    """Validate one or several addresses. Raises BadValue."""
    uris = tuple(dict.fromkeys(address_validation.redirect_uri(uri) for uri in text.split()))
    if not uris:
        raise BadValue("Setup requires a redirect URI.", remedy="Type it, or press Ctrl-C to cancel.")
    return uris
