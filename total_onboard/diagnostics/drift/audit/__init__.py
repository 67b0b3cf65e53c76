"""Authors of changes, from the directory audit log."""
