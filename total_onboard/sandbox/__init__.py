"""The sandbox tenant: sign-in, Graph, provisioning and a TOTAL console on loopback; imports nothing of the rest."""

from total_onboard.sandbox.persona import Persona, finding_names, load_persona, persona_names
from total_onboard.sandbox.sandbox_tenant import SandboxTenant
from total_onboard.sandbox.sheet_values import SheetValues

__all__ = ["Persona", "SandboxTenant", "SheetValues", "finding_names", "load_persona", "persona_names"]
