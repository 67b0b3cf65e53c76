"""How many sheets and hand-offs one core makes and reads in a second: ``python benchmarks/sheets_and_handoffs.py``."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from total_onboard.core.secret import SecretText
from total_onboard.exchange import jose
from total_onboard.exchange.handoff.sealed_handoff import OUTSIDE, TYP, seal
from total_onboard.exchange.keys.private_keys import OwnKeys
from total_onboard.exchange.keys.trusted_keys import TrustedKeys
from total_onboard.exchange.value_sheet.create import SheetRequest, create_sheet
from total_onboard.exchange.value_sheet.sealed_token import open_token
from total_onboard.exchange.value_sheet.signature import verify_sheet

ORDER = SheetRequest(
    customer="Contoso",
    redirect_uris=("https://app.yourtotal.com/auth/oidc/callback",),
    scim_url="https://scim.yourtotal.com/contoso/scim/v2",
    scim_token=SecretText("t" * 64),
)
GROUPS = [{"id": str(uuid4()), "name": f"TOTAL-{number}", "role": "analyst"} for number in range(10)]


def main() -> None:
    """Print one line for each."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    now = datetime.now(UTC)
    keys = OwnKeys.create("benchmark", now - timedelta(days=1), now + timedelta(days=365))
    trusted = TrustedKeys((keys.public.signing,), "the benchmark")
    made = create_sheet(ORDER, keys)
    passphrase, sealed_token = made.passphrase, made.sheet.sealed_scim_token
    assert passphrase
    assert sealed_token
    document = {"format": "total-handoff/v1", "sealed": True, "handoff": {"client_secret": "s" * 40, "groups": GROUPS}}
    handoff = seal(document, str(uuid4()), made.sheet.recipient)
    measured("sheets made", seconds, lambda: create_sheet(ORDER, keys))
    measured("sheets verified", seconds, lambda: verify_sheet(made.text, "sheet", trusted))
    measured("tokens opened", seconds, lambda: open_token(sealed_token, passphrase))
    measured("hand-offs sealed", seconds, lambda: seal(document, str(uuid4()), made.sheet.recipient))
    measured(
        "hand-offs opened", seconds, lambda: jose.open_with_key(handoff, keys.handoff, typ=TYP, outside=(OUTSIDE,))
    )


def measured(what: str, seconds: float, work: Callable[[], object]) -> None:
    """Do it for so long."""
    count, begin = 0, time.perf_counter()
    while time.perf_counter() - begin < seconds:
        work()
        count += 1
    print(f"{what:<18}{count / (time.perf_counter() - begin):>8.0f} a second")


if __name__ == "__main__":
    main()
