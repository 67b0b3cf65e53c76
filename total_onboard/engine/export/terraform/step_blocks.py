"""The blocks of each step, in the order of the steps, with the dependencies that expressions don't show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from total_onboard.engine.export.declared_request import SCIM_TOKEN, DeclaredRequest, DeclaredValue, Lookup, reference
from total_onboard.engine.export.export_source import ExportSource, names_of
from total_onboard.engine.export.terraform.hcl import Block, Expression
from total_onboard.engine.export.terraform.request_with_references import PlainRequest, plain_request
from total_onboard.engine.export.terraform.resources import Resources, ignoring, import_id, resources_of
from total_onboard.engine.step import Step
from total_onboard.engine.step_id import StepId
from total_onboard.entra.graph.captured_request import RequestCapture

IN_STATE: Final = Expression("var.secrets_in_state ? 1 : 0")
TOKEN_STORED: Final = Expression("var.secrets_in_state || var.scim_token_stored ? 1 : 0")
_IN_STATE: Final = "Left out with secrets_in_state = false, because Terraform's state contains the {what}, unencrypted."
_MAPPING_ONCE: Final = "Sent once. Terraform doesn't notice a later change of it; 'total-onboard status' does."
_OF_APPLICATION: Final = {"principal": "service_principal_object_id"}
"""Values that the resource of the application has as attributes."""
_TEXTS: Final = {
    "azuread_application_from_template": ("display_name",),
    "azuread_group": ("display_name", "description", "mail_nickname", "prevent_duplicate_names"),
}
_RETRY: Final = {"error_message_regex": Expression("local.not_ready")}


@dataclass(frozen=True)
class Section:
    """What one declaration becomes, with comments, and the heading of its step if it is the step's first one."""

    heading: str
    comments: list[str]
    blocks: list[Block]


class StepBlocks:
    """Makes the sections; knows afterwards by which expression each reference is known.

    ``created`` has the address of what gets an ID, ``secrets`` are the addresses of resources with a secret.
    ``known`` are the values of a tenant that was read, ``imports`` the address and ID of what exists there.
    """

    def __init__(self, source: ExportSource, capture: RequestCapture) -> None:
        self._source, self._capture, self._names = source, capture, source.references()
        self.expressions = {SCIM_TOKEN: "var.scim_token", reference("template"): "local.template"}
        self.created: dict[str, str] = {}
        self.secrets: list[str] = []
        self.known: dict[str, str] = {}
        self.imports: list[tuple[str, str]] = []
        self._ids = self._existing_ids()
        self._last: dict[StepId, str] = {}
        self._labels: set[str] = set()

    def expression_of(self, name: str) -> str:
        """Return the expression of a value."""
        return self.expressions[reference(name)]

    def sections(self) -> Iterator[Section]:
        """Yield a section for each declaration."""
        heading = ""
        for step, one in self._source.declared:
            comments, blocks = self._value(one) if isinstance(one, DeclaredValue) else self._request(step, one)
            if blocks:
                yield Section(step.title if step.title != heading else "", [one.purpose, *comments], blocks)
                heading = step.title

    def _existing_ids(self) -> dict[str, str]:
        pairs = [(name, one.existing) for _, one in self._source.declared for name in names_of(one) if one.existing]
        return {reference("template"): self._source.template_id, **{reference(name): known for name, known in pairs}}

    def _value(self, one: DeclaredValue) -> tuple[list[str], list[Block]]:
        if one.existing:
            self.known[one.name] = one.existing
            self.expressions[reference(one.name)] = f"local.{one.name}"
            return [], []
        if attribute := _OF_APPLICATION.get(one.name):
            self.expressions[reference(one.name)] = f"{self.created['application']}.{attribute}"
            return [], []
        request = self._plain(one.lookup)
        self._labels.add(one.name)
        if request.address == "me":
            self.expressions[reference(one.name)] = f"data.azuread_client_config.{one.name}.object_id"
            return [], [Block("data", ("azuread_client_config", one.name))]
        self.expressions[reference(one.name)] = f"data.msgraph_resource.{one.name}.output.value"
        arguments = {"error_message": one.missing}
        found = Block(
            "postcondition", (), {"condition": Expression("try(self.output.value, null) != null"), **arguments}
        )
        return [], [replace(self._read(one.name, request, one.lookup), blocks=(Block("lifecycle", (), {}, (found,)),))]

    def _request(self, step: Step, one: DeclaredRequest) -> tuple[list[str], list[Block]]:
        request, label = plain_request(self._capture, one.call, self._names), self._label(step, one)
        resources, result = resources_of(label, request)
        exists, sent = import_id(request, one.existing, self._ids), self._source.is_sent(step, one)
        if not exists and not sent:
            return [], []
        for name in one.result:
            self.expressions[reference(name)] = result
            self.created[name] = resources[0].address
        if exists:
            self.imports.append((resources[0].address, exists))
            resources = [_imported(resources[0])]
        read, comments = [], []
        if one.body_from and not one.is_additive:
            read, resources, comments = *self._corrected(label, one.body_from, resources), [_MAPPING_ONCE]
        if one.secret:
            self.secrets.append(resources[0].address)
        kept = _secret_in(one, resources)
        comments += [_IN_STATE.format(what=kept)] if kept else []
        waits = StepId.SCIM_CREDENTIALS in step.needs and self._source.stores_token
        resources = [_conditional(kept, waits, block) for block in map(_retried, resources)]
        return comments, [*read, *(self._after(step, block) for block in resources)]

    def _corrected(self, label: str, body: Lookup, resources: Resources) -> tuple[Resources, Resources]:
        """Read what is there, corrected by the query, and send it."""
        read = self._read(label, self._plain(body), body)
        kept = f'{{ for key, value in {read.address}.output.value : key => value if key != "@odata.context" }}'
        (block,) = resources
        return [read], [replace(block.with_argument("body", Expression(kept)), blocks=(ignoring("body"),))]

    def _read(self, label: str, request: PlainRequest, lookup: Lookup) -> Block:
        arguments: dict[str, object] = {"url": request.address}
        if request.parameters:
            arguments["query_parameters"] = request.parameters
        arguments["response_export_values"] = {"value": lookup.query}
        return _retried(Block("data", ("msgraph_resource", label), arguments))

    def _after(self, step: Step, block: Block) -> Block:
        """Let it wait for what came before in this step, and for the steps that this one needs."""
        text = "\n".join(block.lines(self.expressions))
        before = [self._last[each] for each in (step.id, *step.needs, *step.comes_after) if each in self._last]
        self._last[step.id] = block.address
        hidden = [Expression(address) for address in dict.fromkeys(before) if f"{address}." not in text]
        return block.with_argument("depends_on", hidden) if hidden else block

    def _label(self, step: Step, one: DeclaredRequest) -> str:
        plain = next(iter(one.result), step.id.replace("-", "_"))
        label, number = plain, 1
        while label in self._labels:
            number += 1
            label = f"{plain}_{number}"
        self._labels.add(label)
        return label

    def _plain(self, lookup: Lookup) -> PlainRequest:
        return plain_request(self._capture, lookup.call, self._names)


def _secret_in(one: DeclaredRequest, resources: Resources) -> str:
    """Return which secret Terraform's state would contain."""
    content = str(resources)
    return "SCIM token" if SCIM_TOKEN in content else "client secret" if one.secret else ""


def _imported(block: Block) -> Block:
    """Leave the texts of an object as they are, which a setup never changes."""
    names = _TEXTS.get(block.labels[0])
    return replace(block, blocks=(ignoring(*names),)) if names else block


def _conditional(kept: str, waits: bool, block: Block) -> Block:
    """Leave out what has a secret in the state, and what waits until the token is stored."""
    if kept:
        return _counted(block, IN_STATE)
    return _counted(block, TOKEN_STORED) if waits else block


def _retried(block: Block) -> Block:
    return block.with_argument("retry", _RETRY) if block.labels[0].startswith("msgraph_") else block


def _counted(block: Block, count: Expression) -> Block:
    return replace(block, arguments={"count": count, **block.arguments})
