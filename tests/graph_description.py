"""Microsoft's own description of Graph v1.0 (OpenAPI), as far as we speak of it."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, Final

from tests.gathered_facts import FACTS, needs

_FILE: Final = "graph-v1.0-subset.openapi.json"
described: Final = needs(_FILE)


@cache
def description() -> dict[str, Any]:
    """Without its discriminators: they point from a base to its heirs, which a validator would follow in circles."""

    def plain(item: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in item.items() if name != "discriminator"}

    return dict(json.loads((FACTS / _FILE).read_text("utf-8"), object_hook=plain))
