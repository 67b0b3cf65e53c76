"""Everything that a run knows: who runs it, its choices, the journal's history, the observed state, its effects."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from total_onboard.core.adoption_decisions import AdoptionDecisions
from total_onboard.core.credential import FederatedTrust
from total_onboard.core.public_certificate import PublicCertificate
from total_onboard.engine.access.app_management_policy import CertificatePolicy, ClientSecretPolicy
from total_onboard.engine.state.journal_history import JournalHistory
from total_onboard.engine.state.observed_state import ObservedState
from total_onboard.entra.resources.organization import Organization
from total_onboard.entra.resources.users import User

_YOUNG: Final = timedelta(minutes=15)


@dataclass
class RunIdentity:
    """Who runs it, when, in which tenant, and what the tenant's policies allow.

    ``policy_is_known`` says that this run asked for the policies; if they are hidden, they count as none.
    """

    now: datetime
    organization: Organization
    me: User
    roles: frozenset[str]
    me_is_listed: bool = True
    authority_url: str = ""
    cloud_name: str = ""
    templates: tuple[str, ...] = ()
    secret_policy: ClientSecretPolicy = field(default_factory=ClientSecretPolicy)
    certificate_policy: CertificatePolicy = field(default_factory=CertificatePolicy)
    policy_is_known: bool = False


@dataclass(frozen=True)
class RunChoices:
    """What the admin chose for this run alone; no later run remembers it.

    ``store_scim_anyway`` asks for the SCIM values to be stored although they may be stored already; ``deletable`` are
    the IDs that were named together with ``--delete-adopted``. ``monitor`` is how a monitoring identity is to prove
    who it is.
    """

    adoption: AdoptionDecisions
    store_scim_anyway: bool = False
    deletable: frozenset[str] = frozenset()
    monitor: PublicCertificate | FederatedTrust | None = None


@dataclass
class RunEffects:
    """What this run did so far and the tenant doesn't show yet.

    ``is_new`` says that this run created the application; ``begun`` and ``begun_groups`` are objects that this run
    created or found as its own.
    """

    begun: frozenset[str] = frozenset()
    begun_groups: frozenset[str] = frozenset()
    is_new: bool = False
    credentials_are_new: bool = False
    restarted: bool = False


@dataclass
class RunState:
    """What plans are made from, besides the desired state."""

    identity: RunIdentity
    choices: RunChoices
    history: JournalHistory = field(default_factory=JournalHistory)
    observed: ObservedState = field(default_factory=ObservedState)
    effects: RunEffects = field(default_factory=RunEffects)

    @property
    def journal_is_empty(self) -> bool:
        """Return whether nothing was created or adopted from here yet, so that probably nothing owned exists."""
        return not self.history.receipts and not self.history.adopted and self.observed.application is None

    @property
    def application_is_young(self) -> bool:
        """Return whether other services may not know the application yet."""
        made = self.observed.application and self.observed.application.created_date_time
        return bool(made and self.identity.now - made < _YOUNG)
