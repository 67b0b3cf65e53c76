"""Commands for TOTAL's representatives: value sheets, hand-offs, keys and the ledger."""
