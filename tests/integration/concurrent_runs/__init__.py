"""Runs for several tenants in one process."""
