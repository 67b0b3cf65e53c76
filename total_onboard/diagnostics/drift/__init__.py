"""Drift between desired and observed state, and the health of provisioning: read, never changed."""
