"""``guide``: the setup as steps in the Microsoft Entra admin center. Reaches no tenant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from total_onboard.commands.inputs.load_inputs import CliOverrides
from total_onboard.commands.inputs.without_tenant import inputs_without_tenant
from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.invocation.global_options import GuideFormat
from total_onboard.commands.text_result import deliver_text
from total_onboard.report.guide.builder import guide_of
from total_onboard.steps import SETUP_STEPS
from total_onboard.ui.output.pages.guide_markdown import guide_markdown
from total_onboard.ui.output.pages.html import guide_page


@dataclass(frozen=True)
class GuideOptions:
    """Options of ``guide``."""

    overrides: CliOverrides
    format: GuideFormat = GuideFormat.MARKDOWN
    out: Path | None = None


def run_guide(context: CommandContext, options: GuideOptions) -> CommandResult:
    """Write the guide to standard output or to a file. Raises BadValue, BadSheet."""
    settings, desired = inputs_without_tenant(context, options.overrides)
    guide = guide_of(SETUP_STEPS, desired, datetime.now(UTC), settings.the_cloud.portal_url)
    text = guide_page(guide) if options.format is GuideFormat.HTML else guide_markdown(guide)
    return deliver_text(context, "guide", text, options.out, "Open it, and begin with step 1.")
