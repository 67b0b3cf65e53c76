"""The directory audit log."""
