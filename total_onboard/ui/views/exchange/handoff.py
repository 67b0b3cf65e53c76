"""A hand-off for people: every value that is no secret, where the secret is, and how it gets to TOTAL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from total_onboard.core.credential import CredentialKind
from total_onboard.core.text.formatting import format_date, format_time
from total_onboard.exchange.handoff.public_credential import HandedCertificate
from total_onboard.ui.console import Screen
from total_onboard.ui.layout import heading, print_facts

if TYPE_CHECKING:
    from total_onboard.ui.output.exchange_documents import FiledHandoff, OpenedHandoff


def was_sent(receipt_id: str) -> str:
    """Return that nothing is left to send."""
    return f"TOTAL has the hand-off (receipt {receipt_id}). You don't need to send the file."


def how_to_send(*, in_a_file: bool, sealed: bool, secret: bool, credential: bool = False) -> str:
    """Return what is left to do with a hand-off; ``secret``, or another ``credential``, says what it holds."""
    if sealed:
        what = "this file" if in_a_file else "what is in the clipboard"
        return f"Send {what} to TOTAL, by e-mail if you like: it is sealed, and nobody else can open it."
    if not in_a_file:
        return (
            "Paste the hand-off from the clipboard into the channel you agreed on with TOTAL, then copy something else."
        )
    if credential and not secret:
        return "Give this file to TOTAL. It names the groups and the credential, and contains no secret."
    if not secret:
        return "Give this file to TOTAL: it names the groups. The client secret stays as it is, and is not in it."
    return (
        "Give this file to TOTAL by the agreed channel, then delete it. It contains the client secret unencrypted, "
        "because no signed value sheet was used."
    )


_INSIDE: Final = {
    CredentialKind.SECRET: "client secret with its expiry date",
    CredentialKind.CERTIFICATE: "thumbprint of the certificate with its expiry date",
    CredentialKind.FEDERATED: "name of the federated credential",
}


def show_filed(screen: Screen, handoff: FiledHandoff) -> None:
    """Show what is outside the seal, and what is known to be inside."""
    screen.result.print(heading(f"Hand-off of tenant {handoff.tenant_id}"))
    print_facts(screen.result, _filed(handoff))
    screen.result.print()
    inside = (
        f"tenant ID, client ID, {_INSIDE[handoff.credential]}, the groups and their roles, issuer and discovery address"
    )
    where = "Sealed, readable by TOTAL only" if handoff.sealed else "Readable by anyone who has the file"
    screen.result.print(f"{where}: {inside}.")


def _filed(handoff: FiledHandoff) -> Iterator[tuple[str, str]]:
    yield "created", format_time(handoff.created_at)
    yield "tenant ID", handoff.tenant_id
    if handoff.credential is not CredentialKind.SECRET:
        yield "credential", handoff.credential
    if handoff.sheet_id and handoff.kid:
        yield "customer", f"{handoff.customer} (not verified)"
        yield "answers sheet", handoff.sheet_id
        yield "sealed to key", handoff.kid


def show_opened(screen: Screen, handoff: OpenedHandoff) -> None:
    """Show every value, the client secret too: to be entered in the enrollment console."""
    screen.result.print(heading(f"Hand-off of {handoff.customer or f'tenant {handoff.tenant_id}'}"))
    print_facts(screen.result, _opened(handoff))
    screen.result.print()
    screen.result.print(heading("Groups and their roles in TOTAL"))
    print_facts(screen.result, ((f"{group.name} ({group.role})", group.id) for group in handoff.groups))


def _opened(handoff: OpenedHandoff) -> Iterator[tuple[str, str]]:
    yield "created", format_time(handoff.created_at)
    yield "answers sheet", f"{handoff.sheet_id or 'none'}; issued: {handoff.answers_issued_sheet}"
    yield "bound to it", handoff.bound_to_sheet
    yield "tenant ID", handoff.tenant_id
    yield "tenant's name", handoff.tenant_name
    yield "client ID", handoff.client_id
    yield "issuer", handoff.issuer
    yield "discovery", handoff.discovery_url
    yield from _credential(handoff)
    yield "credentials", handoff.credentials


def _credential(handoff: OpenedHandoff) -> Iterator[tuple[str, str]]:
    if isinstance(handoff.credential, HandedCertificate):
        yield "credential", "certificate; TOTAL signs in with its private key"
        yield "thumbprint", handoff.credential.thumbprint
        yield "works until", format_date(handoff.credential.expires_at)
        yield "key ID", handoff.credential.key_id
        return
    if handoff.credential:
        yield "credential", f"federated ({handoff.credential.name}); TOTAL signs in with its own tokens"
        yield "token issuer", handoff.credential.issuer
        yield "token subject", handoff.credential.subject
        yield "token audience", handoff.credential.audience
        return
    yield "client secret", handoff.client_secret or "delivered before; not in this hand-off"
    if handoff.client_secret_expires_at and handoff.client_secret_key_id:
        yield "works until", format_date(handoff.client_secret_expires_at)
        yield "secret's key ID", handoff.client_secret_key_id
