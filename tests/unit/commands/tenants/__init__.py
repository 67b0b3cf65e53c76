"""Tenants files, and runs over several tenants."""
