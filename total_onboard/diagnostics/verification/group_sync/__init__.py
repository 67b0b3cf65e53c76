"""Whether the members of a group are accounts at TOTAL, and whether former members aren't active."""
