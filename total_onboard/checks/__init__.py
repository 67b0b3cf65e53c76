"""The preflight: one file per check, and the ordered tuple of all of them."""
