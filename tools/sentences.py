"""Print how long the sentences of the documentation and of the messages are: `python -m tools.sentences [PAGE…]`.

It exits with 1 if the median or the 95th percentile is above its limit. `--long` lists the sentences above that limit.
A piece of code in backticks counts as one word. A table cell and a list item are sentences of their own.
"""

from __future__ import annotations

import ast
import re
import statistics
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
MEDIAN: Final = 15
PERCENTILE_95: Final = 25
SHORTEST: Final = 3
"""Words below which a text is a label, not a sentence."""

_CODE: Final = re.compile(r"^( *)```.*?^\1```$|<!--.*?-->", re.MULTILINE | re.DOTALL)
_QUOTED: Final = re.compile(r"``?[^`]+``?")
_LINK: Final = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_BLOCK: Final = re.compile(r"\n\s*\n|\n(?=\s*(?:[*+-]|\d+\.) )|\n(?=\s*[|#>])")
_END: Final = re.compile(r"(?<=[.!?])[)*\"”]*\s+(?=[A-Z0-9`“\"(*]|total-onboard)")
_MARKS: Final = re.compile(r"^\s*(?:[*+-]|\d+\.|#+|>)\s+|\*\*?|_(?=\w)")


def sentences_of_page(text: str) -> Iterator[str]:
    """Yield the sentences of a Markdown page."""
    prose = _LINK.sub(r"\1", _CODE.sub("", text))
    for block in _BLOCK.split(prose):
        cells = block.strip().strip("|").split("|") if block.lstrip().startswith("|") else [block]
        for cell in cells:
            yield from _sentences(cell)


def sentences_of_module(path: Path) -> Iterator[str]:
    """Yield the sentences among the strings of a module, placeholders as one word."""
    tree = ast.parse(path.read_bytes())
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) in inner or id(node) in docstrings:
            continue
        if isinstance(node, ast.JoinedStr):
            yield from _messages("".join(_part(part) for part in node.values))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from _messages(node.value)


def _part(part: ast.expr) -> str:
    return str(part.value) if isinstance(part, ast.Constant) else "X"


def _messages(text: str) -> Iterator[str]:
    if re.match(r"[A-Z][\w'’]* \S+ \S", text) and re.search(r"[.!?]$", text.strip()):
        yield from _sentences(text)


def _sentences(text: str) -> Iterator[str]:
    plain = _QUOTED.sub("X", _MARKS.sub("", text.strip()))
    for sentence in _END.split(plain):
        if len(sentence.split()) >= SHORTEST:
            yield " ".join(sentence.split())


def pages(names: Iterable[str]) -> list[Path]:
    """Return the pages with these names, or all that people read except the generated reference."""
    chosen = [Path(name) for name in names]
    documents = [path for path in sorted((ROOT / "docs").rglob("*.md")) if path.name != "reference.md"]
    return chosen or [*sorted(ROOT.glob("*.md")), *documents]


def modules() -> Iterator[Path]:
    """Yield the modules whose messages people read."""
    yield from (path for path in sorted((ROOT / "total_onboard").rglob("*.py")) if "sandbox" not in path.parts)


def measured(name: str, sentences: list[str], *, long: bool) -> bool:
    """Print the lengths of sentences and return whether they are within the limits."""
    lengths = sorted(len(sentence.split()) for sentence in sentences)
    median, high = statistics.median(lengths), lengths[int(0.95 * (len(lengths) - 1))]
    holds = median <= MEDIAN and high <= PERCENTILE_95
    goal = f"goal {MEDIAN} and {PERCENTILE_95}: {'met' if holds else 'missed'}"
    print(f"{name}: {len(lengths)} sentences, median {median:g} words, 95 % at most {high} ({goal})")
    for sentence in sentences if long else ():
        if len(sentence.split()) > PERCENTILE_95:
            print(f"  {len(sentence.split())}: {sentence}")
    return holds


def main(arguments: list[str]) -> int:
    """Measure the pages and, unless pages are named, the messages."""
    long, names = "--long" in arguments, [name for name in arguments if not name.startswith("--")]
    texts = [path.read_text(encoding="utf-8") for path in pages(names)]
    holds = measured("documentation", [one for text in texts for one in sentences_of_page(text)], long=long)
    if not names:
        messages = [one for path in modules() for one in sentences_of_module(path)]
        holds = measured("messages", messages, long=long) and holds
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
