"""Names that mean a device on Windows: Python's own list of them, and what only looks like one."""

from __future__ import annotations

import warnings
from pathlib import Path, PureWindowsPath

import pytest

from total_onboard.core.errors import BadValue
from total_onboard.core.platforms.reserved_file_names import is_reserved
from total_onboard.exchange.bulk.sheet_files import file_name
from total_onboard.exchange.keys.private_keys import KeyFolder

RESERVED = ["nul", "CON", "aux.io", "com1", "lpt9.key", "prn.tar.gz", "com¹", "conin$"]
FREE = ["total-emea", "console", "null", "auxiliary", "com10", "x.nul", "com", ""]


@pytest.mark.parametrize("name", [*RESERVED, *FREE])
def test_is_reserved_agrees_with_python(name: str) -> None:
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        assert is_reserved(name) == PureWindowsPath(name).is_reserved() == (name in RESERVED)


@pytest.mark.parametrize("name", ["nul", "Aux.io", "com1"])
def test_key_with_the_name_of_a_device_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadValue, match="name of a device"):
        KeyFolder(tmp_path).file(name)


def test_sheet_of_a_customer_with_the_name_of_a_device_has_a_name_of_its_own() -> None:
    assert file_name("aux.io", "0123456789abc") == "customer-aux.io-0123456789.totalsheet"
    assert file_name("Contoso", "0123456789abc") == "contoso-0123456789.totalsheet"
