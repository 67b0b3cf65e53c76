"""The fingerprint on a sheet's page: the one that ``value-sheet check`` shows to the administrator."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.cli_runner import CliResult, typed
from tests.unit.exchange.sheet_page.printed_pages import text_of

_CREATE = "value-sheet create --customer Contoso --redirect-uri https://app.yourtotal.com/cb --tenant contoso.com"
_ENVIRONMENT = {"TOTAL_ONBOARD_TRUSTED_KEYS": "emea.jwk", "TOTAL_ONBOARD_KEY_PASSPHRASE": "correct horse battery"}


def test_page_fingerprint_is_the_one_that_check_prints(tmp_path: Path) -> None:
    def types(line: str) -> CliResult:
        environment = {"HOME": str(tmp_path), "XDG_STATE_HOME": None, "XDG_CONFIG_HOME": None, "COLUMNS": "200"}
        ended = typed(*line.split(), home=tmp_path, environment=environment | _ENVIRONMENT)
        assert ended.status == 0, ended.err
        return ended

    types("keys create --name total-emea")
    (tmp_path / "emea.jwk").write_text(types("keys show total-emea --public").out, encoding="utf-8")
    types(f"{_CREATE} --out contoso.totalsheet --page page.html --pdf page.pdf")

    checked = types("value-sheet check contoso.totalsheet").out
    (fingerprint,) = re.findall(r"sheet fingerprint +(\S.*\S)", checked)
    html = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert re.findall(r'class="fingerprint">(.*?)<', html) == [fingerprint]
    assert fingerprint in text_of((tmp_path / "page.pdf").read_bytes(), tmp_path)
    assert types("value-sheet check contoso.totalsheet --output json").document["sheet"]["fingerprint"] == fingerprint
