"""The pages of the Entra portal on which an object of ours is found.

Microsoft documents no form of these addresses; they are those that the portal itself shows (docs/decisions/0038).
"""

from __future__ import annotations

from dataclasses import dataclass

from total_onboard.entra.clouds import Cloud, CloudName


@dataclass(frozen=True)
class Portal:
    """Links into one cloud's portal; every link is empty if that is not known."""

    address: str

    @classmethod
    def of(cls, cloud: Cloud) -> Portal:
        """Return the cloud's portal; none is known for a custom cloud."""
        return cls("" if cloud.name is CloudName.CUSTOM else cloud.portal_url)

    def registration(self, client_id: str, page: str = "Overview") -> str:
        """Return the app registration."""
        return self._view(f"Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/{page}/appId/{client_id}")

    def enterprise_application(self, principal_id: str, client_id: str, page: str = "Overview") -> str:
        """Return the enterprise application, or a page of it such as Provisioning."""
        return self._view(f"Microsoft_AAD_IAM/ManagedAppMenuBlade/~/{page}/objectId/{principal_id}/appId/{client_id}")

    def group(self, group_id: str) -> str:
        """Return a group."""
        return self._view(f"Microsoft_AAD_IAM/GroupDetailsMenuBlade/~/Overview/groupId/{group_id}")

    def _view(self, blade: str) -> str:
        return f"{self.address}/#view/{blade}" if self.address else ""
