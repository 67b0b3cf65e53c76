"""Files of people as they come: lists, exports of the portal, spreadsheets."""

from __future__ import annotations

from pathlib import Path

import pytest

from total_onboard.core.errors import BadValue
from total_onboard.exchange.parsing.people_file import read_people

FILES = {
    "one a line": "ada@contoso.com\n\n  bo@contoso.com  \n",
    "with remarks": "# admins\nada@contoso.com\n# the second\nbo@contoso.com",
    "each once": "ada@contoso.com\nbo@contoso.com\nADA@contoso.com\n",
    "the portal's export": "displayName,userPrincipalName,id\nAda,ada@contoso.com,1\nBo,bo@contoso.com,2\n",
    "semicolons": "Name;UPN\nAda;ada@contoso.com\nBo;bo@contoso.com\n",
    "a spreadsheet's mark": "\ufeffmail\nada@contoso.com\nbo@contoso.com\n",
    "no headings": "ada@contoso.com,Ada\nbo@contoso.com,Bo\n",
    "a line that names the separator": "sep=;\nName;UPN\nAda;ada@contoso.com\nBo;bo@contoso.com\n",
    "tabs": "Name\tUPN\nAda\tada@contoso.com\nBo\tbo@contoso.com\n",
    "characters without a width": "ada@contoso.com\u200b\n\ufeffbo@contoso.com\n",
    "names beyond ASCII": "Name;UPN\nAd\u00e4;ada@contoso.com\nBo;bo@contoso.com\n",
    "Windows": "ada@contoso.com\r\nbo@contoso.com\r\n",
}


@pytest.mark.parametrize("name", FILES)
def test_people_are_read_from(name: str, tmp_path: Path) -> None:
    file = tmp_path / "people"
    file.write_text(FILES[name], encoding="utf-8")
    assert [one.casefold() for one in read_people(file)] == ["ada@contoso.com", "bo@contoso.com"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_people_in_an_encoding_of_windows_are_read(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "people"
    file.write_bytes(FILES["names beyond ASCII"].replace("\n", "\r\n").encode(encoding))
    assert read_people(file) == ("ada@contoso.com", "bo@contoso.com")


@pytest.mark.parametrize("content", [b"", b"# nobody\n", b"\xff\xfe\x00"], ids=["empty", "remarks only", "no text"])
def test_a_file_of_nobody_is_a_bad_value(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "people"
    file.write_bytes(content)
    with pytest.raises(BadValue, match=r"people (contains no names|can't be read)"):
        read_people(file)


def test_cell_that_is_too_large_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("upn,name\n" + "a" * 200_000 + ",Ada\n")
    with pytest.raises(BadValue, match="field larger"):
        read_people(file)
