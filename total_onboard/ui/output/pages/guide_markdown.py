"""The guide as Markdown: each value is a code span after its label, in a separate list item."""

from __future__ import annotations

from collections.abc import Iterator

from total_onboard.report.guide.model import (
    FINAL_CHECK,
    ROLES,
    TITLE,
    VALUES,
    WAITS,
    Guide,
    GuideStep,
)
from total_onboard.ui.output.markdown_escaping import markdown_code
from total_onboard.ui.redaction import redacted


def guide_markdown(guide: Guide) -> str:
    """Render the whole guide; names and values from outside are code, so that none of them is markup."""
    lines = [f"# {TITLE.format(name=markdown_code(guide.name))}", "", f"Admin center: <{guide.portal_url}>"]
    lines += ["", ROLES, "", VALUES]
    for step in guide.steps:
        lines += ["", *_step(step)]
    return redacted("\n".join([*lines, *_end(guide)]) + "\n")


def _step(step: GuideStep) -> Iterator[str]:
    yield f"## {step.number}. {step.title}"
    yield ""
    yield " > ".join(markdown_code(part.text) if part.is_name else f"**{part.text}**" for part in step.path)
    if step.waits:
        yield from ("", f"**Later:** {WAITS}")
    yield ""
    yield from (f"{number}. {action}" for number, action in enumerate(step.actions, 1))
    if step.values:
        yield from ("", "Values:", "")
        yield from (f"- {value.label}: {markdown_code(value.value)}" for value in step.values)
    yield from ("", f"**Result:** {step.result}")
    yield from ("", f"**Common mistake:** {step.mistake}")
    yield from ("", f"**Check:** {step.check}")


def _end(guide: Guide) -> Iterator[str]:
    yield from ("", "## Hand over to TOTAL", "")
    yield from (f"- {one}" for one in guide.hand_over)
    yield from ("", "## Check the result", "", FINAL_CHECK, "", "```sh", guide.check, "```")
    yield from ("", guide.about_adoption, "", "```sh", guide.adoption, "```")
