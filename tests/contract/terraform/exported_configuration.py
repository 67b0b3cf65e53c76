"""The configuration of ``export``, made from values of a test, and what python-hcl2 reads in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import hcl2

from total_onboard.core.desired_state import DesiredState, ScimEndpoint
from total_onboard.core.secret import SecretText
from total_onboard.engine.export.declared_request import SCIM_TOKEN, DeclaredRequest, DeclaredValue
from total_onboard.engine.export.export_source import ExportSource
from total_onboard.engine.export.posix_script import comment
from total_onboard.engine.export.terraform.configuration import terraform_configuration
from total_onboard.engine.export.terraform.existing_objects import ExistingObjects
from total_onboard.entra.clouds import CLOUDS, Cloud, CloudName
from total_onboard.entra.graph.captured_request import CapturedRequest, RequestCapture
from total_onboard.steps import SETUP_STEPS

DESIRED: Final = DesiredState(
    redirect_uris=("https://app.example/callback", "https://app.example/silent"),
    admins=("ada@contoso.com", "bo@contoso.com"),
    notification_emails=("it@contoso.com",),
    scim=ScimEndpoint(url="https://scim.example/v2", token=SecretText(SCIM_TOKEN)),
)
NOTHING: Final = ExistingObjects()
_DECODED: Final = hcl2.SerializationOptions(strip_string_quotes=True)


@dataclass(frozen=True)
class ExportedConfiguration:
    """A configuration for a desired state."""

    desired: DesiredState = DESIRED
    existing: ExistingObjects = NOTHING
    cloud: CloudName = CloudName.GLOBAL

    @property
    def source(self) -> ExportSource:
        """What it is made from."""
        now = datetime(2026, 11, 30, tzinfo=UTC)
        cloud = self._cloud
        return ExportSource(SETUP_STEPS, self.desired, now, cloud.graph_url, cloud.non_gallery_templates[0])

    @property
    def _cloud(self) -> Cloud:
        return CLOUDS[self.cloud]

    @property
    def text(self) -> str:
        """The file."""
        return terraform_configuration(self.source, RequestCapture(self._cloud), self.cloud, self.existing)

    def blocks(self, kind: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Yield type, label and content of each resource or data source."""
        return blocks_in(self.text, kind)

    def requests(self) -> Iterator[tuple[str, CapturedRequest, str]]:
        """Yield purpose and content of each declared write, and the part of the file that stands for it."""
        text, every = self.text, [one for _, one in self.source.declared]
        # A value that is an attribute of a resource has no block of its own.
        values = {one.purpose for one in every if f"{comment(one.purpose)}\n" not in text}
        assert values <= {one.purpose for one in every if isinstance(one, DeclaredValue)}
        declared = [one for one in every if one.purpose not in values]
        starts = [text.index(comment(one.purpose) + "\n") for one in declared]
        for one, start, end in zip(
            declared, starts, [*starts[1:], text.index("# == Existing objects ==")], strict=True
        ):
            if isinstance(one, DeclaredRequest):
                yield one.purpose, RequestCapture(self._cloud).capture(one.call), text[start:end]


def parsed(text: str) -> dict[str, Any]:
    """Read HCL; escapes in texts are resolved."""
    return hcl2.loads(text, serialization_options=_DECODED)


def blocks_in(text: str, kind: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield type, label and content of each block of a kind with two labels."""
    for one in parsed(text).get(kind, []):
        for type_, labelled in one.items():
            for label, content in labelled.items():
                yield type_, label, content


def arguments(content: dict[str, Any]) -> dict[str, Any]:
    """Return what isn't a nested block."""
    return {name: one for name, one in content.items() if not _is_block(one) and not name.startswith("__")}


def nested(content: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return the nested blocks by name."""
    return {name: one for name, one in content.items() if _is_block(one)}


def leaves(value: Any) -> Iterator[str]:
    """Yield every text in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one)


def is_reference(text: str, source: ExportSource) -> bool:
    """Return whether a text has something that only a run knows."""
    return re.search("|".join(source.references()), text) is not None


def _is_block(one: Any) -> bool:
    return isinstance(one, list) and bool(one) and isinstance(one[0], dict) and "__is_block__" in one[0]
