"""Report rejected words in identifiers, docstrings, comments and messages: `python -m tools.words [PATH…]`.

The list and its exceptions are in `words.toml`. Text in backticks is left out: it names what others defined.
Messages are string literals of the package that contain a space; in tests only names, docstrings and comments are
checked. Markdown pages and declarations in TOML can be checked, too.
"""

from __future__ import annotations

import ast
import re
import sys
import tokenize
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PACKAGE = "total_onboard"
DEFAULT = [ROOT / PACKAGE, ROOT / "docs", *sorted(ROOT.glob("*.md"))]
KINDS = ("*.py", "*.md", "*.toml")
IN_FENCES = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
TABLE_NAMES = re.compile(r"^\[.*\]$", re.MULTILINE)
IN_BACKTICKS = re.compile(r"``?[^`]*``?")
WORD_STARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_+")


class Text(NamedTuple):
    """A text of a file: an identifier split into words, a docstring or a comment."""

    line: int
    words: str
    is_docstring: bool = False


class Finding(NamedTuple):
    """A rejected word."""

    path: Path
    line: int
    word: str
    use: str

    @property
    def exception(self) -> tuple[str, str]:
        """What an entry in `allow` must name to permit it."""
        return self.path.relative_to(ROOT).as_posix(), self.word.lower()


@dataclass(frozen=True)
class Rules:
    """The rejected patterns with their replacements, and the exceptions by file."""

    reject: list[tuple[re.Pattern[str], str]]
    beginnings: re.Pattern[str]
    allow: set[tuple[str, str]]

    @classmethod
    def read(cls, path: Path) -> Rules:
        """Read a list of words."""
        content = tomllib.loads(path.read_text("utf-8"))
        reject = [(compiled(rule["pattern"]), rule["use"]) for rule in content["reject"]]
        beginnings = re.compile(rf"({'|'.join(content['docstring_beginnings'])})\b")
        allow = {(a["file"], a["word"]) for a in content["allow"] if a["reason"]}
        return cls(reject, beginnings, allow)


def compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern of whole words, which a line break may separate."""
    return re.compile(rf"\b{pattern}\b".replace(" ", r"\s+"), re.IGNORECASE)


def split(identifier: str) -> str:
    """Split an identifier into words at underscores and capitals."""
    return WORD_STARTS.sub(" ", identifier).strip()


def identifiers(tree: ast.AST) -> Iterator[Text]:
    """Yield the names that a module defines."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield Text(node.lineno, split(name))
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield Text(node.lineno, split(name))
            case ast.alias(asname=str(name)):
                yield Text(node.lineno, split(name))


def docstrings(tree: ast.AST) -> Iterator[Text]:
    """Yield the docstrings of a module, those of attributes too."""
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant(value=str(text))):
                yield Text(node.lineno, text, is_docstring=True)


def messages(tree: ast.AST) -> Iterator[Text]:
    """Yield the string literals that people can read: those of several words, without docstrings."""
    documented = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in documented and " " in text.strip():
                yield Text(node.lineno, text)


def comments(path: Path) -> Iterator[Text]:
    """Yield the comments of a file."""
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type == tokenize.COMMENT:
                yield Text(token.start[0], token.string)


def texts(path: Path) -> Iterator[Text]:
    """Yield everything in a file that the word list concerns, its name first."""
    if path.suffix == ".toml":
        yield Text(1, TABLE_NAMES.sub("", path.read_text(encoding="utf-8")))
        return
    if path.suffix == ".md":
        yield Text(1, IN_FENCES.sub(lambda block: "\n" * block.group().count("\n"), path.read_text(encoding="utf-8")))
        return
    tree = ast.parse(path.read_bytes())
    yield Text(1, split(path.stem if path.stem != "__init__" else path.parent.name))
    yield from identifiers(tree)
    yield from docstrings(tree)
    yield from comments(path)
    if PACKAGE in path.parts:
        yield from messages(tree)


def findings(path: Path, rules: Rules) -> Iterator[Finding]:
    """Yield the rejected words of a file."""
    for text in texts(path):
        if text.is_docstring and (beginning := rules.beginnings.match(text.words)):
            yield Finding(path, text.line, beginning.group(), "a verb or a noun at the beginning of a docstring")
        prose = IN_BACKTICKS.sub(lambda quote: re.sub(r"\S", "`", quote.group()), text.words)
        for pattern, use in rules.reject:
            for match in pattern.finditer(prose):
                word = " ".join(match.group().split())
                yield Finding(path, text.line + prose[: match.start()].count("\n"), word, use)


def modules(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the Python files, declarations and pages at the paths."""
    for path in paths:
        yield from sorted(file for kind in KINDS for file in path.rglob(kind)) if path.is_dir() else [path]


def main(arguments: list[str]) -> int:
    """Print the rejected words by file. Returns 1 if there are any, or if an exception is unused."""
    rules = Rules.read(HERE / "words.toml")
    paths = [Path(argument).resolve() for argument in arguments] or DEFAULT
    found = [finding for path in modules(paths) for finding in findings(path, rules)]
    rejected = [finding for finding in found if finding.exception not in rules.allow]
    for finding in rejected:
        print(f"{finding.path.relative_to(ROOT)}:{finding.line}: “{finding.word}”. Use: {finding.use}")
    unused = rules.allow - {finding.exception for finding in found} if not arguments else set()
    for file, word in sorted(unused):
        print(f"tools/words.toml: “{word}” does not occur in {file}. Remove the entry.")
    print(f"{len(rejected)} rejected words in {len({finding.path for finding in rejected})} files")
    return 1 if rejected or unused else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
