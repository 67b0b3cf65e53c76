"""Verifications of consent, permissions and assignments."""
