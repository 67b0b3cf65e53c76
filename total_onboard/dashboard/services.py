"""What the pages work with."""

from __future__ import annotations

from dataclasses import dataclass, field

from total_onboard.commands.inputs.key_passphrase import VARIABLE
from total_onboard.commands.value_sheet.ledger_access import current_user
from total_onboard.core.errors import BadValue
from total_onboard.core.secret import SecretText
from total_onboard.dashboard.memory_store import MemoryStore
from total_onboard.exchange.keys.private_keys import KeyFolder
from total_onboard.exchange.ledger.team.team_ledger import TeamLedger
from total_onboard.settings import Settings


@dataclass(frozen=True)
class Services:
    """Settings, the ledger, and the memory of one running dashboard; ``base`` is the path of all pages."""

    settings: Settings
    ledger: TeamLedger
    base: str
    memory: MemoryStore = field(default_factory=MemoryStore)
    user: str = field(default_factory=current_user)

    @property
    def keys(self) -> KeyFolder:
        """The keys on this computer."""
        return KeyFolder.of(self.settings.state_dir)

    @property
    def knows_passphrase(self) -> bool:
        """Whether the environment has the passphrase of the keys, so that an empty field is enough."""
        return self.settings.key_passphrase is not None

    def passphrase(self, typed: str) -> SecretText:
        """Return the passphrase that was typed, or that of the environment. Raises BadValue."""
        found = SecretText(typed) if typed else self.settings.key_passphrase
        if found is None:
            raise BadValue("No passphrase was entered.", remedy=f"Enter the passphrase of your key, or set {VARIABLE}.")
        return found
