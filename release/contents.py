"""What goes into the self-contained program, beyond what PyInstaller finds by itself; and what stays out."""

from __future__ import annotations

import pkgutil
import re
import shutil
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
PACKAGE: Final = ROOT / "total_onboard"
MSGRAPH_MODULES: Final = Path(__file__).with_name("msgraph_modules.txt")
MIGRATIONS: Final = "exchange/ledger/migrations"
"""Alembic reads these as files."""
EXCLUDED: Final = (
    *("playwright", "psycopg", "psycopg_binary", "psycopg_pool"),  # the extras browser and postgresql
    *("opentelemetry.sdk", "aiohttp", "yarl", "multidict"),  # what the Graph SDK offers besides
    *("PIL", "tkinter", "lxml", "numpy", "IPython", "pytest", "_pytest", "hypothesis"),
    *("setuptools", "pip", "wheel", "pkg_resources", "mypy", "tests", "docs", "tools", "benchmarks"),
)
_FOUND_BY_NAME: Final = (
    *("alembic.context", "alembic.op", "logging.config", "sqlalchemy.dialects.sqlite", "anyio._backends._asyncio"),
    *("keyring.backends.SecretService", "keyring.backends.macOS", "keyring.backends.Windows", "keyring.backends.fail"),
)
_UNUSED: Final = re.compile(r"pygments\.(lexers|styles|formatters)\.(?!_mapping$|default$|terminal)")
"""Rich imports the packages, and nobody asks for a language."""
_UNUSED_DATA: Final = ("opentelemetry_sdk-",)
_LIBRARY_DATA: Final = {"scim2_server": "resources", "certifi": ""}


def modules() -> list[str]:
    """Return the names of the modules that are imported late or by name."""
    own = (path.relative_to(ROOT).with_suffix("") for path in PACKAGE.rglob("*.py") if "versions" not in path.parts)
    names = {".".join(path.parts).removesuffix(".__init__") for path in own}
    return sorted(names | {*_FOUND_BY_NAME, *msgraph_modules(), *_services(), _shell_finder()})


def _services() -> list[str]:
    """Return the modules of Apprise, which looks for its services in its folder."""
    apprise = import_module("apprise")
    return [found.name for found in pkgutil.walk_packages(apprise.__path__, "apprise.")]


def msgraph_modules() -> list[str]:
    """Return the modules of msgraph-sdk that the program uses, about 190 of 16,741."""
    return MSGRAPH_MODULES.read_text(encoding="utf-8").split()


def copy_msgraph(to: Path) -> None:
    """Copy these modules alone, so that PyInstaller doesn't follow the imports inside the SDK's functions."""
    spec = find_spec("msgraph")
    assert spec is not None and spec.origin is not None
    source = Path(spec.origin).parent.parent
    for name in msgraph_modules():
        path = Path(*name.split("."))
        file = path / "__init__.py" if (source / path).is_dir() else path.with_suffix(".py")
        if (source / file).is_file():
            (to / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / file, to / file)


def is_used(name: str) -> bool:
    """Tell whether a module or file that PyInstaller found is of any use."""
    return not _UNUSED.match(name) and not name.startswith(_UNUSED_DATA)


def data_files() -> list[tuple[str, str]]:
    """Return the files that are read at run time, each with its folder in the program."""
    own = [path for path in PACKAGE.rglob("*") if path.is_file() and _is_data(path)]
    found = [(str(path), str(path.parent.relative_to(ROOT))) for path in own]
    return sorted(found + [pair for library, folder in _LIBRARY_DATA.items() for pair in _of_library(library, folder)])


def _is_data(path: Path) -> bool:
    if "__pycache__" in path.parts or path.name in ("py.typed", "__init__.pyi"):
        return False
    return path.suffix != ".py" or path.is_relative_to(PACKAGE / MIGRATIONS)


def _of_library(library: str, folder: str) -> list[tuple[str, str]]:
    spec = find_spec(library)
    assert spec is not None and spec.origin is not None
    top = Path(spec.origin).parent
    files = [path for path in (top / folder).rglob("*") if path.is_file() and path.suffix in (".json", ".pem")]
    return [(str(path), str(path.parent.relative_to(top.parent))) for path in files]


def _shell_finder() -> str:
    return "shellingham.nt" if sys.platform == "win32" else "shellingham.posix"
