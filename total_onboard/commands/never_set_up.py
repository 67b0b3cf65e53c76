"""What every command says that works on a set-up, where there is none."""

from __future__ import annotations

from total_onboard.errors import PrerequisiteMissing


class NeverSetUp(PrerequisiteMissing):
    """The application is not in the tenant, under the name that was said or remembered."""

    def __init__(self, application_name: str) -> None:
        super().__init__(
            f"There is no application {application_name} in this tenant that setup made.",
            remedy="Run total-onboard setup first; or say its name with --application-name.",
        )
