"""The directory roles that a set-up asks for, by the template ids that are the same in every tenant.

Source: the built-in roles reference of Microsoft Entra (permissions-reference).
"""

from __future__ import annotations

from typing import Final

GLOBAL_ADMINISTRATOR: Final = "62e90394-69f5-4237-9190-012177145e10"
PRIVILEGED_ROLE_ADMINISTRATOR: Final = "e8611ab8-c189-46e8-94e1-60213ab1f814"
APPLICATION_ADMINISTRATOR: Final = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"
CLOUD_APPLICATION_ADMINISTRATOR: Final = "158c047a-c907-4556-b7ef-446551a6b5f7"
GROUPS_ADMINISTRATOR: Final = "fdd7a751-b60b-444a-984c-02652fe8fa1c"

MAY_MANAGE_APPLICATIONS: Final = frozenset(
    {GLOBAL_ADMINISTRATOR, APPLICATION_ADMINISTRATOR, CLOUD_APPLICATION_ADMINISTRATOR}
)
MAY_MANAGE_GROUPS: Final = frozenset(
    {GLOBAL_ADMINISTRATOR, GROUPS_ADMINISTRATOR, "fe930be7-5e62-47db-91af-98c3a49a38b1"}  # User Administrator
)
MAY_CONSENT_FOR_ALL: Final = frozenset({GLOBAL_ADMINISTRATOR, PRIVILEGED_ROLE_ADMINISTRATOR})
