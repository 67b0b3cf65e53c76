"""New value sheet: a form, a review, and the signature. Renewals begin with the values of the earlier sheet."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from starlette.responses import Response

from total_onboard.commands.value_sheet.sheet_lookup import opened_sheet
from total_onboard.commands.value_sheet.tenant_lookup import TenantLookup
from total_onboard.commands.value_sheet.withdraw_and_note import checked_note
from total_onboard.core.attribute_set import AttributeSet
from total_onboard.core.credential import CredentialKind
from total_onboard.core.errors import BadValue
from total_onboard.dashboard.call import Call
from total_onboard.dashboard.sheets.drafts import FIELDS, TOKEN, Draft, Renewal, cells_of, order_problem
from total_onboard.dashboard.sheets.form_labels import LABELS
from total_onboard.dashboard.sheets.import_drafts import FOR_ALL
from total_onboard.dashboard.sheets.public_values import PUBLIC_VALUES
from total_onboard.dashboard.sheets.signing import sign, signing_keys, unlocked
from total_onboard.dashboard.views.customers import lines_of, version_of
from total_onboard.entra.clouds import CloudName
from total_onboard.exchange.bulk.customer_rows import order_warnings
from total_onboard.exchange.value_sheet.create import SheetRequest

CHOICES: Final = {
    "cloud": {str(name): str(name) for name in CloudName},
    "attributes": {
        str(AttributeSet.DEFAULT): "default: keep what the mapping sends",
        str(AttributeSet.MINIMAL): "minimal: send only what TOTAL needs",
    },
    "credential": {
        str(CredentialKind.SECRET): "client secret",
        str(CredentialKind.CERTIFICATE): "certificate",
        str(CredentialKind.FEDERATED): "federated credential",
    },
}
"""Values of the lists, each with its text."""
INPUT_NAMES: Final = {"attributes": "attribute_set"}
"""Names in the form; an input called ``attributes`` would hide that property of the form from scripts."""
PREFERENCES: Final = ("credential", "credential_2", "credential_3")
"""Names of the lists from which the credentials are chosen, the preferred one first."""


def new(call: Call) -> Response:
    """Show an empty form."""
    return _form(call, Draft(), "/sheets/new", {})


def create(call: Call) -> Response:
    """Keep what was typed as a new draft."""
    return _kept(call, _with_form(call, Draft()), None)


def edit(call: Call) -> Response:
    """Show the form with what was typed, and what is wrong with it."""
    draft = _draft(call)
    found = {fault.field: fault.reason for fault in draft.row(call.services.keys).faults} if draft.cells else {}
    faults = {name: found[name] for name in (*LABELS, *found) if name in found}  # in the order of the form
    return _form(call, draft, f"/sheets/{call.part('name')}/edit", faults)


def change(call: Call) -> Response:
    """Keep a change of a draft."""
    return _kept(call, _with_form(call, _draft(call)), call.part("name"))


def renew(call: Call) -> Response:
    """Open an earlier sheet, and begin a draft with its values. Raises BadValue, BadSheet."""
    line, folder, words = lines_of(call)[0], call.services.keys, call.services.passphrase(call.text("passphrase"))
    own, _ = opened_sheet(call.services.ledger, line, folder, lambda name: folder.opened(name, words))
    renewal = Renewal.of(own.sheet, version_of(call), line.pinned_tenant_id)
    draft = Draft(cells_of(own.sheet), note=line.note or "", renewal=renewal)
    return call.redirect(f"/sheets/{call.services.memory.put(draft)}/edit")


def review(call: Call) -> Response:
    """Show what will be signed, and ask for the key. Nothing is signed before."""
    draft, services = _draft(call), call.services
    order = _order(call, draft)
    lookup = TenantLookup(services.settings)
    if order.tenant_id is None:
        lookup.look_up((order,))
    keys = signing_keys(services)
    problem = order_problem(order, services.keys.public(keys[0])) if keys else None
    warnings = [*order_warnings(order)] if not draft.keeps_sealed_token else []
    warning = lookup.warning()
    return call.page(
        "sheet_review.html",
        name=call.part("name"),
        order=order,
        draft=draft,
        keys=keys,
        problem=problem,
        warnings=[*warnings, *([warning] if warning else [])],
        credentials=CHOICES["credential"],
    )


def finish(call: Call) -> Response:
    """Sign, once: a second click finds no draft. Raises BadValue, EntryChanged."""
    services, name = call.services, call.part("name")
    keys = unlocked(services, call.text("key"), call.text("passphrase"))
    draft = services.memory.take(name, Draft)
    if draft is None:
        raise BadValue("This sheet was signed already, or its draft has expired.", remedy="Look for the customer.")
    try:
        order = _order(call, draft)
        lookup = TenantLookup(services.settings)
        if order.tenant_id is None:
            lookup.look_up((order,))
            order = lookup.resolved(order)
        made = sign(services, draft, order, keys)
    except BaseException:
        services.memory.put(draft, name)
        raise
    return call.redirect(f"/customers/{made.sheet.id}/files")


def _form(call: Call, draft: Draft, action: str, faults: dict[str, str]) -> Response:
    return call.page(
        "sheet_form.html",
        draft=draft,
        action=action,
        faults=faults,
        choices=CHOICES,
        input_names=INPUT_NAMES,
        labels=LABELS,
        credential_is_open=any(draft.cells.get(name) or name in faults for name in FOR_ALL),
    )


def _with_form(call: Call, draft: Draft) -> Draft:
    typed = {name: call.text(INPUT_NAMES.get(name, name)) for name in (*FIELDS, TOKEN, "note", "no_token")}
    files = {name: call.optional_file(f"{name}_file") for name in PUBLIC_VALUES}
    return draft.with_form(typed | {"credential": typed_credential(call)}, files, call.services.keys)


def typed_credential(call: Call) -> str:
    """Return the kinds of credentials that were chosen, the preferred one first."""
    return " ".join(kind for name in PREFERENCES if (kind := call.text(name)))


def _draft(call: Call) -> Draft:
    return call.services.memory.get(call.part("name"), Draft)


def _kept(call: Call, draft: Draft, name: str | None) -> Response:
    """Continue with the review, or with the form if something is wrong."""
    if draft.note:
        checked_note(draft.note, "The note")
    key = call.services.memory.put(draft, name)
    return call.redirect(f"/sheets/{key}/{'edit' if draft.row(call.services.keys).order is None else 'review'}")


def _order(call: Call, draft: Draft) -> SheetRequest:
    order = draft.row(call.services.keys).order
    if order is None:
        raise BadValue("Something in the form is still wrong.", remedy="Correct the form first.")
    return order


def sheet_id_of(call: Call) -> UUID:
    """Return the sheet in the address."""
    return UUID(call.part("sheet_id"))
