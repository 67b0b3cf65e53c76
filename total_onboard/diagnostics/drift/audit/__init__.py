"""Who changed something, from the directory audit log."""
