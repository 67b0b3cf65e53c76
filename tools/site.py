"""Build the documentation site strictly, and check what it loads: `python -m tools.site [FOLDER]`.

It needs the packages of `requirements/docs.txt`. A broken link in a page, a broken link in the result, and a script,
style, font or picture of another host make it exit with 1.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import unquote, urlsplit

from tools import site_pages

CONFIGURATION: Final = site_pages.ROOT / "zensical.toml"
LOADED: Final = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src", "object": "data"}
SHIM: Final = ("https://unpkg.com/iframe-worker/shim", "assets/iframe-worker.js")
"""The generator loads from elsewhere what lets the search work in files that no server serves; `docs/assets` has it."""
_IN_STYLES: Final = re.compile(r"(?:url\(\s*[\"']?|@import\s+[\"'])((?:https?:)?//[^\"')]+)")


class Document(HTMLParser):
    """Addresses of a page: what the browser loads, what it links to, and its anchors."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the addresses of an element."""
        attributes = {name: value or "" for name, value in attrs}
        self.anchors |= {attributes[name] for name in ("id", "name") if name in attributes}
        if tag == "a" and "href" in attributes:
            self.links.append(attributes["href"])
        if tag in LOADED and LOADED[tag] in attributes and attributes.get("rel") not in ("canonical", "prev", "next"):
            self.loads.append(attributes[LOADED[tag]])


def build(target: Path) -> None:
    """Build the site into a folder, which it replaces."""
    with TemporaryDirectory() as scratch:
        project = Path(scratch)
        shutil.copy(CONFIGURATION, project)
        site_pages.write(project / "docs")
        generator = [sys.executable, "-m", "zensical", "build", "--strict", "--clean"]
        subprocess.run(generator, cwd=project, check=True)
        _load_shim_locally(project / "site")
        shutil.rmtree(target, ignore_errors=True)
        shutil.move(project / "site", target)


def _load_shim_locally(site: Path) -> None:
    address, file = SHIM
    for path in site.rglob("*.html"):
        up = "../" * (len(path.relative_to(site).parts) - 1)
        path.write_text(path.read_text(encoding="utf-8").replace(address, up + file), encoding="utf-8")


def findings(site: Path) -> Iterator[str]:
    """Yield what is foreign or broken in a built site."""
    documents = {path: Document(path) for path in sorted(site.rglob("*.html"))}
    for path, document in documents.items():
        name = path.relative_to(site).as_posix()
        yield from (f"{name} loads {one}" for one in document.loads if is_foreign(one))
        if path.name != "404.html":
            local = [one for one in (*document.links, *document.loads) if not urlsplit(one).scheme and one[:2] != "//"]
            yield from (f"{name} links to {one}" for one in local if not _exists(one, path, documents))
        if 'class="mermaid"' in path.read_text(encoding="utf-8"):
            yield f"{name} has a diagram whose script is on another host"
    for style in sorted(site.rglob("*.css")):
        for address in _IN_STYLES.findall(style.read_text(encoding="utf-8")):
            yield f"{style.relative_to(site).as_posix()} loads {address}"


def is_foreign(address: str) -> bool:
    """Return whether an address is on another host."""
    return address.startswith("//") or urlsplit(address).scheme in ("http", "https")


def _exists(address: str, page: Path, documents: dict[Path, Document]) -> bool:
    parts = urlsplit(address)
    there = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    there = there / "index.html" if there.is_dir() else there
    if not there.exists():
        return False
    anchor = unquote(parts.fragment)
    return not anchor or there not in documents or anchor in documents[there].anchors


def main(arguments: list[str]) -> int:
    """Build the site and print the findings."""
    target = Path(arguments[0] if arguments else "site").resolve()
    build(target)
    found = list(findings(target))
    print("\n".join(found))
    print(f"{len(list(target.rglob('*.html')))} pages in {target}, {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
