"""The representative's ledger: issued sheets, received hand-offs, and expiry dates."""
