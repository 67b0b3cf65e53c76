"""Views of what TOTAL and a customer exchange: keys, value sheets, hand-offs and the ledger."""
