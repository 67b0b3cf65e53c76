"""Draw the diagram of ARCHITECTURE.md for the documentation site: ``python -m docs.diagrams`` (needs npm and Chromium).

Code hosts draw the diagram's text themselves. The site can't, because the script would be on another host.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = ROOT / "ARCHITECTURE.md"
FILE: Final = ROOT / "docs" / "images" / "architecture.svg"
DIAGRAM: Final = re.compile(r"^```mermaid\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MERMAID: Final = "mermaid@11.17.2"
_SCRIPT: Final = "node_modules/mermaid/dist/mermaid.min.js"
_SETTINGS: Final = (
    '{startOnLoad: true, theme: "neutral", deterministicIds: true, fontFamily: "sans-serif", '
    "sequence: {mirrorActors: false, actorMargin: 25, messageMargin: 28}}"
)
_SVG: Final = re.compile(r"<svg.*?</svg>", re.DOTALL)
_BOX: Final = re.compile(r'(viewBox="\S+ \S+ (\S+) (\S+)")')


def diagram() -> str:
    """Return the text of the diagram."""
    found = DIAGRAM.search(PAGE.read_text(encoding="utf-8"))
    if found is None:
        raise ValueError(f"{PAGE.name} has no diagram")
    return found[1]


def drawn(text: str) -> str:
    """Draw a diagram with Mermaid in a browser."""
    with TemporaryDirectory() as folder:
        work = Path(folder)
        (work / "package.json").write_text('{"private": true}', encoding="utf-8")
        subprocess.run(("npm", "install", "--silent", "--ignore-scripts", _MERMAID), cwd=work, check=True)
        page = work / "page.html"
        script = f'<script src="{_SCRIPT}"></script><script>mermaid.initialize({_SETTINGS})</script>'
        page.write_text(f'<meta charset="utf-8"><pre class="mermaid">{text}</pre>{script}', encoding="utf-8")
        browser = ("chromium", "--headless", "--no-sandbox", f"--user-data-dir={folder}/profile")
        options = ("--allow-file-access-from-files", "--virtual-time-budget=20000", "--dump-dom")
        shown = subprocess.run((*browser, *options, page.as_uri()), capture_output=True, check=True)
    svg = _SVG.search(shown.stdout.decode("utf-8"))
    if svg is None:
        raise ValueError("The browser drew nothing")
    return _with_size(svg[0])


def _with_size(svg: str) -> str:
    """Return a picture with a size and a white background, for readers with dark colors."""
    sized = svg.replace('width="100%"', "", 1).replace("max-width:", "background: #fff; max-width:", 1)
    return _BOX.sub(r'\1 width="\2" height="\3"', sized, count=1) + "\n"


def main() -> int:
    """Write the picture."""
    FILE.write_text(drawn(diagram()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
