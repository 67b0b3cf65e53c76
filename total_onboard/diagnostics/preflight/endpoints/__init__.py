"""Checks of TOTAL's addresses."""
