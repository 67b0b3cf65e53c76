"""Addresses of one sandbox tenant's hosts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Addresses:
    """The three hosts, each as ``https://localhost:port`` without a slash at the end."""

    sign_in: str
    graph: str
    total: str
