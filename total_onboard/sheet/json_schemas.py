"""Writes the JSON Schemas of what is in the files: ``python -m total_onboard.sheet.json_schemas``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, create_model

from total_onboard.sheet.handoff import Handoff
from total_onboard.sheet.issued_sheet import IssuedSheet
from total_onboard.sheet.public_keys import HandoffKey, SigningKey
from total_onboard.sheet.sealed_handoff import FORMAT, Filing
from total_onboard.sheet.value_sheet import ValueSheet

FOLDER: Final = Path(__file__).parent / "schemas"
_Keys: Final = create_model("PublicKeys", keys=(list[SigningKey | HandoffKey], ...))


def generated() -> dict[str, str]:
    """Each schema as it must stand in its file, by the file's name."""
    documents = {
        "value-sheet.v1": _of(IssuedSheet, without="scim_token"),
        "plain-value-sheet.v1": _of(ValueSheet),
        "handoff.v1": _around(_of(Handoff, without="recipient")),
        "handoff-filing.v1": _of(Filing),
        "public-keys.v1": _of(_Keys),
    }
    return {f"{name}.schema.json": _written(name, schema) for name, schema in documents.items()}


def _of(model: type[BaseModel], *, without: str = "") -> dict[str, Any]:
    schema = model.model_json_schema(mode="validation")
    schema["properties"].pop(without, None)
    return schema


def _around(handoff: dict[str, Any]) -> dict[str, Any]:
    """The document in which a hand-off stands, sealed or not."""
    definitions = handoff.pop("$defs")
    definitions.pop("Recipient")
    return {
        "type": "object",
        "properties": {"format": {"const": FORMAT}, "sealed": {"type": "boolean"}, "handoff": handoff},
        "required": ["format", "sealed", "handoff"],
        "$defs": definitions,
    }


def _written(name: str, schema: dict[str, Any]) -> str:
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"total-onboard/{name}"}
    return json.dumps(head | schema, indent=2) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for file, text in generated().items():
        (FOLDER / file).write_text(text, encoding="utf-8")
