"""What ``value-sheet`` does: issue sheets, and look them up in the ledger."""
