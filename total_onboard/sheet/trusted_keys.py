"""The keys whose signatures are believed on this machine: a file, or a folder of files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from total_onboard.errors import BadValue
from total_onboard.sheet.public_keys import SigningKey
from total_onboard.sheet.strict_json import LARGEST, NotJson, parse_json

SHIPPED: Final = Path(__file__).parent / "trusted"
"""Where a package that TOTAL builds for its customers carries TOTAL's keys."""
_ENDINGS: Final = frozenset({".jwk", ".jwks", ".json"})


@dataclass(frozen=True)
class TrustedKeys:
    """Several at once, so that one can follow another (docs/decisions/0017)."""

    keys: tuple[SigningKey, ...]
    source: str

    def by_id(self, kid: str) -> SigningKey | None:
        """The key with this id."""
        return next((key for key in self.keys if key.kid == kid), None)


def load_trusted_keys(path: Path | None) -> TrustedKeys:
    """Those at ``path``, or those that came with the package. Raises BadValue for a file that is none."""
    place = path or SHIPPED
    try:
        files = sorted(file for file in place.iterdir() if file.suffix in _ENDINGS) if place.is_dir() else [place]
        keys = tuple(key for file in files for key in _keys_in(file))
    except OSError as error:
        raise BadValue(
            f"The trusted keys in {place} cannot be read: {error.strerror}.",
            remedy="Set TOTAL_ONBOARD_TRUSTED_KEYS to a file or folder of public keys.",
        ) from error
    return TrustedKeys(keys, str(place) if path else "this package")


def _keys_in(file: Path) -> Iterator[SigningKey]:
    try:
        with file.open("rb") as content:
            document = parse_json(content.read(LARGEST + 1))
        for key in document.get("keys", [document]):
            if _is_for_signatures(key):
                yield SigningKey.model_validate(key)
    except (NotJson, TypeError) as error:
        raise _no_key(file, str(error)) from error
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the key"
        raise _no_key(file, f"{where}: {first['msg']}") from None


def _is_for_signatures(key: Any) -> bool:  # noqa: ANN401
    return not isinstance(key, dict) or key.get("use") != "enc"


def _no_key(file: Path, why: str) -> BadValue:
    return BadValue(
        f"{file} is no file of public keys: {why}.",
        remedy="Ask your TOTAL representative for what total-onboard keys show NAME --public prints.",
    )
