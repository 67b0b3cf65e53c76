"""A configuration for Terraform, from what the steps declare."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from typing import Final

from total_onboard import __version__
from total_onboard.engine.export.export_source import ExportSource
from total_onboard.engine.export.plan_comments import about_tenant
from total_onboard.engine.export.posix_script import comment
from total_onboard.engine.export.terraform.existing_objects import (
    ExistingObjects,
    import_lines,
    imports_of_tenant,
)
from total_onboard.engine.export.terraform.hcl import Block, Expression
from total_onboard.engine.export.terraform.step_blocks import Section, StepBlocks
from total_onboard.entra.clouds import CloudName
from total_onboard.entra.graph.captured_request import RequestCapture

_ENVIRONMENTS: Final[Mapping[CloudName, str]] = {
    CloudName.GLOBAL: "global",
    CloudName.US_GOV: "usgovernmentl4",
    CloudName.US_GOV_DOD: "usgovernmentl5",
    CloudName.CHINA: "china",
}
_PROVIDERS: Final[Mapping[str, Mapping[str, str]]] = {
    "azuread": {"source": "hashicorp/azuread", "version": "~> 3.9"},
    "msgraph": {"source": "microsoft/msgraph", "version": "~> 0.3"},
}
_VARIABLES: Final = ("secrets_in_state", "scim_token", "scim_token_stored")
_NOT_READY: Final = ["ResourceNotFound", "does not exist"]


def terraform_configuration(
    source: ExportSource, capture: RequestCapture, cloud: CloudName, existing: ExistingObjects
) -> str:
    """Return the configuration: one file."""
    blocks = StepBlocks(source, capture)
    lines: list[str] = []
    for section in list(blocks.sections()):
        lines += ["", *_section_lines(section, blocks.expressions)]
    lines += import_lines(existing, blocks.created) if source.tenant is None else imports_of_tenant(blocks.imports)
    for block in _outputs(blocks):
        lines += ["", *block.lines(blocks.expressions)]
    text = "\n".join(lines) + "\n"
    return "\n".join([*_head(source, cloud, text, blocks.known), text])


def _head(source: ExportSource, cloud: CloudName, text: str, known: Mapping[str, str]) -> Iterator[str]:
    """Yield what comes first; of the variables and values, what the rest refers to."""
    about = "".join(f"{line}\n" for line in about_tenant(source))
    texts = {"VERSION": __version__, "ABOUT": about}
    yield re.sub(r"@(VERSION|ABOUT)@", lambda match: texts[match[1]], _text("head.tf")).rstrip("\n")
    providers = [name for name in _PROVIDERS if f'"{name}_' in text]
    yield ""
    yield from _required(providers).lines({})
    for name in _VARIABLES:
        if f"var.{name}" in text:
            yield _text(f"{name}.tf").rstrip("\n")
    if source.tenant is None and source.desired.scim is None:
        yield "\n# Not done: provisioning waits for the SCIM address and token from TOTAL."
    for name in providers:
        yield ""
        yield from _provider(name, cloud)
    yield ""
    values = {"template": source.template_id, "not_ready": _NOT_READY, **known}
    named = {name: value for name, value in values.items() if re.search(rf"\blocal\.{name}\b", text)}
    yield from Block("locals", (), named).lines({})


def _required(providers: Iterable[str]) -> Block:
    required = Block("required_providers", (), {name: _PROVIDERS[name] for name in providers})
    return Block("terraform", (), {"required_version": ">= 1.7"}, (required,))


def _text(name: str) -> str:
    return files("total_onboard.engine.export.terraform").joinpath(name).read_text("utf-8")


def _provider(name: str, cloud: CloudName) -> Iterator[str]:
    if cloud not in _ENVIRONMENTS:
        yield comment("The providers know no custom cloud. Change 'environment' to one of theirs.")
    arguments = {"environment": _ENVIRONMENTS.get(cloud, "global")}
    yield from Block("provider", (name,), arguments).lines({})


def _section_lines(section: Section, expressions: Mapping[str, str]) -> Iterator[str]:
    if section.heading:
        yield comment(f"== {section.heading} ==")
        yield ""
    yield from map(comment, section.comments)
    for number, block in enumerate(section.blocks):
        if number:
            yield ""
        yield from block.lines(expressions)


def _outputs(blocks: StepBlocks) -> Iterator[Block]:
    yield _output("client_id", blocks.expression_of("client_id"))
    yield _output("application_object_id", blocks.expression_of("application"))
    for name in blocks.created:
        if name.startswith("group_"):
            yield _output(f"{name}_object_id", blocks.expression_of(name))
    for address in blocks.secrets:
        value = Expression(f"one({address}[*].value)")
        yield Block("output", ("client_secret",), {"value": value, "sensitive": True})


def _output(name: str, expression: str) -> Block:
    return Block("output", (name,), {"value": Expression(expression)})
