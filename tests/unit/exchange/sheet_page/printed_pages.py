"""What comes out of a printer, and what is written on it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest


def tool(name: str) -> str:
    """Its path. On a user's machine the test is skipped without it, but not in CI."""
    found = shutil.which(name)
    if found:
        return found
    if os.environ.get("CI") == "true":
        pytest.fail(f"{name} is not installed, although this is CI")
    pytest.skip(f"{name} is not installed here")


def printed(html: str, size: str, folder: Path) -> bytes:
    """As a browser prints a page on this paper."""
    page, pdf = folder / "page.html", folder / "page.pdf"
    page.write_text(html.replace("@page {", f"@page {{ size: {size};"), encoding="utf-8")
    switches = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-pdf-header-footer",
        f"--user-data-dir={folder}/profile",
    ]
    words = [tool("chromium"), *switches, f"--print-to-pdf={pdf}", page.as_uri()]
    subprocess.run(words, check=True, capture_output=True, timeout=60)
    return pdf.read_bytes()


def number_of_pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def size_of(pdf: bytes) -> tuple[float, float]:
    """Width and height in points."""
    found = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", pdf)
    assert found
    return round(float(found[1])), round(float(found[2]))


def text_of(pdf: bytes, folder: Path) -> str:
    """What can be read on it, without line breaks."""
    file = folder / "read.pdf"
    file.write_bytes(pdf)
    read = subprocess.run([tool("pdftotext"), "-layout", file, "-"], check=True, capture_output=True)
    return " ".join(read.stdout.decode().split())
