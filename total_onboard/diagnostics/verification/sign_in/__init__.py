"""Verifications of sign-in."""
