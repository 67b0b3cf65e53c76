"""JSON Schema of the documents: ``python -m total_onboard.ui.output.json_schema``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from total_onboard.ui.output.json_document import SCHEMA, Document

FILE: Final = Path(__file__).parent / "schemas" / "total-onboard.v2.schema.json"


def generated() -> str:
    """Return the schema as it must stand in the file."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA}
    schema |= Document.model_json_schema(by_alias=True, mode="serialization")
    return json.dumps(schema, indent=2) + "\n"


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(generated(), encoding="utf-8")
