"""Sign-in of a command: the admin sees what for; an application is accepted only by commands that read."""

from __future__ import annotations

from collections.abc import Sequence

from total_onboard.commands.invocation.context import CommandContext
from total_onboard.commands.invocation.recording import note_journals
from total_onboard.core.errors import SignInFailed
from total_onboard.core.platforms.garbage_collection import pause_garbage_collection, resume_garbage_collection
from total_onboard.engine.executor import with_dependencies
from total_onboard.entra.graph.preload_sdk import is_sdk_loaded, preload_sdk
from total_onboard.entra.sign_in import SignInMethod, SignInRequest, sign_in
from total_onboard.entra.sign_in.request import ClientCertificate
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.entra.sign_in.session import Session
from total_onboard.settings import Settings
from total_onboard.steps import SETUP_STEPS
from total_onboard.steps.access.application_permissions import missing_for_application
from total_onboard.steps.access.command_scopes import scopes_of_dry_run, scopes_of_steps
from total_onboard.ui.views.sign_in import SignInView


def observed_steps(chosen: frozenset[str]) -> frozenset[str]:
    """Return the steps whose state a run reads: those that were chosen, and those that they need."""
    return frozenset(step.id for step in with_dependencies(SETUP_STEPS, chosen))


def scopes_for(chosen: frozenset[str], *, dry_run: bool = False) -> tuple[ScopeReason, ...]:
    """Return the scopes for these steps: the consent alone needs fewer, and a dry run only reads."""
    return scopes_of_dry_run(observed_steps(chosen)) if dry_run else scopes_of_steps(chosen, observed_steps(chosen))


def request_for(context: CommandContext, settings: Settings, scopes: Sequence[ScopeReason]) -> SignInRequest:
    """Return who signs in where, and for what."""
    return SignInRequest(
        cloud=settings.the_cloud,
        tenant=settings.tenant,
        client_id=settings.client_id,
        scopes=scopes,
        state_dir=settings.state_dir,
        method=context.common.sign_in or SignInMethod.DEVICE_CODE,
        ca_bundle=settings.ca_bundle,
        certificate=_certificate(settings),
    )


def _certificate(settings: Settings) -> ClientCertificate | None:
    path = settings.client_certificate
    return ClientCertificate(path, settings.client_certificate_password) if path else None


class PersonNeeded(SignInFailed):
    """An application signed in, and the command works in a person's name."""

    code = "person-needed"


def sign_in_session(
    context: CommandContext, settings: Settings, scopes: Sequence[ScopeReason], *, applications: bool = False
) -> Session:
    """Sign in, while Microsoft's SDK is loaded concurrently. Raises SignInFailed.

    A command that only reads can accept ``applications``.

    A second sign-in in the middle of the run is shown by a thread that does not outlive the process: the view is
    closed for it.
    """
    if not is_sdk_loaded():
        pause_garbage_collection()
    preload_sdk(writes=any("ReadWrite" in each.scope for each in scopes))
    try:
        session = begin_session(context, settings, scopes)
    finally:
        resume_garbage_collection()
    if session.is_application and not applications:
        raise person_needed(context.command, session)
    _say_if_not_remembered(context, session)
    _say_if_permissions_lack(context, session, scopes)
    return session


def begin_session(
    context: CommandContext, settings: Settings, scopes: Sequence[ScopeReason], *, anew: bool = False
) -> Session:
    """Sign in and show how; ``anew`` replaces a remembered sign-in. Raises SignInFailed."""
    view = SignInView(context.screen)
    context.at_the_end.callback(view.close)
    session = sign_in(
        request_for(context, settings, scopes),
        show_code=view.show_code,
        show_address=view.show_address,
        other_way=view.wants_other_way,
        while_asking=view,
        may_ask=_may_ask(context),
        anew=anew,
    )
    note_journals(context.recording, settings.state_dir, session.tenant_id)
    return session


def person_needed(command: str, session: Session) -> PersonNeeded:
    """Return the error for a command that an application can't run."""
    return PersonNeeded(
        f"{command} needs a person, and the application {session.username} signed in. "
        "Applications can run status and verify.",
        remedy="Run the same command with --sign-in browser or --sign-in device-code.",
    )


def _say_if_not_remembered(context: CommandContext, session: Session) -> None:
    if context.sandbox is None and session.keyring_problem:
        context.screen.say(f"Your sign-in is kept in memory only: {session.keyring_problem}.", style="caution")


# Assumption application-reads-provisioning.
def _say_if_permissions_lack(context: CommandContext, session: Session, scopes: Sequence[ScopeReason]) -> None:
    """Name what an application can't read, because Microsoft's refusals are about people."""
    if session.is_application and (missing := missing_for_application(scopes, session.granted)):
        context.screen.say(
            f"Warning: the application {session.username} lacks {', '.join(missing)}. "
            "Run total-onboard monitor enable, or grant it in the Microsoft Entra admin center (App registrations).",
            style="caution",
        )


def _may_ask(context: CommandContext) -> bool:
    """Return whether an admin can be asked to sign in: an explicitly requested code is for readers of the log, too."""
    explicit_code = context.common.sign_in is SignInMethod.DEVICE_CODE
    return context.sandbox is not None or explicit_code or not context.common.no_input
