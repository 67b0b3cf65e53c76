"""Consent to applications: by a person, and by an administrator for everybody."""
