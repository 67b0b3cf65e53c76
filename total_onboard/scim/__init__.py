"""Access to TOTAL."""
