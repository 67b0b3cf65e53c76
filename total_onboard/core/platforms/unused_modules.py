"""Parts of libraries that would be imported with every sign-in, and that hardly any command uses.

Together they take a tenth of a setup's processor time: the command line of httpx, HTTP/2, and what two SDKs offer to
machines in Azure, for which they import a second HTTP client.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from types import ModuleType
from typing import Any, Final

_LEFT_OUT: Final = ("httpx._main", "httpcore._async.http2", "httpcore._sync.http2")
"""Parts that httpx and httpcore do without if they can't be imported."""
_DEFERRED: Final = {
    "azure.core.credentials": ("TokenCredential",),
    "azure.core.credentials_async": ("AsyncTokenCredential",),
    "kiota_authentication_azure.azure_identity_authentication_provider": ("AzureIdentityAuthenticationProvider",),
    "msal.managed_identity": (
        "ArcPlatformNotSupportedError",
        "ManagedIdentityClient",
        "ManagedIdentityError",
        "SystemAssignedManagedIdentity",
        "UserAssignedManagedIdentity",
    ),
}
"""Modules, and the names that MSAL and the Graph SDK take from them while they are imported."""


class _Deferred(ModuleType):
    """Has empty classes of the names that are taken from a module, and loads the module for every other name."""

    def __init__(self, name: str, taken: tuple[str, ...]) -> None:
        super().__init__(name)
        for one in taken:
            setattr(self, one, type(one, (Exception,), {"__module__": name}))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(_loaded(self.__name__), name)


def defer_unused_modules() -> None:
    """Keep these parts from being imported, unless they are imported already.

    Plugins of pydantic too: it would read the metadata of every installed package, and a plugin would see secrets.

    Sources: https://docs.python.org/3/reference/import.html#the-module-cache and
    https://docs.pydantic.dev/latest/concepts/plugins/
    """
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    for name in _LEFT_OUT:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
    for name, taken in _DEFERRED.items():
        sys.modules.setdefault(name, _Deferred(name, taken))


def load_deferred_modules() -> None:
    """Import the deferred modules, and put their classes where the empty ones are; before azure-identity is used."""
    for name, taken in _DEFERRED.items():
        module = _loaded(name)
        package = import_module(name.rpartition(".")[0])
        for one in taken:
            if hasattr(package, one):
                setattr(package, one, getattr(module, one))


def _loaded(name: str) -> ModuleType:
    if isinstance(sys.modules.get(name), _Deferred):
        del sys.modules[name]
    return import_module(name)
