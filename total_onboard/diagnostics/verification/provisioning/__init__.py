"""Verifications of provisioning."""
