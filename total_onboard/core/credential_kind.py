"""Kinds of credentials by which TOTAL can sign in as the application."""

from __future__ import annotations

from enum import StrEnum


class CredentialKind(StrEnum):
    """Kinds of credentials that an application can have."""

    SECRET = "secret"  # noqa: S105
    CERTIFICATE = "certificate"
    FEDERATED = "federated"
