"""The POSIX commands of a page: which are run, with which exit status, and why the others are not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.integration.documentation.scenes import Scene
from tools.powershell import DOCS, task_pages

_BLOCK: Final = re.compile(
    r"(?:^<!-- not run: (?P<reason>[^\n]+) -->\n)?^```sh\n(?P<commands>.*?)^```$", re.MULTILINE | re.DOTALL
)
_EXPORT: Final = re.compile(r"export (?P<name>\w+)=(?P<value>\S+)")
_EXITS: Final = re.compile(r"exits with (\d+)")
_TO_A_FILE: Final = re.compile(r"^(?P<command>.*?) > (?P<file>\S+)$")


@dataclass(frozen=True)
class Block:
    """The commands of one block of a page."""

    page: Path
    commands: str
    reason: str | None

    def lines(self) -> Iterator[tuple[str, int]]:
        """Yield each command without its comment, and the exit status that the comment promises."""
        for line in re.sub(r" \\\n\s*", " ", self.commands).splitlines():
            command, _, comment = line.partition(" #")
            promised = _EXITS.search(comment)
            if command.strip():
                yield command.strip(), int(promised[1]) if promised else 0


def blocks(page: Path) -> list[Block]:
    """Return the blocks of POSIX commands of a page."""
    found = _BLOCK.finditer(page.read_text(encoding="utf-8"))
    return [Block(page, block["commands"], block["reason"]) for block in found]


def pages() -> dict[str, Path]:
    """Return the pages with commands that a reader types, by name."""
    others = {"other-clients.md", "performance.md", "reference.md", "release.md"}
    named = {page.relative_to(DOCS).as_posix(): page for page in task_pages()}
    return {name: page for name, page in named.items() if blocks(page) and name not in others}


def follow(block: Block, scene: Scene) -> None:
    """Type the commands of a block, as a reader would."""
    for command, expected in block.lines():
        where = f"{block.page.name}: {command}"
        if exported := _EXPORT.fullmatch(command):
            scene.export(exported["name"], exported["value"])
        elif command == ". ./sandbox.env":
            scene.enter_the_sandbox()
        elif command.startswith("total-onboard "):
            _run(command, expected, where, scene)
        else:
            raise AssertionError(f"{where}: mark the block <!-- not run: REASON -->")


def _run(command: str, expected: int, where: str, scene: Scene) -> None:
    to_a_file = _TO_A_FILE.match(command)
    result = scene.types(to_a_file["command"] if to_a_file else command)
    assert result.status == expected, f"{where}: {result.status}\n{result.out[-2000:]}{result.err[-2000:]}"
    if to_a_file:
        (scene.home / to_a_file["file"]).write_text(result.out, encoding="utf-8")
