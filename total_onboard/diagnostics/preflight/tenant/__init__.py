"""Checks of the tenant."""
