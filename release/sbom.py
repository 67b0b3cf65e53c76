"""The list of components (SBOM) in CycloneDX, the same for the same components."""

from __future__ import annotations

import json
import platform
import sys
from importlib.metadata import distribution
from pathlib import Path
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from release.checksums import checksum
from release.licenses import field_of, license_of
from total_onboard import __version__

_ITSELF: Final = f"pkg:pypi/total-onboard@{__version__}"


def components_of(names: list[str], libraries: list[str]) -> list[dict[str, Any]]:
    """Return the packages, Python, and the libraries of the system that the program contains."""
    packages = [_package(name) for name in names]
    system = [{"type": "library", "bom-ref": f"file:{one}", "name": one} for one in libraries if "cpython" not in one]
    version = platform.python_version()
    python = {
        "type": "platform",
        "bom-ref": f"pkg:generic/python@{version}",
        "name": "CPython",
        "version": version,
        "purl": f"pkg:generic/python@{version}",
    }
    return [*packages, python, *system]


def document(components: list[dict[str, Any]], **artifact: Any) -> str:  # noqa: ANN401
    """Return the document. ``artifact`` adds the name and checksum of a file."""
    itself = {"type": "application", "bom-ref": _ITSELF, "name": "total-onboard", "version": __version__}
    content = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {**itself, "purl": _ITSELF, **artifact}},
        "components": components,
        "dependencies": [{"ref": _ITSELF, "dependsOn": [one["bom-ref"] for one in components]}],
    }
    serial = uuid5(NAMESPACE_URL, json.dumps(content, sort_keys=True) + sys.platform)
    return json.dumps({"serialNumber": f"urn:uuid:{serial}", **content}, indent=1, ensure_ascii=False) + "\n"


def write_sbom(artifact: Path, components: Path) -> Path:
    """Write the list of one artifact beside it."""
    listed = json.loads(components.read_text(encoding="utf-8"))["components"]
    path = artifact.with_name(f"{artifact.name}.cdx.json")
    hashes = [{"alg": "SHA-256", "content": checksum(artifact)}]
    properties = [{"name": "total-onboard:file", "value": artifact.name}]
    path.write_text(document(listed, hashes=hashes, properties=properties), encoding="utf-8", newline="\n")
    return path


def _package(name: str) -> dict[str, Any]:
    one = distribution(name)
    purl = f"pkg:pypi/{one.name.lower().replace('_', '-')}@{one.version}"
    expression = field_of(one, "License-Expression")
    declared = {"expression": expression} if expression else {"license": {"name": license_of(one)}}
    found = {"type": "library", "bom-ref": purl, "name": one.name, "version": one.version, "purl": purl}
    return {**found, "licenses": [declared]}
