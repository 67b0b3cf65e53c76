"""Files that a reader passes who follows a value: ``python -m benchmarks.walks [--at COMMIT]…``.

Two values are followed through ``setup --sandbox``: a redirect URI from the option to the PATCH, and the client secret
from Graph's answer to the hand-off. At each moment that matters (the value is taken, checked, planned, sent; answered,
revealed, written) the files on the call stack count, those of the task that started the present one included. The
sandbox's own files don't count.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, Final

from benchmarks.structure import PACKAGE, ROOT, at, table

REDIRECT_URI: Final = "https://walk.example/callback"
FROM_OPTION: Final = "redirect URI: option to PATCH"
TO_HANDOFF: Final = "client secret: answer to hand-off"
_MOMENTS: Final = {"load_settings", "redirect_uri", "partial_desired_state", "wishes_so_far"}
"""Functions that take or check the redirect URI, by the names that they have had."""


class Walks:
    """The files passed in a run of the package below a folder."""

    def __init__(self, root: Path, handoff: Path) -> None:
        self.package = f"{root / PACKAGE}{os.sep}"
        self.handoff = str(handoff)
        self.passed: dict[str, set[str]] = {FROM_OPTION: set(), TO_HANDOFF: set()}
        self._before: ContextVar[frozenset[str]] = ContextVar("before", default=frozenset())

    def note(self, walk: str, frame: FrameType) -> None:
        self.passed[walk] |= self._on_stack(frame)

    def _on_stack(self, frame: FrameType | None) -> frozenset[str]:
        return frozenset(file for code in _codes(frame) if (file := self._file(code))) | self._before.get()

    def _file(self, code: CodeType) -> str:
        file = code.co_filename.removeprefix(self.package)
        return "" if file == code.co_filename or file.startswith("sandbox") else file

    def on_profile(self, frame: FrameType, event: str, _: Any) -> None:
        """Note the moments that are calls of the package."""
        if event != "call" or not (file := self._file(frame.f_code)):
            return
        name, given = frame.f_code.co_name, frame.f_locals
        if name in _MOMENTS or (file == "steps/redirect_uris.py" and name == "plan"):
            self.note(FROM_OPTION, frame)
        if name == "reveal" and "hand-off" in str(given.get("to")):
            self.note(TO_HANDOFF, frame)
        if "write" in name and any(str(one) == self.handoff for one in given.values() if isinstance(one, str | Path)):
            self.note(TO_HANDOFF, frame)

    def watch_tasks(self) -> None:
        """Let a task remember the files on the stack of the one that started it."""
        create = asyncio.BaseEventLoop.create_task

        def create_task(loop: Any, coroutine: Any, **options: Any) -> Any:
            token = self._before.set(self._on_stack(sys._getframe()))
            try:
                return create(loop, coroutine, **options)
            finally:
                self._before.reset(token)

        asyncio.BaseEventLoop.create_task = create_task  # type: ignore[method-assign,assignment]

    def watch_requests(self) -> None:
        """Note the moments at which the two requests leave."""
        import httpx

        send = httpx.AsyncHTTPTransport.handle_async_request

        async def handle(transport: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
            if request.method == "PATCH" and REDIRECT_URI.encode() in request.content:
                self.note(FROM_OPTION, sys._getframe())
            if request.url.path.endswith("addPassword"):
                self.note(TO_HANDOFF, sys._getframe())
            return await send(transport, request)

        httpx.AsyncHTTPTransport.handle_async_request = handle  # type: ignore[method-assign,assignment]


def _codes(frame: FrameType | None) -> Iterator[CodeType]:
    while frame:
        yield frame.f_code
        frame = frame.f_back


def trace(root: Path) -> None:
    """Run a setup of the package below a folder, and print the files as JSON at the end."""
    handoff = Path("contoso.totalhandoff").absolute()
    walks = Walks(root, handoff)
    walks.watch_tasks()
    walks.watch_requests()
    options = ("--sandbox", "--yes", "--redirect-uri", REDIRECT_URI, "--handoff", str(handoff))
    sys.argv = ["total-onboard", "setup", *options]
    from total_onboard.cli.main import main

    threading.setprofile(walks.on_profile)
    sys.setprofile(walks.on_profile)
    try:
        main()
    except SystemExit as end:
        assert not end.code, end.code
    finally:
        sys.setprofile(None)
    Path("walks.json").write_text(json.dumps({walk: sorted(files) for walk, files in walks.passed.items()}))


def measured(root: Path) -> dict[str, list[str]]:
    """Run :func:`trace` in a process that imports the package from a folder."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{ROOT}", "TOTAL_ONBOARD_STATE_DIR": folder}
        command = [sys.executable, "-c", f"from benchmarks.walks import trace, Path; trace(Path({str(root)!r}))"]
        subprocess.run(command, check=True, cwd=folder, env=environment, capture_output=True)
        found: dict[str, list[str]] = json.loads((Path(folder) / "walks.json").read_text())
        return found


def main() -> None:
    """Print how many files each walk passes, and which, or a column for each commit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--at", action="append", default=[], metavar="COMMIT")
    commits: list[str] = parser.parse_args().at
    columns = {}
    for commit in commits:
        with tempfile.TemporaryDirectory() as folder:
            columns[commit] = measured(at(commit, Path(folder)))
    columns = columns or {"working tree": measured(ROOT)}
    print(table({name: {walk: str(len(files)) for walk, files in walks.items()} for name, walks in columns.items()}))
    if not commits:
        for walk, files in columns["working tree"].items():
            print(f"\n{walk}: {', '.join(files)}")


if __name__ == "__main__":
    main()
