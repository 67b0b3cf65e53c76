"""Looks for secrets, in every form in which one could leak, in all that a command shows, leaves and starts."""

from __future__ import annotations

import base64
import json
import os
import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qs, quote, quote_plus

from total_onboard.sandbox.sandbox_tenant import SandboxTenant

PIECE = 24
"""Characters of a long secret that count as a leak."""

_IN_ANSWERS = re.compile(r'"(secretText|access_token|refresh_token|id_token|device_code)"\s*:\s*"([^"]{8,})')
"""Also in half an answer."""


def secrets_of(tenant: SandboxTenant) -> dict[str, str]:
    """Every secret that went to or from this tenant so far, and what it is."""
    found = {tenant.sheet_values.scim_token: "SCIM token"}
    for request in tenant.requests:
        posted = parse_qs(request.body) if request.host == "sign_in" else {}
        found = dict.fromkeys(posted.get("code", ()), "authorization code") | found
        found |= {value: name for name, value in _IN_ANSWERS.findall(request.response_body)}
    return found


def leaks(secrets: dict[str, str], places: Iterable[tuple[str, bytes]]) -> list[str]:
    """Where something of a secret stands: "refresh_token in run.log"; also if lines were broken in its middle."""
    needles = [(name, form) for secret, name in secrets.items() for piece in pieces(secret) for form in forms(piece)]
    found = []
    for place, content in places:
        in_one_piece = content + b"\0" + re.sub(rb"\s+", b"", content)
        found += [f"{name} in {place}" for name, needle in needles if needle in in_one_piece]
    return sorted(set(found))


def pieces(secret: str) -> list[str]:
    """A short secret whole; of a long one its middle and its end (all JSON Web Tokens begin alike)."""
    if len(secret) <= 2 * PIECE:
        return [secret]
    middle = len(secret) // 2
    return [secret[middle : middle + PIECE], secret[-PIECE:]]


def forms(secret: str) -> set[bytes]:
    """The secret plain, in base64 at each of the three alignments, URL-encoded, and escaped as in JSON."""
    texts = {secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
    texts |= {text.replace("/", "\\/") for text in texts}
    for encode in (quote, quote_plus):
        encoded = encode(secret, safe="")
        texts |= {encoded, re.sub("%..", lambda code: code[0].lower(), encoded)}
    return {text.encode() for text in texts} | set(_in_base64(secret.encode()))


def _in_base64(secret: bytes) -> Iterator[bytes]:
    for before in range(3):
        whole = secret[: len(secret) - (before + len(secret)) % 3]
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            # The first characters depend on what stands before the secret.
            yield encode(b"\0" * before + whole)[(before * 8 + 5) // 6 :]


def files_below(*folders: Path) -> Iterator[tuple[str, bytes]]:
    """Every file, its name too; one that vanishes meanwhile was somebody's for a moment only."""
    for folder in folders:
        for path in folder.rglob("*"):
            yield f"the name of {path}", str(path).encode()
            with suppress(OSError):
                if path.is_file():
                    yield str(path), path.read_bytes()


class Watch:
    """Looks again and again, while a process runs, at temporary files and at what its children can be seen to be."""

    def __init__(self, process_id: int, folder: Path) -> None:
        self._process_id = process_id
        self._folder = folder
        self._over = threading.Event()
        self.seen: dict[tuple[str, bytes], None] = {}

    @property
    def children(self) -> set[str]:
        """The process ids of all children that were seen."""
        return {place.split()[-1] for place, _ in self.seen if place.startswith("environ of child")}

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Look from another thread until the end."""
        thread = threading.Thread(target=self._look, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.01):
            self.seen |= dict.fromkeys(files_below(self._folder))
            self.seen |= dict.fromkeys(self._proc("the process", self._process_id, "cmdline", "environ"))
            for child in _descendants(self._process_id):
                self.seen |= dict.fromkeys(self._proc("child", child, "cmdline", "environ"))

    def _proc(self, who: str, process_id: int, *names: str) -> Iterator[tuple[str, bytes]]:
        for name in names:
            with suppress(OSError):
                yield f"{name} of {who} {process_id}", Path(f"/proc/{process_id}/{name}").read_bytes()


def _descendants(process_id: int) -> Iterator[int]:
    for task in Path(f"/proc/{process_id}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, task.read_text().split()):
                yield child
                yield from _descendants(child)


def can_list_processes() -> bool:
    """Whether this machine tells about its processes."""
    return os.path.exists(f"/proc/self/task/{os.getpid()}/children")  # noqa: PTH110
