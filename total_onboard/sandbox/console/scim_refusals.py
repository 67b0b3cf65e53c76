"""What a persona's SCIM service can refuse of requests that it understands."""

from __future__ import annotations

from typing import Final, Literal

Refusal = Literal["text-for-booleans", "removal-by-value", "capital-verbs", "unknown-schemas"]
"""``text-for-booleans``: a boolean sent as a text. ``removal-by-value``: a removal whose target is in ``value`` and
not in the path (RFC 7644, section 3.5.2.2). ``capital-verbs``: ``Add`` for ``add``. ``unknown-schemas``: a schema that
neither RFC 7643 nor the service defines.
"""

STRICT: Final[tuple[Refusal, ...]] = ("text-for-booleans", "removal-by-value")
"""The two forms of a removal that Microsoft documents as not compliant.

Source: https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility
"""
