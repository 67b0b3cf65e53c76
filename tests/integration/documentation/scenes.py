"""Where the commands of a page are typed: a computer with the files that the page names, and a sandbox tenant."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

from tests.e2e.loop import ONLY_THE_SHEET, PASSPHRASE
from tests.support.admin_session import AdminSession, session_after_setup
from tests.support.certificates import Signer
from tests.support.cli_runner import CliResult

PASSPHRASE_FILE: Final = "contoso.passphrase"
SHEET: Final = (
    "value-sheet create --customer Contoso --tenant contoso.com --key total-emea --out contoso.totalsheet "
    f"--passphrase-file {PASSPHRASE_FILE} --redirect-uri REDIRECT --scim-url SCIM --scim-token-file token.txt"
)
CUSTOMERS: Final = "customer,redirect_uri,tenant\nContoso,https://app.yourtotal.com/auth/oidc/callback,contoso.com\n"


class Scene:
    """A computer at which somebody types."""

    def __init__(self, session: AdminSession) -> None:
        self.session = session
        self.home = session.home
        self.values = session.tenant.sheet_values
        self.environment: dict[str, str | None] = {"TOTAL_ONBOARD_KEY_PASSPHRASE": PASSPHRASE}
        (self.home / "token.txt").write_text(self.values.scim_token + "\n", encoding="utf-8")
        (self.home / "people.csv").write_text("bo@contoso.com\n", encoding="utf-8")
        (self.home / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
        (self.home / "tenants.csv").write_text("tenant,admins\ncontoso.com,ada@contoso.com\n", encoding="utf-8")
        (self.home / "contoso.toml").write_text('tenant = "contoso.com"\nadmin = ["ada@contoso.com"]\n', "utf-8")
        (self.home / "contoso.toml").chmod(0o600)

    def export(self, name: str, value: str) -> None:
        """Set a variable for the commands that follow."""
        self.environment[name] = self._real(value)

    def enter_the_sandbox(self) -> None:
        """Read what ``sandbox serve`` printed: the session has it already."""

    def types(self, command: str) -> CliResult:
        """Type a command; what writes is confirmed."""
        words = shlex.split(self._real(command).removeprefix("total-onboard "))
        return self.session.runs(*words, **self.environment)

    def must(self, command: str) -> CliResult:
        """Type a command that must succeed."""
        result = self.types(command)
        assert result.status == 0, f"{command}\n{result.err}"
        return result

    def makes_keys(self) -> None:
        """Create TOTAL's key, and save its public file."""
        self.must("keys create --name total-emea")
        (self.home / "total-emea.jwk").write_text(self.must("keys show total-emea --public").out, encoding="utf-8")

    def makes_a_sheet(self) -> None:
        """Create a value sheet with the values of the sandbox, which becomes the only source of them."""
        self.makes_keys()
        self.must(SHEET.replace("REDIRECT", self.values.redirect_uri).replace("SCIM", self.values.scim_url))
        passphrase = (self.home / PASSPHRASE_FILE).read_text(encoding="utf-8").strip()
        trusted = str(self.home / "total-emea.jwk")
        self.environment |= ONLY_THE_SHEET
        self.environment |= {"TOTAL_ONBOARD_SHEET_PASSPHRASE": passphrase, "TOTAL_ONBOARD_TRUSTED_KEYS": trusted}

    def _real(self, text: str) -> str:
        """Replace the examples of the pages by what is there."""
        made = self.session.resources
        examples = {
            "https://scim.yourtotal.com/contoso/scim/v2": self.values.scim_url,
            "https://app.yourtotal.com/auth/oidc/callback": self.values.redirect_uri,
            "CLIENT-ID": made.get("client_id", ""),
            "GROUP-ID": made.get("admin_group_id", ""),
            "test@contoso.com": "bo@contoso.com",
        }
        for example, real in examples.items():
            text = text.replace(example, real)
        return text


@contextmanager
def new_tenant(home: Path) -> Iterator[Scene]:
    """An administrator whose tenant nobody set up, without a sheet."""
    session = AdminSession(home)
    try:
        yield Scene(session)
    finally:
        session.tenant.stop()


@contextmanager
def with_a_sheet(home: Path) -> Iterator[Scene]:
    """An administrator who got a value sheet."""
    with new_tenant(home) as scene:
        scene.makes_a_sheet()
        yield scene


@contextmanager
def connected(home: Path) -> Iterator[Scene]:
    """An administrator whose tenant is set up."""
    with session_after_setup(home) as session:
        shutil.copy(home / "first.totalhandoff", home / "contoso.totalhandoff")
        yield Scene(session)


@contextmanager
def connected_with_a_certificate(home: Path) -> Iterator[Scene]:
    """An administrator whose tenant is set up, with a certificate and its private key for the monitoring."""
    signer = Signer(name="TOTAL monitoring")
    (home / "monitor.crt").write_text(signer.certificate_pem, encoding="utf-8")
    (home / "monitor.pem").write_text(signer.pem + signer.certificate_pem, encoding="utf-8")
    (home / "monitor.pem").chmod(0o600)
    with connected(home) as scene:
        yield scene


@contextmanager
def connected_to_a_lenient_total(home: Path) -> Iterator[Scene]:
    """An administrator whose tenant is set up, with a TOTAL that deactivates on demand."""
    with session_after_setup(home, "lenient-total") as session:
        yield Scene(session)


@contextmanager
def connected_long_ago(home: Path) -> Iterator[Scene]:
    """An administrator who set the tenant up, and whose environment no longer has the values."""
    with connected(home) as scene:
        scene.environment |= ONLY_THE_SHEET
        yield scene


@contextmanager
def with_a_hand_off(home: Path) -> Iterator[Scene]:
    """A representative who sent a sheet and got the hand-off."""
    with with_a_sheet(home) as scene:
        scene.must("setup --sheet contoso.totalsheet --admin ada@contoso.com --handoff contoso.totalhandoff")
        yield scene


@contextmanager
def with_keys(home: Path) -> Iterator[Scene]:
    """A representative who has a key."""
    with new_tenant(home) as scene:
        scene.makes_keys()
        yield scene


SCENES: Final[dict[str, Callable[[Path], AbstractContextManager[Scene]]]] = {
    "administrators/administrators.md": connected_to_a_lenient_total,
    "administrators/existing-objects.md": connected,
    "administrators/export.md": with_a_sheet,
    "administrators/guide.md": with_a_sheet,
    "administrators/monitor.md": connected_with_a_certificate,
    "administrators/network.md": new_tenant,
    "administrators/prepare.md": with_a_sheet,
    "administrators/report.md": with_a_sheet,
    "administrators/rotate.md": connected,
    "administrators/without-client-secret.md": with_a_sheet,
    "administrators/sandbox.md": new_tenant,
    "administrators/scripts.md": connected,
    "administrators/setup.md": with_a_sheet,
    "administrators/sign-in.md": connected,
    "administrators/status.md": connected,
    "administrators/teardown.md": connected,
    "administrators/record.md": new_tenant,
    "administrators/terraform.md": with_a_sheet,
    "administrators/troubleshoot.md": connected,
    "administrators/verify.md": connected,
    "checks.md": new_tenant,
    "install.md": new_tenant,
    "partners/many-tenants.md": connected_long_ago,
    "quick-start.md": new_tenant,
    "representatives/dashboard.md": with_keys,
    "representatives/demonstrate.md": new_tenant,
    "representatives/hand-off.md": with_a_hand_off,
    "representatives/keys.md": new_tenant,
    "representatives/many-customers.md": with_keys,
    "representatives/replay.md": new_tenant,
    "representatives/track.md": with_a_hand_off,
    "representatives/value-sheet.md": with_keys,
}
