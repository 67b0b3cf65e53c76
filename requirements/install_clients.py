"""Install the clients and SCIM services of others that tests use: ``python3 requirements/install_clients.py``.

Each stays in a folder of its own, so that its packages never meet those of the program. Needs npm. The Azure CLI comes
without the libraries for Azure's resources, which ``az rest`` doesn't use and which take 700 MB.
"""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
FOLDER: Final = ROOT / ".clients"
_LOCKS: Final = Path(__file__).parent / "clients"
_INTEROP: Final = ROOT / "tests" / "contract" / "interop"
_ENVIRONMENTS: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "scim": (("scim.txt",),),
    "azure-cli": (("azure-cli-core.txt",), ("azure-cli.txt", "--no-deps")),
}


def main() -> None:
    """Install all of them; what is there already is brought up to date."""
    for name, locks in _ENVIRONMENTS.items():
        venv.create(FOLDER / name, with_pip=True)
        python = FOLDER / name / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        for lock, *options in locks:
            install = (str(python), "-m", "pip", "install", "-qq", "--no-compile", *options, "-r", str(_LOCKS / lock))
            subprocess.run(install, check=True)  # noqa: S603
    npm = ("npm", "ci", "--prefix", str(_INTEROP), "--no-audit", "--no-fund", "--silent")
    subprocess.run(npm, check=True)  # noqa: S603


if __name__ == "__main__":
    main()
