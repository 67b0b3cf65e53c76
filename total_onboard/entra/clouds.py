"""The Microsoft clouds: where one signs in, where Graph answers, which template makes a non-gallery application."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from total_onboard.core.errors import BadValue


class CloudName(StrEnum):
    """Values of ``--cloud`` and ``TOTAL_ONBOARD_CLOUD``."""

    GLOBAL = "global"
    US_GOV = "usgov"
    US_GOV_DOD = "usgov-dod"
    CHINA = "china"
    CUSTOM = "custom"


_ADDRESS: Final = re.compile(r"https://([a-z0-9_.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?/*", re.ASCII | re.IGNORECASE)
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def is_here(address: str) -> bool:
    """Return whether an address is on this machine, as a sandbox's are."""
    return urlsplit(address).hostname in _HERE


@dataclass(frozen=True)
class Cloud:
    """One cloud's addresses, without a path and without a trailing slash, and the ids that its
    non-gallery template may have.

    ``other_sign_in_hosts`` are further names of the sign-in host that Microsoft documents.
    """

    name: CloudName
    authority_url: str
    graph_url: str
    portal_url: str
    non_gallery_templates: tuple[str, ...]
    other_sign_in_hosts: frozenset[str] = frozenset()

    @property
    def is_sandbox(self) -> bool:
        """Whether one signs in on this very machine, which is never so with Microsoft."""
        return is_here(self.authority_url)

    @property
    def my_roles_page(self) -> str:
        """The page on which an administrator activates and deactivates roles (Privileged Identity Management)."""
        return f"{self.portal_url}/#view/Microsoft_Azure_PIMCommon/ActivationMenuBlade/~/aadmigratedroles"

    def scope(self, permission: str) -> str:
        """Return a Graph permission in the form that the sign-in asks for."""
        return f"{self.graph_url}/{permission}"


US_GOVERNMENT: Final = frozenset({CloudName.US_GOV, CloudName.US_GOV_DOD})
LONGEST_GOVERNMENT_TOKEN: Final = 1024
"""Bytes that are kept of a SCIM token and of the addresses that are notified, together (Entra page “known issues” of
provisioning)."""
# Assumption national-clouds.
TEMPLATE_US_GOVERNMENT: Final = "4602d0b4-76bb-404b-bca9-2652e1a39c6d"
_TEMPLATE_GLOBAL = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621"
_TEMPLATE_CHINA = "5a532e38-1581-4918-9658-008dc27c1d68"

# https://learn.microsoft.com/graph/deployments, applicationtemplate-instantiate; other names: authority.py of MSAL 1.39
CLOUDS: dict[CloudName, Cloud] = {
    cloud.name: cloud
    for cloud in (
        Cloud(
            CloudName.GLOBAL,
            "https://login.microsoftonline.com",
            "https://graph.microsoft.com",
            "https://entra.microsoft.com",
            (_TEMPLATE_GLOBAL,),
            frozenset({"login.microsoft.com", "login.windows.net"}),
        ),
        Cloud(
            CloudName.US_GOV,
            "https://login.microsoftonline.us",
            "https://graph.microsoft.us",
            "https://entra.microsoft.us",
            (TEMPLATE_US_GOVERNMENT,),
            frozenset({"login.usgovcloudapi.net"}),
        ),
        Cloud(
            CloudName.US_GOV_DOD,
            "https://login.microsoftonline.us",
            "https://dod-graph.microsoft.us",
            "https://entra.microsoft.us",
            (TEMPLATE_US_GOVERNMENT,),
            frozenset({"login.usgovcloudapi.net"}),
        ),
        Cloud(
            CloudName.CHINA,
            "https://login.partner.microsoftonline.cn",
            "https://microsoftgraph.chinacloudapi.cn",
            "https://entra.microsoftonline.cn",
            (_TEMPLATE_CHINA,),
            frozenset({"login.chinacloudapi.cn"}),
        ),
    )
}


def custom_cloud(authority_url: str, graph_url: str) -> Cloud:
    """Return a cloud at two addresses of the user's choice; which template it has, only it can tell.

    Raises BadValue.
    """
    return Cloud(
        CloudName.CUSTOM,
        _host(authority_url),
        _host(graph_url),
        CLOUDS[CloudName.GLOBAL].portal_url,
        (_TEMPLATE_GLOBAL, TEMPLATE_US_GOVERNMENT, _TEMPLATE_CHINA),
    )


def _host(url: str) -> str:
    if not _ADDRESS.fullmatch(url) or not _has_a_port_that_can_be(url):
        raise BadValue(f"{url!r} isn't the address of a host.", remedy="Write it as https://host or https://host:port.")
    return url.rstrip("/")


def _has_a_port_that_can_be(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False
