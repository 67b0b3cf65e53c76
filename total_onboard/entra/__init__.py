"""Access to Microsoft."""
