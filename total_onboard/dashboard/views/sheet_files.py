"""Files of a sheet, the mail that goes with it, and the view for the phone call."""

from __future__ import annotations

import base64
import re
from hashlib import sha256
from pathlib import Path
from typing import Final

from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, Response

from total_onboard.commands.value_sheet.pages import pdf_of
from total_onboard.commands.value_sheet.sheet_lookup import opened_sheet
from total_onboard.core.errors import BadValue
from total_onboard.dashboard.call import Call
from total_onboard.dashboard.sheets.mail_text import mail_text, names_for
from total_onboard.dashboard.sheets.signing import MADE, has_passphrase, made_sheet, take_passphrase
from total_onboard.dashboard.views.customers import lines_of, version_of
from total_onboard.dashboard.views.sheets import sheet_id_of
from total_onboard.exchange.ledger.entries import EventDetail, Marks
from total_onboard.exchange.readable_codes import fingerprint
from total_onboard.exchange.sheet_page.formats import Paper
from total_onboard.exchange.sheet_page.html import html_page
from total_onboard.exchange.sheet_page.model import content_of
from total_onboard.exchange.value_sheet.create import CreatedSheet
from total_onboard.exchange.value_sheet.sealed_token import key_of

COMPARED: Final = "fingerprints compared"
_STYLE: Final = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_NO_FILES: Final = "The dashboard no longer has these files open."


def files(call: Call) -> Response:
    """Show the files of a sheet, or ask for the passphrase that opens them."""
    line = lines_of(call)[0]
    made = made_sheet(call.services, line.id)
    if made is None:
        return call.page("sheet_locked.html", line=line)
    return call.page(
        "sheet_files.html",
        line=line,
        names=names_for(made),
        mail=mail_text(made),
        papers=tuple(Paper),
        has_passphrase=has_passphrase(call.services, line.id),
    )


def unlock(call: Call) -> Response:
    """Open the sheet that the ledger keeps. Raises BadValue, BadSheet."""
    line, folder, words = lines_of(call)[0], call.services.keys, call.services.passphrase(call.text("passphrase"))
    own, _ = opened_sheet(call.services.ledger, line, folder, lambda name: folder.opened(name, words))
    call.services.memory.put(CreatedSheet(own.text, own.sheet, None, own.keys.signing), MADE.format(line.id))
    return call.redirect(f"/customers/{line.id}/files")


def sheet(call: Call) -> Response:
    """Return the sheet itself."""
    made = _made(call)
    return call.download(names_for(made).sheet, made.text, "application/octet-stream")


def page(call: Call) -> Response:
    """Return the page to print, which is also a file for the customer."""
    made = _made(call)
    names = names_for(made)
    html = html_page(content_of(made, Path(names.sheet), Path(names.page)))
    if call.query("save"):
        return call.download(names.page, html, "text/html")
    style = _STYLE.search(html)
    digest = base64.b64encode(sha256(style[1].encode()).digest()).decode() if style else ""
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'; base-uri 'none'"
    return HTMLResponse(html, headers={"Content-Security-Policy": policy})


def pdf(call: Call) -> Response:
    """Return the page as a PDF, for A4 or Letter. Raises BadValue."""
    made, paper = _made(call), call.query("paper")
    names = names_for(made)
    content = content_of(made, Path(names.sheet), Path(names.pdf))
    drawn = pdf_of(content, Paper(paper) if paper in set(Paper) else Paper.A4)
    return call.download(names.pdf, drawn, "application/pdf")


def phone(call: Call) -> Response:
    """Show what is read out and compared in the call."""
    line = lines_of(call)[0]
    key = call.services.keys.by_signing_key(line.key_id)
    return call.page(
        "phone.html",
        line=line,
        key=key,
        sealed_to=_sealed_to(call),
        has_passphrase=has_passphrase(call.services, line.id),
        compared=[one for one in call.services.ledger.events([line.id]) if one.action == COMPARED],
    )


def passphrase(call: Call) -> Response:
    """Show the passphrase once; it isn't kept afterwards."""
    line = lines_of(call)[0]
    if has_passphrase(call.services, line.id):
        call.services.ledger.note_event(line.id, EventDetail(by=call.services.user, action="passphrase shown"))
    words = take_passphrase(call.services, line.id)
    text = words.reveal(to="the representative who reads it out on the phone")
    template = "passphrase_fragment.html" if call.is_fragment else "passphrase.html"
    return call.page(template, line=line, words=Markup(escape(text)))  # noqa: S704


def compared(call: Call) -> Response:
    """Record that both fingerprints were compared on the phone."""
    line = lines_of(call)[0]
    who = call.text("partner")
    if not 1 <= len(who) <= 100 or not who.isprintable():
        raise BadValue("The name needs 1 to 100 characters on one line.", remedy="Name the person on the phone.")
    what = EventDetail(by=call.services.user, action=COMPARED, detail=f"with {who}, sheet {line.fingerprint}")
    call.services.ledger.mark(line.id, Marks(), what, version_of(call))
    return call.redirect(f"/customers/{line.id}/phone")


def _sealed_to(call: Call) -> str:
    """Return the fingerprint of the administrator's key; empty without one, or if the sheet isn't open here."""
    made = made_sheet(call.services, sheet_id_of(call))
    token = made.sheet.sealed_scim_token if made else None
    kid = key_of(token) if token else None
    return fingerprint(kid.encode()) if kid else ""


def _made(call: Call) -> CreatedSheet:
    made = made_sheet(call.services, sheet_id_of(call))
    if made is None:
        raise BadValue(_NO_FILES, remedy="Open them again from the customer's page.")
    return made
