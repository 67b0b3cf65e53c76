"""Paths of the objects of a SCIM service, below its address."""

from __future__ import annotations

from urllib.parse import quote


def user_path(user_id: str) -> str:
    """Return the path of an account."""
    return f"/Users/{_segment(user_id)}"


def group_path(group_id: str) -> str:
    """Return the path of a group."""
    return f"/Groups/{_segment(group_id)}"


def _segment(object_id: str) -> str:
    """Return one quoted segment of a path."""
    return quote(object_id, safe="").replace(".", "%2E")
