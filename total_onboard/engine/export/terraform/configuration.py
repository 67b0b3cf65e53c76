"""A configuration for Terraform, from what the steps declare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Final

from total_onboard import __version__
from total_onboard.engine.export.export_source import ExportSource
from total_onboard.engine.export.posix_script import comment
from total_onboard.engine.export.terraform.existing_objects import ExistingObjects, import_lines
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
_NOT_READY: Final = ["ResourceNotFound", "does not exist"]


def terraform_configuration(
    source: ExportSource, capture: RequestCapture, cloud: CloudName, existing: ExistingObjects
) -> str:
    """Return the configuration: one file."""
    blocks = StepBlocks(source, capture)
    sections = list(blocks.sections())
    lines = [*_head(source, cloud)]
    for section in sections:
        lines += ["", *_section_lines(section, blocks.expressions)]
    lines += import_lines(existing, blocks.created)
    for block in _outputs(blocks):
        lines += ["", *block.lines(blocks.expressions)]
    return "\n".join(lines) + "\n"


def _head(source: ExportSource, cloud: CloudName) -> Iterator[str]:
    yield _text("head.tf").replace("@VERSION@", __version__).rstrip("\n")
    if source.desired.scim is None:
        yield "\n# Not done: provisioning waits for the SCIM address and token from TOTAL."
    else:
        yield _text("scim_variables.tf").rstrip("\n")
    for name in ("azuread", "msgraph"):
        yield ""
        yield from _provider(name, cloud)
    yield ""
    yield from Block("locals", (), {"template": source.template_id, "not_ready": _NOT_READY}).lines({})


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
