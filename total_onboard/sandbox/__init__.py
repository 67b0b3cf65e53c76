"""The sandbox tenant: sign-in, Graph, provisioning and a TOTAL console on loopback; imports nothing of the rest."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from total_onboard.sandbox.console.sheet_values import SheetValues
    from total_onboard.sandbox.persona import Persona, finding_names, load_persona, persona_names
    from total_onboard.sandbox.sandbox_tenant import SandboxTenant

__all__ = ["Persona", "SandboxTenant", "SheetValues", "finding_names", "load_persona", "persona_names"]

_MODULES = {"SandboxTenant": "sandbox_tenant", "SheetValues": "sheet_values"}


def __getattr__(name: str) -> object:
    """Import what is used, so that a list of personas loads no servers (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES.get(name, 'persona')}"), name)
