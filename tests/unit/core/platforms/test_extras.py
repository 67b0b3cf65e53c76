"""What to do where an optional part is missing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from total_onboard.commands.value_sheet import pages
from total_onboard.core.errors import BadValue
from total_onboard.core.platforms.extras import Extra, install_remedy
from total_onboard.exchange.sheet_page.formats import Paper


def test_remedy_of_a_virtual_environment_is_a_line_for_pip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", str(Path("project", ".venv")))
    assert install_remedy(Extra.PDF) == "Install it: pip install 'total-onboard[pdf]'."


def test_remedy_of_pipx_installs_again_with_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", str(Path("share", "pipx", "venvs", "total-onboard")))
    assert install_remedy(Extra.SANDBOX) == "Install it: pipx install --force 'total-onboard[sandbox]'."


def test_self_contained_program_does_not_ask_for_pip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert "pipx install 'total-onboard[browser]'" in install_remedy(Extra.BROWSER)
    assert "program comes without" in install_remedy(Extra.BROWSER)


def test_pdf_without_its_libraries_names_the_extra_and_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    for loaded in [name for name in sys.modules if name.startswith(("fpdf", "total_onboard.exchange.sheet_page.pdf"))]:
        monkeypatch.delitem(sys.modules, loaded)
    monkeypatch.setitem(sys.modules, "fpdf", None)
    with pytest.raises(BadValue, match="part that writes PDF files isn't installed") as raised:
        pages.pdf_of(None, Paper.A4, None)  # type: ignore[arg-type]  # nothing is drawn
    assert "total-onboard[pdf]" in raised.value.remedy
    assert "--page FILE" in raised.value.remedy
