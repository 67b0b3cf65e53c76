"""The rows of the mapping of people that TOTAL needs, and how to put one in without touching the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from total_onboard.steps.attribute_mapping.find_mappings import Json, user_mapping

ENTERPRISE_USER: Final = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
_ALWAYS: Final = "Always"


@dataclass(frozen=True)
class Row:
    """One desired mapping of people: attribute of TOTAL from attribute of the directory.

    If ``switched`` has cases, the value is what they say of the source; any other mapping of the
    same source is accepted, too.
    """

    target: str
    source: str
    why: str = ""
    switched: tuple[str, ...] = ()

    @property
    def resource(self) -> str:
        """The attribute of TOTAL."""
        return self.target

    @property
    def desired(self) -> str:
        """The attribute of the directory."""
        return self.source

    @property
    def sentence(self) -> str:
        """What is to be done."""
        return f"Map {self.short_target} from {self.source}{self.why}"

    @property
    def outcome(self) -> str:
        """What is done then."""
        return f"{self.short_target} from {self.source}"

    @property
    def short_target(self) -> str:
        """Without the name of its SCIM extension."""
        return self.target.rpartition(":")[2]

    def is_met(self, schema: Json) -> bool:
        """Return whether the mapping exists and flows whenever the source changes."""
        found = self._found(schema)
        return found is not None and self._reads(found) and found.get("flowType", _ALWAYS) == _ALWAYS

    def found(self, schema: Json) -> str | None:
        """Return the attribute's current source, as the portal shows it; None if nothing is mapped to it."""
        mapping = self._found(schema)
        if mapping is None:
            return None
        flow = mapping.get("flowType", _ALWAYS)
        return _source_of(mapping) if flow == _ALWAYS else f"{_source_of(mapping)} ({flow})"

    # Assumption user-target.
    def put(self, schema: Json) -> None:
        """Set it right, in place."""
        people = user_mapping(schema)
        _declare(schema, people.get("targetObjectName"), self.target)
        if mapping := self._found(schema):
            mapping["flowType"] = _ALWAYS
            if not self._reads(mapping):
                mapping.update(source=self.source_json, defaultValue=None)
        else:
            people["attributeMappings"] = [*(people.get("attributeMappings") or []), new_row(self)]

    def _found(self, schema: Json) -> Json | None:
        rows: list[Json] = user_mapping(schema).get("attributeMappings") or []
        return next((row for row in rows if row.get("targetAttributeName") == self.target), None)

    def _reads(self, mapping: Json) -> bool:
        source = mapping.get("source") or {}
        if self.switched:
            return f"[{self.source}]" in (source.get("expression") or "")
        return source.get("type") == "Attribute" and source.get("name") == self.source

    @property
    def source_json(self) -> Json:
        """The source as Graph writes it."""
        return _switch(self.source, self.switched) if self.switched else _attribute(self.source)


# Assumptions default-external-id, external-id-matching, formatted-name.
WANTED_ROWS: Final = (
    Row("externalId", "objectId", " (with another source, nobody can sign in)"),
    Row("title", "jobTitle"),
    Row(f"{ENTERPRISE_USER}:department", "department"),
)
ACTIVE: Final = Row(
    "active", "IsSoftDeleted", " (without it, people who leave keep access)", ("False", "True", "True", "False")
)
"""Every application has it by default (Entra page “Develop and plan provisioning for a SCIM endpoint”)."""


def _source_of(mapping: Json) -> str:
    source = mapping.get("source") or {}
    plain = source.get("name") if source.get("type") == "Attribute" else source.get("expression")
    return str(plain or mapping.get("defaultValue") or "nothing")


def new_row(row: Row) -> Json:
    """Return a row as Graph writes it."""
    return _new(row.target, row.source_json)


def _new(target: str, source: Json) -> Json:
    return {
        "source": source,
        "targetAttributeName": target,
        "defaultValue": None,
        "matchingPriority": 0,
        "flowType": _ALWAYS,
        "flowBehavior": "FlowWhenChanged",
        "exportMissingReferences": False,
    }


def _attribute(name: str) -> Json:
    return {"expression": f"[{name}]", "name": name, "parameters": [], "type": "Attribute"}


def _constant(text: str) -> Json:
    return {"expression": f'"{text}"', "name": text, "parameters": [], "type": "Constant"}


def _switch(source: str, cases: tuple[str, ...]) -> Json:
    """Return each case and its value, without a default."""
    constants = [_constant(case) for case in cases]
    values = [{"key": "switchValue", "value": constant} for constant in constants]
    return {
        "expression": f"Switch([{source}], , {', '.join(constant['expression'] for constant in constants)})",
        "name": "Switch",
        "parameters": [{"key": "source", "value": _attribute(source)}, *values],
        "type": "Function",
    }


def _declare(schema: Json, object_name: str | None, attribute: str) -> None:
    """Declare the target: only what the target directory's object declares can be mapped."""
    for directory in schema.get("directories") or []:
        for thing in directory.get("objects") or []:
            declared = thing.get("attributes") or []
            if thing.get("name") == object_name and attribute not in {each.get("name") for each in declared}:
                thing["attributes"] = [*declared, _definition(attribute)]


def _definition(attribute: str) -> Json:
    return {
        "anchor": False,
        "apiExpressions": [],
        "caseExact": False,
        "defaultValue": None,
        "flowNullValues": False,
        "metadata": [],
        "multivalued": False,
        "mutability": "ReadWrite",
        "name": attribute,
        "referencedObjects": [],
        "required": False,
        "type": "String",
    }
