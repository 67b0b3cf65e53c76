"""Commands for TOTAL's representatives."""
