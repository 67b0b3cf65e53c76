"""What a guide says, before it is rendered as Markdown or HTML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from total_onboard.core.credential import CredentialKind
from total_onboard.engine.step import PortalValue

TITLE: Final = "Set up {name} in the Microsoft Entra admin center"
ROLES: Final = (
    "You need the roles Cloud Application Administrator and Groups Administrator. For the consent, you or a colleague "
    "needs Privileged Role Administrator."
)
VALUES: Final = "This guide contains no secret. Enter each value below exactly as it is shown."
WAITS: Final = "Do this step once your TOTAL representative has given you the SCIM address and token."
CHECK: Final = "**total-onboard status** compares this step as **{title}**."
_CREDENTIALS: Final = {
    CredentialKind.SECRET: "the client secret, separately from everything else",
    CredentialKind.CERTIFICATE: "the thumbprint of the certificate that you uploaded",
    CredentialKind.FEDERATED: "the name of the federated credential",
}
FINAL_CHECK: Final = (
    "This command only reads, and names every step that differs. Use the IDs that you noted yourself in the steps "
    "above. To this and the next command, add the values that this guide was made with, for example your value sheet."
)
ADOPTION: Final = (
    "It reports two kinds of differences that no portal page can settle: the application and the groups aren't adopted "
    "yet. The next command adopts them after you confirm, and keeps the client secret. KEY-ID is its **Secret ID**. "
    "Leave it out if your tenant takes no writes from tools."
)
ADOPTION_OF_OTHERS: Final = (
    "It reports two kinds of differences that no portal page can settle: the application and the groups aren't adopted "
    "yet. The next command adopts them after you confirm."
)


class PathPart(NamedTuple):
    """One click: a label of the portal, or a name in this tenant."""

    text: str
    is_name: bool = False


@dataclass(frozen=True)
class GuideStep:
    """One step: where to click, what to do and enter, what one sees then, and the usual mistake."""

    number: int
    title: str
    path: tuple[PathPart, ...]
    actions: tuple[str, ...]
    values: tuple[PortalValue, ...]
    result: str
    mistake: str
    waits: bool

    @property
    def check(self) -> str:
        """How to find out whether it is done."""
        return CHECK.format(title=self.title)


@dataclass(frozen=True)
class Guide:
    """The whole guide, and the commands that check the result and adopt it."""

    name: str
    portal_url: str
    steps: tuple[GuideStep, ...]
    check: str
    adoption: str
    credential: CredentialKind = CredentialKind.SECRET

    @property
    def hand_over(self) -> tuple[str, ...]:
        """What TOTAL needs to know."""
        return (
            "the directory (tenant) ID of your organization",
            "the application (client) ID",
            _CREDENTIALS[self.credential],
            "the object ID and the role of each group",
        )

    @property
    def about_adoption(self) -> str:
        """What the second command does."""
        return ADOPTION if self.credential is CredentialKind.SECRET else ADOPTION_OF_OTHERS
