"""The guide of a desired state."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from tests.support.total_credentials import ISSUER, SUBJECT, choice
from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.step_texts import guide_texts
from total_onboard.report.guide.builder import guide_of
from total_onboard.report.guide.model import Guide
from total_onboard.steps import SETUP_STEPS
from total_onboard.ui.output.pages.guide_markdown import guide_markdown
from total_onboard.ui.output.pages.html import guide_page

HOSTILE: Final = "a`b <script>alert(1)</script> [x](https://evil.example) **c**"


def guide(desired: DesiredState) -> Guide:
    return guide_of(SETUP_STEPS, desired, datetime(2030, 1, 31, tzinfo=UTC), "https://entra.microsoft.com")


def test_every_step_of_setup_has_texts_for_the_guide() -> None:
    assert list(guide_texts()) == [step.id for step in SETUP_STEPS]
    assert {frozenset(one) for one in guide_texts().values()} == {frozenset({"path", "actions", "result", "mistake"})}
    assert [text for one in guide_texts().values() for part in one.values() for text in part if not text] == []


def test_steps_of_provisioning_without_a_scim_address_are_for_later() -> None:
    later = [step.title for step in guide(DesiredState()).steps if step.waits]
    expected = ["Provisioning job", "SCIM address and token", "Attribute mapping", "Start of provisioning"]
    assert later == expected


def test_step_that_nothing_asks_for_is_left_out_and_the_rest_numbered_on() -> None:
    few, all_of_them = guide(DesiredState()), guide(DesiredState(notification_emails=("it@contoso.com",)))
    assert {step.title for step in all_of_them.steps} - {step.title for step in few.steps} == {"Notification emails"}
    assert [step.number for step in few.steps] == list(
        range(1, sum(step.is_desired(DesiredState()) for step in SETUP_STEPS) + 1)
    )


def test_value_with_markup_is_shown_as_it_is_in_markdown() -> None:
    page = guide_markdown(guide(DesiredState(application_name=HOSTILE)))
    assert f"- Name: ``{HOSTILE}``\n" in page
    assert page.count("<script>") == page.count(f"``{HOSTILE}``") + page.count(f"`` {HOSTILE} ``")


def test_value_with_markup_is_shown_as_it_is_in_html() -> None:
    page = guide_page(guide(DesiredState(application_name=HOSTILE)))
    assert ("<script" in page, 'href="https://evil' in page, "<b>c</b>" in page) == (False, False, False)
    assert "&lt;script&gt;" in page


def test_guide_for_a_federated_credential_mentions_no_client_secret() -> None:
    page = guide(DesiredState(credential=choice("federated")))
    titles = {step.title for step in page.steps}
    assert ("Federated credential" in titles, "Client secret" in titles) == (True, False)
    (values,) = ({one.label: one.value for one in step.values} for step in page.steps if step.title.startswith("Fed"))
    assert (values["Issuer"], values["Value"]) == (ISSUER, SUBJECT)
    assert "the name of the federated credential" in page.hand_over
    assert "--keep-secret" not in page.adoption
