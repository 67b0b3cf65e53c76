"""A partner's account, and the tenants of its customers, in which it has delegated roles (GDAP).

Source: https://learn.microsoft.com/partner-center/customers/gdap-introduction
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from total_onboard.sandbox.persona import Person, Persona, load_persona

PARTNER_DOMAIN: Final = "partner.example"
ACCOUNT: Final = f"pat@{PARTNER_DOMAIN}"
_CONTOSO: Final = ("contoso.com", "Contoso")


def partner_persona() -> Persona:
    """Return the partner's own tenant; its people have no roles there."""
    person = Person(name="Pat Partner", upn=ACCOUNT, mail=ACCOUNT)
    return Persona(title="A partner's own tenant", tenant_name="Partner", domain=PARTNER_DOMAIN, people=(person,))


def customers(personas: Collection[str], without_access: Collection[int]) -> Iterator[Persona]:
    """Yield each customer's tenant, as its persona describes it, under its own domain and name.

    The partner administers all but those ``without_access``, by number; the first is 1. Raises KeyError for an unknown
    persona.
    """
    for number, name in enumerate(personas, 1):
        yield _customer(load_persona(name), number, has_access=number not in without_access)


def customer_domain(number: int) -> str:
    """Return the domain of a customer; the first is 1."""
    return f"customer-{number:03}.example"


def _customer(persona: Persona, number: int, *, has_access: bool) -> Persona:
    text = persona.model_dump_json()
    for old, new in zip(_CONTOSO, (customer_domain(number), f"Customer {number:03}"), strict=True):
        text = text.replace(old, new)
    own = Persona.model_validate_json(text)
    if not has_access:
        return own
    account = Person(name="Pat Partner", upn=ACCOUNT, partner=True, roles=("Global Administrator",))
    admins = own.admins or (own.administrator.upn,)
    return own.model_copy(update={"people": (*own.people, account), "signs_in": ACCOUNT, "admins": admins})
