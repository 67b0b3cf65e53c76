"""Personas: the circumstances of a sandbox tenant, as small readable declarations under ``personas/``.

Each persona under ``personas/findings/`` is for one thing that a preflight finds.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Final, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from total_onboard.sandbox.console.scim_refusals import STRICT, Refusal
from total_onboard.sandbox.http.tls import Defect
from total_onboard.sandbox.unsettled_behavior import Readings


class Person(BaseModel):
    """Person in the directory. ``roles`` and ``eligible_roles`` are names of directory roles.

    ``roles_in_unit`` and ``eligible_roles_in_unit`` count only within an administrative unit, ``roles_on_object`` only
    for one object. ``data_location`` is the geography of a multi-geo tenant that keeps the person's data. A guest's
    tokens name the account at home, its ``mail``. ``partner`` is an account of a partner's tenant with delegated roles
    (GDAP): tokens name the roles, and no listing has them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    upn: str
    job_title: str | None = None
    department: str | None = None
    data_location: str | None = None
    mail: str | None = None
    enabled: bool = True
    guest: bool = False
    roles: tuple[str, ...] = ()
    eligible_roles: tuple[str, ...] = ()
    roles_in_unit: tuple[str, ...] = ()
    eligible_roles_in_unit: tuple[str, ...] = ()
    roles_on_object: tuple[str, ...] = ()
    partner: bool = False


class GroupNamingPolicy(BaseModel):
    """What the names of Microsoft 365 groups must begin and end with, and the words that they can't contain."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    prefix: str = ""
    suffix: str = ""
    blocked_words: tuple[str, ...] = ()


class Sku(BaseModel):
    """One subscription: its part number, and its service plans with their states."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    part_number: str
    capability: str = "Enabled"
    plans: tuple[str, ...]
    provisioning: str = "Success"
    units: int = 25


class Prepared(NamedTuple):
    """Object that exists before the sandbox starts; ``client_id`` is an application's."""

    kind: str
    object_id: str
    client_id: str


class Persona(BaseModel):
    """The circumstances of one sandbox tenant; ``tenant_name`` is its display name.

    ``people[0]`` signs in unless ``signs_in`` names another person; ``replication_lag`` is in real seconds,
    lowest and highest; ``pace`` is how many seconds of the provisioning service pass in one real second;
    ``cloud`` decides which non-gallery template exists; ``device_code`` is ``allowed`` or ``blocked`` by Conditional
    Access; ``device`` is the state of the device whose browser the administrator uses, and ``strong_method`` whether
    she has registered a method for every authentication strength; ``tools_consented`` says that an administrator has
    consented to the command line tools for everybody; ``crowd`` and ``crowd_groups`` are how many more people and
    groups there are; ``unrequested_scopes`` are permissions that tokens hold without a request, because the tenant
    consented to them for the tools;
    ``app_management_policy`` is what the policy's ``applicationRestrictions`` holds; ``objects`` are existing
    objects by kind, and ``deleted`` those in the recycle bin; ``faults`` is a plan of faults (see faults.py).

    ``role_permissions_shown`` is whether Graph shows what a role allows.
    ``custom_roles`` are the actions that the tenant's custom roles allow, without their namespace; ``activation`` is
    how long a role can be activated; ``member_rights`` are what people can do without a role, in addition to the
    defaults; ``conditional_access`` are policies as Graph shows them, in part; ``group_naming_policy`` is for
    Microsoft 365 groups; ``quota`` is how many objects the
    directory can hold; ``admins`` are the people that the sheet's values name, by default the person who signs in.

    ``verification_uri`` is the page to enter a device code at, if it differs from the sign-in's own;
    ``endpoints`` are addresses that its OpenID configuration names instead, by their names there, in which ``{total}``
    is TOTAL's host.

    ``redirect_uri`` and ``scim_token`` are what the representative gave, if it differs from what the console shows;
    ``clock_ahead`` is how many seconds Microsoft's clock is ahead of this machine's; ``inspected_by`` is who opens
    TLS on the way to Microsoft and signs in its name; ``total_shows`` is the host that TOTAL's certificate was made
    for; ``certificates`` are the defects of hosts' certificates (see tls.py).

    ``total_refuses`` is what TOTAL's SCIM service refuses of Microsoft's requests (see console/scim_refusals.py);
    ``scim_flag`` says whether the SCIM address that TOTAL shows carries Microsoft's flag ``aadOptscim062020``; by
    default it does if TOTAL refuses Microsoft's default form.

    ``readings`` say how Microsoft behaves where no source settles it (see unsettled_behavior.py).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    tenant_name: str = "Contoso"
    domain: str = "contoso.com"
    people: tuple[Person, ...]
    signs_in: str | None = None
    skus: tuple[Sku, ...] = ()
    replication_lag: tuple[float, float] = (0.2, 0.8)
    consent_lag: float = 1.0
    pace: float = 200.0
    cloud: Literal["global", "usgov", "china", "without-templates"] = "global"
    device_code: Literal["allowed", "blocked"] = "allowed"
    device: Literal["unmanaged", "compliant", "joined", "compliant-and-joined"] = "unmanaged"
    strong_method: bool = True
    verification_uri: str | None = None
    endpoints: dict[str, str] = {}
    tools_consented: bool = True
    unrequested_scopes: tuple[str, ...] = ()
    crowd: int = 0
    crowd_groups: int = 0
    app_management_policy: dict[str, Any] = {}
    objects: dict[str, list[dict[str, Any]]] = {}
    deleted: dict[str, list[dict[str, Any]]] = {}
    custom_roles: dict[str, tuple[str, ...]] = {}
    role_permissions_shown: bool = True
    activation: str = "PT8H"
    member_rights: dict[str, Any] = {}
    conditional_access: tuple[dict[str, Any], ...] = ()
    security_defaults: bool | None = None
    group_naming_policy: GroupNamingPolicy | None = None
    tenant_type: str = "AAD"
    quota: int = 300_000
    admins: tuple[str, ...] | None = None
    redirect_uri: str | None = None
    scim_token: str | None = None
    clock_ahead: float = 0.0
    inspected_by: str | None = None
    total_shows: str = "localhost"
    certificates: dict[str, Defect] = {}
    total_refuses: tuple[Refusal, ...] = STRICT
    scim_flag: bool | None = None
    faults: tuple[dict[str, Any], ...] = ()
    readings: Readings = Readings()

    @property
    def prepared(self) -> tuple[Prepared, ...]:
        """The applications and groups that exist before the first command, as far as they name their ids."""
        kinds = (("application", "applications"), ("group", "groups"))
        found = [(kind, one) for kind, shelf in kinds for one in self.objects.get(shelf, [])]
        return tuple(Prepared(kind, one["id"], one.get("appId", "")) for kind, one in found if "id" in one)

    @property
    def administrator(self) -> Person:
        """Who signs in."""
        return next((person for person in self.people if person.upn == self.signs_in), self.people[0])

    @property
    def shows_flag(self) -> bool:
        """Whether the SCIM address that TOTAL shows carries Microsoft's flag."""
        return bool(self.total_refuses) if self.scim_flag is None else self.scim_flag


def load_persona(name: str) -> Persona:
    """Read one declaration; what it does not say is as with the persona that it is ``like``, if it names one.

    People of the same user name are amended, others come after them. Raises KeyError when there is none of that name.
    """
    return Persona.model_validate(_declared(name))


def persona_names() -> tuple[str, ...]:
    """List the names of the personas of whole tenants."""
    return _names_in(_FOLDER)


def finding_names() -> tuple[str, ...]:
    """List the names of the personas that are each for one finding."""
    return _names_in(_FOLDER / "findings")


def findings_of(name: str) -> dict[str, str]:
    """Return what check-prereqs finds in a persona's tenant: the outcome by check, without checks that pass."""
    return dict(_findings().get(name, {}))


@cache
def _findings() -> dict[str, dict[str, str]]:
    return tomllib.loads((resources.files(__package__) / "persona_findings.toml").read_text(encoding="utf-8"))


_FOLDER: Final = resources.files(__package__) / "personas"


def _names_in(folder: Traversable) -> tuple[str, ...]:
    files = (file.name for file in folder.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in files if name.endswith(".toml")))


def _declared(name: str) -> dict[str, Any]:
    file = next((one for one in _files_named(name) if one.is_file()), None)
    if file is None:
        raise KeyError(name)
    declared = tomllib.loads(file.read_text(encoding="utf-8"))
    base = declared.pop("like", None)
    return _over(_declared(base), declared) if base else declared


def _files_named(name: str) -> tuple[Traversable, ...]:
    return _FOLDER / f"{name}.toml", _FOLDER / "findings" / f"{name}.toml"


def _over(base: dict[str, Any], declared: dict[str, Any]) -> dict[str, Any]:
    amended = {person["upn"]: person for person in declared.get("people", [])}
    people = [person | amended.pop(person["upn"], {}) for person in base["people"]]
    return base | declared | {"people": [*people, *amended.values()]}
