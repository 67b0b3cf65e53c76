"""JSON Schemas of the files: ``python -m total_onboard.exchange.json_schemas``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, create_model

from total_onboard.exchange.handoff.model import Handoff
from total_onboard.exchange.handoff.sealed_handoff import FORMAT as HANDOFF
from total_onboard.exchange.handoff.sealed_handoff import FORMAT_2 as HANDOFF_2
from total_onboard.exchange.handoff.sealed_handoff import Filing
from total_onboard.exchange.keys.public_keys import HandoffKey, SigningKey
from total_onboard.exchange.keys.revocations import Revocations
from total_onboard.exchange.value_sheet.issued_sheet import OF_FORMAT_2, IssuedSheet
from total_onboard.exchange.value_sheet.nonce import PATTERN
from total_onboard.exchange.value_sheet.value_sheet import FORMAT, FORMAT_2, ValueSheet

FOLDER: Final = Path(__file__).parent / "schemas"
_NONCE: Final[dict[str, Any]] = {"type": "string", "pattern": PATTERN}
_Keys: Final = create_model("PublicKeys", keys=(list[SigningKey | HandoffKey], ...))


def generated() -> dict[str, str]:
    """Return each schema as it must stand in its file, by the file's name."""
    documents = {
        "value-sheet.v1": _of_format(FORMAT, _of(IssuedSheet, without=("scim_token", *OF_FORMAT_2))),
        "value-sheet.v2": _of_format(FORMAT_2, _of(IssuedSheet, without=("scim_token",)), "handoff_nonce"),
        "plain-value-sheet.v1": _of(ValueSheet),
        "handoff.v1": _around(_of(Handoff, without=("recipient", "credential")), HANDOFF),
        "handoff.v2": _around(_of(Handoff, without=("recipient",)), HANDOFF_2, sheet_nonce=_NONCE),
        "handoff-filing.v1": _of_format(HANDOFF, _of(Filing, without=("credential",))),
        "handoff-filing.v2": _of_format(HANDOFF_2, _of(Filing)),
        "revocations.v1": _of(Revocations),
        "public-keys.v1": _of(_Keys),
    }
    return {f"{name}.schema.json": _written(name, schema) for name, schema in documents.items()}


def _of(model: type[BaseModel], *, without: tuple[str, ...] = ()) -> dict[str, Any]:
    schema = model.model_json_schema(mode="validation")
    for name in without:
        schema["properties"].pop(name)
    return schema


def _of_format(name: str, schema: dict[str, Any], *required: str) -> dict[str, Any]:
    """Return one of the formats that a model reads."""
    schema["properties"]["format"] = {"const": name, "title": "Format", "type": "string"}
    for member in required:
        found = schema["properties"][member].pop("anyOf")
        schema["properties"][member] = {**found[0], "title": schema["properties"][member]["title"]}
    schema["required"] = list(dict.fromkeys(["format", *schema["required"], *required]))
    return schema


def _around(handoff: dict[str, Any], name: str, **more: dict[str, Any]) -> dict[str, Any]:
    """Return the document in which a hand-off stands, sealed or not."""
    definitions = handoff.pop("$defs")
    definitions.pop("Recipient")
    return {
        "type": "object",
        "properties": {"format": {"const": name}, "sealed": {"type": "boolean"}, **more, "handoff": handoff},
        "required": ["format", "sealed", *more, "handoff"],
        "$defs": definitions,
    }


def _written(name: str, schema: dict[str, Any]) -> str:
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"total-onboard/{name}"}
    return json.dumps(head | schema, indent=2) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for file, text in generated().items():
        (FOLDER / file).write_text(text, encoding="utf-8")
