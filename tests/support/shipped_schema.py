"""What ``--output json`` prints, compared with the schema that is shipped."""

from __future__ import annotations

import json
from typing import Any, Final

import jsonschema

from total_onboard.ui.output.json_schema import FILE

SCHEMA: Final[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
_VALIDATOR: Final = jsonschema.Draft202012Validator(SCHEMA)
"""Made once: ``jsonschema.validate`` first checks the schema, which takes longer than all else that a test does."""


def fitting(text: str) -> dict[str, Any]:
    """The document that was printed. Raises jsonschema.ValidationError where it is none that the schema promises."""
    document: dict[str, Any] = json.loads(text)
    _VALIDATOR.validate(document)
    return document
