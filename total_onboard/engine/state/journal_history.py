"""What this machine's journal knows about a tenant."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from total_onboard.engine.inspection.object_contents import Baseline
from total_onboard.engine.journal.entry import Addition


@dataclass
class JournalHistory:
    """What earlier runs from this machine did, and what this run adds to it.

    ``delivered_key_ids`` are the client secrets that were delivered from here, oldest first, ``forgotten_keys`` those
    that TOTAL was asked to forget after a teardown; ``in_removal_test`` is the ID of a user that an interrupted removal
    test may have left in the admin group; ``baselines`` are by object ID; ``first_asked`` is when an object without a
    receipt was first requested, by step and unique name; ``accounts`` are those that ran it here.
    """

    attempts: dict[str, str] = field(default_factory=dict)
    first_asked: dict[tuple[str, str], datetime] = field(default_factory=dict)
    accounts: frozenset[str] = frozenset()
    stored_scim: str = ""
    failure_mails_to: str = ""
    delivered_key_ids: tuple[str, ...] = ()
    forgotten_keys: frozenset[str] = frozenset()
    """The ``delivered_key_ids`` that TOTAL was asked to forget after a teardown."""
    secret_marks: frozenset[str] = frozenset()
    requested_credentials: frozenset[str] = frozenset()
    """Key IDs of certificates, and names of federated credentials, that were requested here."""
    desired_trusts: frozenset[tuple[str, str, str]] = frozenset()
    """Issuer, subject and audience of the federated credentials that setups from here asked for."""
    desired_certificates: frozenset[str] = frozenset()
    """Content of the certificates that setups from here asked for, in base64."""
    receipts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    in_removal_test: str = ""
    adopted: frozenset[str] = frozenset()
    added: frozenset[Addition] = frozenset()
    accepted: frozenset[Addition] = frozenset()
    baselines: dict[str, Baseline] = field(default_factory=dict)
    monitors: dict[str, str] = field(default_factory=dict)
    """The monitoring identities that were requested here and not deleted: the ID by name, empty without an answer."""
    deleted_monitors: dict[str, str] = field(default_factory=dict)
    """Monitoring identities that were deleted to the recycle bin: the ID by name."""

    def has_receipt(self, step: str, object_id: str) -> None:
        """Note that this run created an object."""
        self.receipts = {**self.receipts, step: (*self.receipts.get(step, ()), object_id)}

    def is_adopted(self, object_id: str, baseline: Baseline) -> None:
        """Note that this run adopted an object with what it contained."""
        self.adopted |= {object_id}
        self.baselines = {**self.baselines, object_id: baseline}

    def expected_in(self, object_id: str) -> frozenset[str]:
        """Return the content that is no drift: found at adoption, or added or accepted from this machine."""
        baseline = self.baselines.get(object_id)
        since = {one.what for one in (*self.added, *self.accepted) if one.object_id == object_id}
        return (baseline.everything if baseline else frozenset()) | since

    def remembered(self, step: str) -> tuple[str, ...]:
        """Return the ids of objects that the journal says an earlier run of this step made."""
        return self.receipts.get(step, ())
