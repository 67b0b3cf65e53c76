"""Everything that the command imports in the course of a set-up, imported ahead of it.

The fork server loads this module once; each command is then forked from it and begins at once.
"""

from __future__ import annotations

import gc
import os
from importlib import import_module
from pkgutil import walk_packages

os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"  # read when keyring is imported

import total_onboard
from total_onboard.cli.main import main as main
from total_onboard.entra.graph.preload_sdk import preload_sdk

_OTHERS = ("total_onboard.sandbox", "total_onboard.exchange.ledger")
"""The sandbox's, and the representative's."""


def _import_all() -> None:
    for module in walk_packages(total_onboard.__path__, "total_onboard."):
        if not module.name.startswith(_OTHERS) and not module.name.endswith("__main__"):
            import_module(module.name)


_import_all()
preload_sdk().join()
gc.freeze()  # each fork would look at all of it again, and so copy it
