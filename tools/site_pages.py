"""Pages of the documentation site: `docs/`, and the pages at the root of the repository.

A link to a file that is not on the site, such as a test, becomes its path. Each block of POSIX commands becomes a pair
of tabs: the commands, and the same for PowerShell. A diagram becomes the picture that docs/diagrams.py draws.
"""

from __future__ import annotations

import os
import re
import shutil
import textwrap
from pathlib import Path
from typing import Final

from tools.powershell import powershell

ROOT: Final = Path(__file__).resolve().parent.parent
DOCS: Final = ROOT / "docs"
PROJECT: Final = "project"
"""Folder of the site that holds the pages at the root of the repository."""

_LINK: Final = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")
_FENCE: Final = re.compile(r"^( *)```(\w*)(.*?)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_FILE: Final = re.compile(r"\s*(?:>> )?(\S+[./]\S*)")
"""A file in the first line of a block, which the block is or is appended to."""
_COMMANDS: Final = re.compile(
    r"^(?P<indent> *)```sh\n(?P<commands>.*?)^(?P=indent)```\n(?:\n(?P=indent)```powershell\n.*?^(?P=indent)```\n)?",
    re.MULTILINE | re.DOTALL,
)


def sources() -> dict[Path, Path]:
    """Return each page and picture with its place on the site."""
    pages = {path: path.relative_to(DOCS) for path in DOCS.rglob("*") if path.is_file() and path.suffix != ".py"}
    roots = {path: Path(PROJECT, path.name.lower()) for path in ROOT.glob("*.md") if path.name != "README.md"}
    return {path: place for path, place in (pages | roots).items() if "__pycache__" not in place.parts}


def write(folder: Path) -> None:
    """Write all pages as the generator needs them."""
    places = sources()
    for path, place in places.items():
        target = folder / place
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".md":
            target.write_text(page(path, places), encoding="utf-8")
        else:
            shutil.copy(path, target)


def page(path: Path, places: dict[Path, Path]) -> str:
    """Return a page with the links of the site and tabs for both shells."""
    text = path.read_text(encoding="utf-8")
    parts, end = [], 0
    for fence in _FENCE.finditer(text):
        block = _picture(path, places) if fence[2] == "mermaid" else _block(fence)
        parts += [_with_site_links(text[end : fence.start()], path, places), block]
        end = fence.end()
    return _with_tabs("".join(parts) + _with_site_links(text[end:], path, places))


def _block(fence: re.Match[str]) -> str:
    """Return a block whose file is its title; the generator takes no other words after the language."""
    indent, language, more, content = fence.groups()
    file = _FILE.fullmatch(more)
    title = f' title="{file[1]}"' if file else ""
    return f"{indent}```{language}{title}\n{content}{indent}```"


def _picture(path: Path, places: dict[Path, Path]) -> str:
    """Return the picture of a diagram, which opens alone if it is clicked: a page is narrower."""
    name = os.path.relpath(places[DOCS / "images" / f"{path.stem.lower()}.svg"], places[path].parent)
    return f"[![The diagram of this page]({name})]({name})"


def _with_site_links(text: str, path: Path, places: dict[Path, Path]) -> str:
    return _LINK.sub(lambda link: _site_link(link, path, places), text)


def _site_link(link: re.Match[str], path: Path, places: dict[Path, Path]) -> str:
    mark, label, target = link.groups()
    name, _, anchor = target.partition("#")
    if "://" in target or not name:
        return link.group()
    there = (path.parent / name).resolve()
    there = there / "README.md" if there.is_dir() and (there / "README.md") in places else there
    if not there.exists():
        return link.group()
    if there not in places:
        return f"{label} (`{there.relative_to(ROOT).as_posix()}`)"
    relative = os.path.relpath(places[there], places[path].parent)
    return f"{mark}[{label}]({relative}{'#' if anchor else ''}{anchor})"


def _with_tabs(text: str) -> str:
    return _COMMANDS.sub(lambda block: _tabs(block["commands"], block["indent"]), text)


def _tabs(commands: str, indent: str) -> str:
    posix = textwrap.dedent(commands)
    shells = (("POSIX shell", "sh", posix), ("PowerShell", "powershell", powershell(posix)))
    tabs = [f'=== "{name}"\n\n' + textwrap.indent(f"```{word}\n{text}```\n", "    ") for name, word, text in shells]
    return textwrap.indent("\n".join(tabs), indent)
