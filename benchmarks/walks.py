"""Files that a reader passes who follows a value: ``python -m benchmarks.walks [--at COMMIT]…``.

Two values are followed through ``setup --sandbox``: a redirect URI from the option to the PATCH, and the client secret
from Graph's answer to the hand-off. Two numbers are printed for each:

* Files whose functions handle the value on its way (:mod:`benchmarks.value_flow`).
* Files on the call stacks at each moment that matters (the value is taken, checked, planned, sent; answered, revealed,
  written), those of the task that started the present one included: also those that only run the others.

The sandbox's own files don't count. Its hand-off is plain, so the files that seal one for TOTAL's key don't count.
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
from benchmarks.value_flow import ValueFlow

REDIRECT_URI: Final = "https://walk.example/callback"
FROM_OPTION: Final = "redirect URI: option to PATCH"
TO_HANDOFF: Final = "client secret: answer to hand-off"
_MOMENTS: Final = {"load_settings", "redirect_uri", "partial_desired_state", "wishes_so_far"}
"""Functions that take or check the redirect URI, by the names that they have had."""


ON_STACKS: Final = "files on the call stacks"
HANDLING: Final = "files that handle the value"


class Walks:
    """The files passed in a run of the package below a folder."""

    def __init__(self, root: Path, handoff: Path) -> None:
        self.package = f"{root / PACKAGE}{os.sep}"
        self.handoff = str(handoff)
        self.passed: dict[str, set[str]] = {FROM_OPTION: set(), TO_HANDOFF: set()}
        self.flows = {FROM_OPTION: ValueFlow(self.file_of, REDIRECT_URI), TO_HANDOFF: ValueFlow(self.file_of)}
        self._before: ContextVar[tuple[FrameType, ...]] = ContextVar("before", default=())

    def result(self) -> dict[str, dict[str, list[str]]]:
        """Return the files of each walk, by what is counted."""
        return {
            walk: {HANDLING: sorted(self.flows[walk].files()), ON_STACKS: sorted(passed)}
            for walk, passed in self.passed.items()
        }

    def note(self, walk: str, frame: FrameType) -> None:
        self.passed[walk] |= {self.file_of(one.f_code) for one in self._stack(frame)}

    def _stack(self, frame: FrameType | None) -> tuple[FrameType, ...]:
        """Return the frames of the package from here up, and those above the task."""
        return (*(one for one in _frames(frame) if self.file_of(one.f_code)), *self._before.get())

    def file_of(self, code: CodeType) -> str:
        file = code.co_filename.removeprefix(self.package)
        return "" if file == code.co_filename or file.startswith("sandbox") or code.co_name == "<module>" else file

    def on_profile(self, frame: FrameType, event: str, returned: Any) -> None:
        """Note the moments that are calls of the package, and what its calls return."""
        if event not in {"call", "return"} or not (file := self.file_of(frame.f_code)):
            return
        if event == "return":
            self._on_return(frame, returned)
            return
        name, given = frame.f_code.co_name, frame.f_locals
        if name in _MOMENTS or (file == "steps/redirect_uris.py" and name == "plan"):
            self.note(FROM_OPTION, frame)
        if name == "reveal" and "hand-off" in str(given.get("to")):
            self.note(TO_HANDOFF, frame)
        if self._writes_handoff(frame):
            self.note(TO_HANDOFF, frame)

    def _on_return(self, frame: FrameType, returned: Any) -> None:
        secret = self.flows[TO_HANDOFF]
        if type(returned).__name__ == "NewPassword" and not secret.value:
            secret.value = returned.secret._SecretText__value
        flows = [flow for flow in self.flows.values() if flow.value and not flow.has_ended]
        above = self._stack(frame.f_back) if flows else ()
        for flow in flows:
            flow.on_return(frame, returned, above)
        if secret in flows and self._writes_handoff(frame) and Path(self.handoff).exists():
            secret.end(self._stack(frame))

    def _writes_handoff(self, frame: FrameType) -> bool:
        given = [one for one in frame.f_locals.values() if isinstance(one, str | Path)]
        return "write" in frame.f_code.co_name and self.handoff in map(str, given)

    def watch_tasks(self) -> None:
        """Let a task remember the frames above it when it was started."""
        create = asyncio.BaseEventLoop.create_task

        def create_task(loop: Any, coroutine: Any, **options: Any) -> Any:
            token = self._before.set(self._stack(sys._getframe()))
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
                self.flows[FROM_OPTION].end(self._stack(sys._getframe()))
            if request.url.path.endswith("addPassword"):
                self.note(TO_HANDOFF, sys._getframe())
            return await send(transport, request)

        httpx.AsyncHTTPTransport.handle_async_request = handle  # type: ignore[method-assign,assignment]


def _frames(frame: FrameType | None) -> Iterator[FrameType]:
    while frame:
        yield frame
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
    Path("walks.json").write_text(json.dumps(walks.result()))


def measured(root: Path) -> dict[str, dict[str, list[str]]]:
    """Run :func:`trace` in a process that imports the package from a folder."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{ROOT}", "TOTAL_ONBOARD_STATE_DIR": folder}
        command = [sys.executable, "-c", f"from benchmarks.walks import trace, Path; trace(Path({str(root)!r}))"]
        subprocess.run(command, check=True, cwd=folder, env=environment, capture_output=True)
        found: dict[str, dict[str, list[str]]] = json.loads((Path(folder) / "walks.json").read_text())
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
    print(table({name: dict(_counts(walks)) for name, walks in columns.items()}))
    if not commits:
        for walk, numbers in columns["working tree"].items():
            for what, files in numbers.items():
                print(f"\n{walk}, {what}: {', '.join(files)}")


def _counts(walks: dict[str, dict[str, list[str]]]) -> Iterator[tuple[str, str]]:
    for walk, numbers in walks.items():
        for what, files in numbers.items():
            yield f"{walk}, {what}", str(len(files))


if __name__ == "__main__":
    main()
