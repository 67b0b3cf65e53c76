"""Shared parts of commands that work in a tenant: sign-in, observed state, confirmation, hand-off, result."""
