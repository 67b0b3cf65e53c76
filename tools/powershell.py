"""Translate the POSIX commands of the documentation to PowerShell: `python -m tools.powershell FILE…`.

With files it rewrites the PowerShell block after each POSIX block that needs one. Blocks that are the same in both
shells have none. `--check` only compares.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

DOCS: Final = Path(__file__).resolve().parent.parent / "docs"

_READ_EXPORTS: Final = (
    r"Get-Content \1 | ForEach-Object { if ($_ -match '^export (\\w+)=(.*)') "
    r"""{ Set-Item "Env:$($Matches[1])" $Matches[2].Trim("'") } }"""
)
_RULES: Final = (
    (re.compile(r"^export (\w+)=(\"[^\"]*\"|'[^']*'|\S+)", re.MULTILINE), r"$env:\1 = \2"),
    (re.compile(r"^unset (\w+)", re.MULTILINE), r"Remove-Item Env:\1"),
    (re.compile(r"^(\$env:\w+ = )(?![\"'])(\S+)", re.MULTILINE), r'\1"\2"'),
    (re.compile(r" \\$", re.MULTILINE), " `"),
    (re.compile(r" > (\S+)"), r" | Out-File -Encoding ascii \1"),
    (re.compile(r"\.venv/bin/([\w-]+)"), r".venv\\Scripts\\\1"),
    (re.compile(r"^python3 ", re.MULTILINE), "py "),
    (re.compile(r"^cp ", re.MULTILINE), "Copy-Item "),
    (re.compile(r"^rm ", re.MULTILINE), "Remove-Item "),
    (re.compile(r"^curl ", re.MULTILINE), "curl.exe "),
    (re.compile(r"^\. \./(\S+\.env)", re.MULTILINE), _READ_EXPORTS),
)
_BLOCK: Final = re.compile(
    r"(?P<posix>^(?P<indent> *)```sh\n(?P<commands>.*?)^(?P=indent)```\n)"
    r"(?:\n(?P=indent)```powershell\n.*?^(?P=indent)```\n)?",
    re.MULTILINE | re.DOTALL,
)


def powershell(commands: str) -> str:
    """Return the same commands for PowerShell."""
    for pattern, replacement in _RULES:
        commands = pattern.sub(replacement, commands)
    return commands


def with_powershell(page: str) -> str:
    """Return a page with a PowerShell block after each POSIX block that differs from it."""
    return _BLOCK.sub(_both, page)


def _both(block: re.Match[str]) -> str:
    translated, indent = powershell(block["commands"]), block["indent"]
    if translated == block["commands"]:
        return block["posix"]
    return f"{block['posix']}\n{indent}```powershell\n{translated}{indent}```\n"


def task_pages() -> list[Path]:
    """Return the pages with commands for people who connect a tenant."""
    return [path for path in sorted(DOCS.rglob("*.md")) if "decisions" not in path.parts]


def main(arguments: Iterable[str]) -> int:
    """Rewrite the PowerShell blocks, or report the pages in which they are not up to date."""
    arguments = list(arguments)
    pages = [Path(name) for name in arguments if name != "--check"] or task_pages()
    texts = {page: page.read_text(encoding="utf-8") for page in pages}
    stale = {page: with_powershell(text) for page, text in texts.items() if with_powershell(text) != text}
    for page, text in stale.items():
        if "--check" in arguments:
            print(f"{page}: a PowerShell block is not up to date. Run python -m tools.powershell.")
        else:
            page.write_text(text, encoding="utf-8")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
