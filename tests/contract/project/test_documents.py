"""What is promised in documents and shipped files is what the program is."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from total_onboard.diagnostics.drift.last_change import AUDIT_SIGNATURES
from total_onboard.diagnostics.preflight import CHECKS
from total_onboard.diagnostics.preflight.roles.directory_roles import APPLICATIONS_ROLE, CONSENT_ROLE, GROUPS_ROLE
from total_onboard.engine.inspection.object_contents import Baseline
from total_onboard.engine.journal.entry import ENTRY_TYPES, Entry
from total_onboard.engine.step import Step
from total_onboard.engine.step_id import StepId
from total_onboard.entra.clouds import CLOUDS, Cloud
from total_onboard.steps import MONITOR_STEPS, REPAIR_STEPS, SETUP_STEPS, STEPS_BY_ID, TEARDOWN_STEPS
from total_onboard.steps.consent.revoke import RevokeConsent
from total_onboard.ui.output.json_schema import FILE, generated

ROOT = Path(__file__).parents[3]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^a-z0-9 _-]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]*(?:#[^)]*)?)\)", page.read_text(encoding="utf-8")):
        if target.startswith(("http://", "https://")):
            continue
        name, _, anchor = target.partition("#")
        there = (page.parent / name).resolve() if name else page
        assert there.exists(), f"{page.name} → {target}"
        if anchor:
            assert anchor in anchors(there), f"{page.name} → {target}"


def test_security_review_names_tests_that_exist() -> None:
    page = (ROOT / "docs" / "security" / "threats.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[a-z_/]+\.py)(?:::(\w+))?`", page)
    assert len(named) >= 25
    for file, test in named:
        assert not test or f"def {test}(" in (ROOT / file).read_text(encoding="utf-8"), f"{file}::{test}"


def table_of(section: str, heading: str) -> set[str]:
    """The names in the first column of the table with this heading."""
    rows = section.split(f"| {heading} |")[1].split("\n\n")[0].splitlines()[2:]
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row.split("|")[1])}


def journal_section() -> str:
    return (ROOT / "docs" / "file-formats.md").read_text("utf-8").split("## Journal")[1].split("\n## ")[0]


def test_file_formats_lists_every_kind_of_journal_entry_with_its_members() -> None:
    common = {"kind", *Entry.model_fields}
    assert table_of(journal_section(), "member of every entry | what it is") == {"v", *common}
    rows = [row.split("|") for row in journal_section().splitlines() if row.startswith("| `") and row.count("|") == 4]
    documented = {kind.strip(" `"): set(re.findall(r"`(\w+)`:", members)) for _, kind, _, members, _ in rows[1:]}
    assert documented == {kind: set(one.model_fields) - common for kind, one in ENTRY_TYPES.items()}


def test_file_formats_lists_every_member_of_a_baseline() -> None:
    (baseline,) = (row for row in journal_section().splitlines() if row.startswith("A baseline holds"))
    assert set(re.findall(r"`(\w+)`", baseline)) == set(Baseline.model_fields)


def test_every_check_is_explained() -> None:
    assert {check.id for check in CHECKS} <= anchors(ROOT / "docs" / "checks.md")


DUTIES = {*APPLICATIONS_ROLE.steps, *GROUPS_ROLE.steps, *CONSENT_ROLE.steps}


@pytest.mark.parametrize("step", SETUP_STEPS, ids=lambda step: step.id)
def test_setup_step_declares_scopes_role_actions_and_audit_signature(step: Step) -> None:
    assert step.read_scopes and step.write_scopes and step.role_actions
    assert step.id in AUDIT_SIGNATURES
    assert step.id in DUTIES


@pytest.mark.parametrize("step", TEARDOWN_STEPS, ids=lambda step: step.id)
def test_teardown_step_but_the_consents_declares_scopes_and_role_actions(step: Step) -> None:
    assert step.write_scopes
    assert bool(step.role_actions) == (not isinstance(step, RevokeConsent))


def test_teardown_steps_are_those_by_which_setup_steps_are_removed() -> None:
    removing = {step.removed_by for step in (*SETUP_STEPS, *MONITOR_STEPS) if step.removed_by}
    assert removing == {step.id for step in TEARDOWN_STEPS} - {StepId.PURGE_APPLICATION, StepId.PURGE_GROUPS}


def test_each_step_id_belongs_to_a_step() -> None:
    assert set(StepId) == {step.id for step in (*STEPS_BY_ID.values(), *REPAIR_STEPS)}


@pytest.mark.parametrize("cloud", CLOUDS.values(), ids=lambda cloud: cloud.name)
def test_whoever_keeps_a_firewall_finds_the_hosts_of_each_cloud(cloud: Cloud) -> None:
    guide = (ROOT / "docs" / "administrators" / "network.md").read_text(encoding="utf-8")
    (row,) = re.findall(rf"^\| `{cloud.name}` \| (.+) \|$", guide, re.MULTILINE)
    assert row == ", ".join(f"`{urlsplit(url).netloc}`" for url in (cloud.authority_url, cloud.graph_url))


def test_the_reference_is_what_the_program_says() -> None:
    ended = subprocess.run([sys.executable, "-m", "docs.generate", "--check"], cwd=ROOT, check=False)
    assert ended.returncode == 0


def test_the_shipped_schema_is_that_of_the_documents() -> None:
    assert FILE.read_text(encoding="utf-8") == generated()


def test_no_file_names_a_package_registry() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    registries = re.compile(r"\b(pypi|pythonhosted|npmjs)\.org\b")
    for name in filter(None, tracked):
        path = ROOT / name
        if path.is_file() and path.suffix != ".png" and path != Path(__file__):
            assert not registries.search(path.read_text(encoding="utf-8", errors="ignore")), name
