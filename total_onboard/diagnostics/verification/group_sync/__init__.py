"""Group sync: the members of a group are accounts at TOTAL, and former members aren't active."""
