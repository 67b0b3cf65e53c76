"""Open a ledger and enter sheets: ``python -m tests.integration.representative.writer URL HOW_MANY``."""

from __future__ import annotations

import sys

from tests.integration.representative.entries import issued
from total_onboard.core.secret import SecretText
from total_onboard.exchange.ledger.ledger import Ledger

if __name__ == "__main__":
    _, url, how_many = sys.argv
    ledger = Ledger.open(SecretText(url))
    for _number in range(int(how_many)):
        issued(ledger)
