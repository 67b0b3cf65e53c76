"""The site builder finds what is foreign or broken, and gives each page its links and both shells."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from docs import diagrams
from tools import site, site_pages

ROOT = site_pages.ROOT


@pytest.mark.parametrize(
    ("element", "finding"),
    [
        ('<script src="https://cdn.example/a.js"></script>', "index.html loads https://cdn.example/a.js"),
        ('<link rel="stylesheet" href="//cdn.example/a.css">', "index.html loads //cdn.example/a.css"),
        ('<img src="http://example.com/a.png">', "index.html loads http://example.com/a.png"),
        ('<a href="absent.html">x</a>', "index.html links to absent.html"),
        ('<a href="other.html#absent">x</a>', "index.html links to other.html#absent"),
        ('<pre class="mermaid"></pre>', "index.html has a diagram whose script is on another host"),
    ],
    ids=["script", "style", "picture", "page", "anchor", "diagram"],
)
def test_findings_of_a_foreign_or_broken_address_name_it(tmp_path: Path, element: str, finding: str) -> None:
    (tmp_path / "index.html").write_text(element, encoding="utf-8")
    (tmp_path / "other.html").write_text('<h1 id="there">x</h1>', encoding="utf-8")
    assert list(site.findings(tmp_path)) == [finding]


def test_findings_in_a_style_name_the_font(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("@font-face{src:url(https://fonts.example/a.woff2)}", encoding="utf-8")
    assert list(site.findings(tmp_path)) == ["a.css loads https://fonts.example/a.woff2"]


def test_findings_of_existing_and_plain_links_are_none(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text('<a href="o.html#there">x</a><a href="https://x.example/">y</a>', "utf-8")
    (tmp_path / "o.html").write_text('<h1 id="there">x</h1>', encoding="utf-8")
    assert list(site.findings(tmp_path)) == []


def test_page_link_to_a_file_that_is_not_on_the_site_becomes_its_path(tmp_path: Path) -> None:
    page = site_pages.DOCS / "page.md"
    places = {page: Path("page.md"), ROOT / "SECURITY.md": Path("project/security.md")}
    links = "[rules](../SECURITY.md#a) [test](../tests/conftest.py) [us](https://example.com/)"
    there = tmp_path / "page.md"
    there.write_text(links, encoding="utf-8")
    linked = site_pages._with_site_links(links, page, places)
    assert linked == "[rules](project/security.md#a) test (`tests/conftest.py`) [us](https://example.com/)"


def test_navigation_lists_every_page_but_the_decisions() -> None:
    navigation = (ROOT / "zensical.toml").read_text(encoding="utf-8").split("nav = ")[1]
    pages = {place.as_posix() for place in site_pages.sources().values() if place.suffix == ".md"}
    listed = set(re.findall(r'"([\w/-]+\.md)"', navigation, re.IGNORECASE))
    assert listed == {page for page in pages if not re.match(r"decisions/\d", page)}


@pytest.mark.parametrize(
    ("first", "on_the_site"),
    [
        ("```python total_onboard/a.py", '```python title="total_onboard/a.py"'),
        ("```yaml >> docs/b.yaml", '```yaml title="docs/b.yaml"'),
        ("```toml", "```toml"),
        ("```text check", "```text"),
    ],
)
def test_block_shows_its_file_as_title(first: str, on_the_site: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"{first}\nx\n```\n", encoding="utf-8")
    assert site_pages.page(page, {page: Path("page.md")}) == f"{on_the_site}\nx\n```\n"


def test_diagram_becomes_a_picture_on_the_site() -> None:
    page = site_pages.page(diagrams.PAGE, site_pages.sources())
    assert "](../images/architecture.svg)" in page
    assert "mermaid" not in page


def test_picture_of_the_diagram_shows_its_words_in_their_order() -> None:
    picture = html.unescape(diagrams.FILE.read_text(encoding="utf-8"))
    messages = re.findall(r"^ *\w+-{1,2}>>\w+: (.+)$", diagrams.diagram(), re.MULTILINE)
    names = re.findall(r"^ *participant \w+(?: as (.+))?$", diagrams.diagram(), re.MULTILINE)
    drawn = re.findall(r'class="messageText"[^>]*>([^<]+)<', picture)
    assert drawn == messages and len(messages) > 10
    assert all(f">{name}<" in picture for name in names if name)


def test_page_commands_get_a_tab_for_each_shell() -> None:
    tabbed = site_pages._with_tabs("```sh\nexport A=b\n```\n\n```powershell\nold\n```\n\nText.\n")
    assert tabbed == (
        '=== "POSIX shell"\n\n    ```sh\n    export A=b\n    ```\n\n'
        '=== "PowerShell"\n\n    ```powershell\n    $env:A = "b"\n    ```\n\nText.\n'
    )
