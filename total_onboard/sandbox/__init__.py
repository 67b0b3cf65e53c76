"""The practice tenant: sign-in, Graph, provisioning and a TOTAL console on loopback; imports nothing of the rest."""

from total_onboard.sandbox.persona import Persona, finding_names, load_persona, persona_names
from total_onboard.sandbox.sandbox_tenant import PracticeTenant
from total_onboard.sandbox.sheet_values import SheetValues

__all__ = ["Persona", "PracticeTenant", "SheetValues", "finding_names", "load_persona", "persona_names"]
