"""The page at the verification address: the code is typed, an account chosen, the request approved or declined."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from total_onboard.sandbox.sign_in.approval import answer_device_code, device_code_typed
from total_onboard.sandbox.sign_in.errors import SignInRefused
from total_onboard.sandbox.sign_in.pages import choosing, page, permissions_in, refusal_page
from total_onboard.sandbox.sign_in.sign_in_state import Platform


async def show_device_page(request: Request) -> Response:
    """Ask for the code. A code in the address is not read: Microsoft's page does not either."""
    return page(request.app.state.platform, "device_code.html", {"problem": None})


async def answer_device_page(request: Request) -> Response:
    """Handle the first post, the code (``otc``), and the second: ``account`` and ``decision``, approve or decline."""
    platform: Platform = request.app.state.platform
    form = {name: str(value) for name, value in (await request.form()).items()}
    try:
        device = device_code_typed(platform, form.get("otc", ""))
    except SignInRefused as refusal:
        return page(platform, "device_code.html", {"problem": refusal}, 400)
    if "decision" not in form:
        heading = f"Are you trying to sign in to {device.client.name}?"
        words = choosing(platform, heading, permissions_in(device.scopes), otc=device.user_code)
        return page(platform, "choose_account.html", words)
    answer = "approved" if form["decision"] == "approve" else "declined"
    try:
        answer_device_code(
            platform, device, form.get("account", ""), "approved" if answer == "approved" else "declined"
        )
    except SignInRefused as refusal:
        return refusal_page(platform, refusal)
    return page(platform, "device_done.html", {"approved": answer == "approved", "client": device.client})
