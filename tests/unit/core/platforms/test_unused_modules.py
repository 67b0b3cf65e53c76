"""Parts of libraries that are left out or come late; each case in a fresh interpreter."""

from __future__ import annotations

import subprocess
import sys

import pytest

_LATER = (
    *("azure.core", "azure.core.credentials", "kiota_authentication_azure", "requests", "h2"),
    *("httpx._main", "msal.managed_identity"),
)


def _printed(program: str) -> str:
    begin = "from total_onboard.core.platforms.unused_modules import defer_unused_modules, load_deferred_modules\n"
    command = [sys.executable, "-c", f"{begin}{program}"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


_IMPORTED = """
import sys
import httpx, httpcore, msal, msgraph
print(*(name for name in {names!r} if getattr(sys.modules.get(name), "__file__", None)))
"""


def test_clients_import_none_of_the_unused_parts() -> None:
    assert _printed(f"defer_unused_modules(){_IMPORTED.format(names=_LATER)}") == ""


def test_clients_import_the_unused_parts_without_deferral() -> None:
    assert _printed(_IMPORTED.format(names=_LATER)).split() == list(_LATER)


@pytest.mark.parametrize("before", ["", "import msal, msgraph\n"], ids=["imported-later", "imported-before"])
def test_deferred_modules_are_real_once_they_are_loaded(before: str) -> None:
    program = f"""defer_unused_modules()
{before}
load_deferred_modules()
import azure.core.credentials, azure.identity, msal, msal.managed_identity
client = msal.ManagedIdentityClient(msal.SystemAssignedManagedIdentity(), http_client=object())
print(isinstance(client, msal.managed_identity.ManagedIdentityClient), azure.core.credentials.AccessToken.__name__)
print(msal.ManagedIdentityError is msal.managed_identity.ManagedIdentityError)
"""
    assert _printed(program).split() == ["True", "AccessToken", "True"]


def test_deferred_module_is_loaded_for_a_name_that_nobody_declared() -> None:
    program = "defer_unused_modules()\nfrom azure.core.credentials import AccessToken\nprint(AccessToken.__module__)"
    assert _printed(program) == "azure.core.credentials"


def test_module_that_was_imported_before_stays() -> None:
    program = (
        "import httpx, msal\nbefore = httpx.main\ndefer_unused_modules()\nimport httpx._main, msal.managed_identity\n"
        "print(before is httpx._main.main, msal.ManagedIdentityError is msal.managed_identity.ManagedIdentityError)"
    )
    assert _printed(program).split() == ["True", "True"]


def test_a_client_for_http_2_is_refused_instead_of_imported() -> None:
    program = """defer_unused_modules()
import httpcore
try:
    httpcore._sync.HTTP2Connection()
except RuntimeError as refusal:
    print(refusal)
"""
    assert "http2" in _printed(program)


def test_pydantic_looks_for_no_plugins() -> None:
    program = (
        "defer_unused_modules()\nfrom pydantic.plugin import _loader\nprint(_loader.get_plugins(), _loader._plugins)"
    )
    assert _printed(program) == "() None"
