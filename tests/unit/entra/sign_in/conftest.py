from __future__ import annotations

from collections.abc import Iterator

import keyring
import pytest
import respx
from keyring.backend import KeyringBackend

from .microsoft import Microsoft


class MemoryKeyring(KeyringBackend):
    """A keyring for as long as the test runs."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    @property
    def name(self) -> str:
        return "a keyring in memory"

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.kept.pop((service, username), None)


@pytest.fixture(autouse=True)
def memory_keyring() -> Iterator[MemoryKeyring]:
    """No test touches the machine's own keyring."""
    before, ring = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)


@pytest.fixture
def microsoft() -> Iterator[Microsoft]:
    with respx.mock(assert_all_called=False) as router:
        yield Microsoft(router)
