"""History from the journal: what was requested, created, adopted, added and desired from here.

See :mod:`secret_deliveries` for hand-offs and :mod:`removal_tests` for temporary members.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from total_onboard.core.adoption_decisions import AdoptionDecisions
from total_onboard.core.credential import FederatedTrust
from total_onboard.core.desired_state import DesiredGroup, DesiredState
from total_onboard.engine.inspection.object_contents import Baseline
from total_onboard.engine.journal.entry import (
    Accepted,
    Added,
    Addition,
    AdditionRefused,
    Adopted,
    BaselineTaken,
    ContentRemoved,
    Created,
    CreateRefused,
    CreateRequested,
    Deleted,
    DesiredStateChanged,
    GraphWrite,
    GroupFound,
    JournalEntry,
    RunStarted,
    ScimStored,
    SecretRemovalRequested,
    TornDown,
)
from total_onboard.engine.step_id import StepId

_SETUP_EVIDENCE: Final = (CreateRequested, SecretRemovalRequested, Created, Adopted, Added, TornDown)
_REFUSED: Final = range(400, 500)


def receipts(entries: Sequence[JournalEntry]) -> dict[str, tuple[str, ...]]:
    """Return the ids of what was created, oldest first, by step."""
    ids: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        if isinstance(entry, Created):
            ids[entry.step] = (*ids.get(entry.step, ()), entry.object_id)
    return ids


def create_attempts(entries: Sequence[JournalEntry], step: str) -> dict[str, str]:
    """Return the search keys of what a step requested, and the id of each, empty if no answer came."""
    requested = {e.search_key: "" for e in entries if isinstance(e, CreateRequested) and e.step == step}
    return requested | {e.search_key: e.object_id for e in entries if isinstance(e, Created) and e.step == step}


def secret_markers(entries: Sequence[JournalEntry]) -> frozenset[str]:
    """Return the markers of the client secrets that were requested here without an answer."""
    return frozenset(marker for marker, made in create_attempts(entries, StepId.CLIENT_SECRET).items() if not made)


def requested_credentials(entries: Sequence[JournalEntry]) -> frozenset[str]:
    """Return the key IDs of certificates and the names of federated credentials that were requested here."""
    steps = (StepId.CERTIFICATE, StepId.FEDERATED_CREDENTIAL)
    return frozenset(key for step in steps for key in create_attempts(entries, step))


def desired_trusts(entries: Sequence[JournalEntry]) -> frozenset[tuple[str, str, str]]:
    """Return issuer, subject and audience of each federated credential that setups from here asked for."""
    found = (choice.get("federated") for choice in _credential_choices(entries))
    trusts = (FederatedTrust.model_validate(one) for one in found if one)
    return frozenset((one.issuer, one.subject, one.audience) for one in trusts)


def desired_certificates(entries: Sequence[JournalEntry]) -> frozenset[str]:
    """Return the content of each certificate that setups from here asked for, in base64."""
    found = (choice.get("certificate") for choice in _credential_choices(entries))
    return frozenset(str(one["der"]) for one in found if one)


def _credential_choices(entries: Sequence[JournalEntry]) -> Iterator[dict[str, Any]]:
    return (e.desired.get("credential") or {} for e in entries if isinstance(e, DesiredStateChanged))


def pending_creates(entries: Sequence[JournalEntry]) -> dict[tuple[str, str], datetime]:
    """Return when each create was last requested that was neither answered nor refused, by step and search key."""
    requested: dict[tuple[str, str], datetime] = {}
    for entry in entries:
        if isinstance(entry, CreateRequested):
            requested[entry.step, entry.search_key] = entry.at
        elif isinstance(entry, (Created, CreateRefused)):
            requested.pop((entry.step, entry.search_key), None)
    return requested


def existing_creates(entries: Sequence[JournalEntry], step: str) -> dict[str, datetime]:
    """Return when each object was created that no run on this machine deleted since, by its id."""
    created: dict[str, datetime] = {}
    for entry in entries:
        if isinstance(entry, Created) and entry.step == step:
            created[entry.object_id] = entry.at
        elif isinstance(entry, Deleted):
            created.pop(entry.object_id, None)
        elif isinstance(entry, TornDown):
            created.clear()
    return created


def known_ids(entries: Sequence[JournalEntry], step: str) -> dict[str, str]:
    """Return the objects of a step that were created or adopted here and not deleted since: the ID by name."""
    found: dict[str, str] = {}
    for entry in entries:
        if isinstance(entry, Created) and entry.step == step:
            found[entry.search_key] = entry.object_id
        elif isinstance(entry, Adopted) and entry.step == step:
            found[entry.unique_name] = entry.object_id
        elif isinstance(entry, Deleted):
            found = {name: object_id for name, object_id in found.items() if object_id != entry.object_id}
        elif isinstance(entry, TornDown):
            found.clear()
    return found


def monitors(entries: Sequence[JournalEntry]) -> dict[str, str]:
    """Return the monitoring identities requested here and neither refused nor deleted: the ID by name, or empty."""
    found: dict[str, str] = {}
    for entry in entries:
        if getattr(entry, "step", "") != StepId.MONITOR_APPLICATION:
            continue
        if isinstance(entry, CreateRequested):
            found.setdefault(entry.search_key, "")
        elif isinstance(entry, Created):
            found[entry.search_key] = entry.object_id
        elif isinstance(entry, CreateRefused):
            found.pop(entry.search_key, None)
        elif isinstance(entry, Deleted):
            found = {name: object_id for name, object_id in found.items() if object_id != entry.object_id}
    return found


def deleted_monitors(entries: Sequence[JournalEntry]) -> dict[str, str]:
    """Return the monitoring identities that were deleted from here, and not permanently: the ID by name."""
    found: dict[str, str] = {}
    for entry in entries:
        if isinstance(entry, Deleted) and entry.step == StepId.MONITOR_APPLICATION:
            found[entry.name] = entry.object_id
        elif isinstance(entry, Deleted) and entry.step == StepId.PURGE_APPLICATION:
            found = {name: object_id for name, object_id in found.items() if object_id != entry.object_id}
    return found


def first_requested(entries: Sequence[JournalEntry]) -> dict[tuple[str, str], datetime]:
    """Return when each object was first requested that was not created since, by step and search key."""
    requested: dict[tuple[str, str], datetime] = {}
    for entry in entries:
        if isinstance(entry, CreateRequested):
            requested.setdefault((entry.step, entry.search_key), entry.at)
        elif isinstance(entry, Created):
            requested.pop((entry.step, entry.search_key), None)
    return requested


def accounts(entries: Sequence[JournalEntry]) -> frozenset[str]:
    """Return the user principal names under which this tool ran here, in small letters."""
    return frozenset(e.account.casefold() for e in entries if isinstance(e, RunStarted) and e.account)


def owned_object_ids(entries: Sequence[JournalEntry]) -> frozenset[str]:
    """Return the ids of all objects that runs on this machine made, or marked as ours."""
    return frozenset(e.object_id for e in entries if isinstance(e, (Created, Adopted)))


def adopted(entries: Sequence[JournalEntry]) -> frozenset[str]:
    """Return the ids of adopted objects."""
    return frozenset(e.object_id for e in entries if isinstance(e, Adopted))


def baselines(entries: Sequence[JournalEntry]) -> dict[str, Baseline]:
    """Return what each object contained when it was adopted, by its id; one that was created here contained nothing.

    An object that is not among them has no baseline, so that it cannot be compared with one. Who was removed from here
    is not expected any more.
    """
    found: dict[str, Baseline] = {}
    for entry in entries:
        if isinstance(entry, Created):
            found.setdefault(entry.object_id, Baseline())
        elif isinstance(entry, BaselineTaken):
            found[entry.object_id] = entry.baseline
        elif isinstance(entry, ContentRemoved) and entry.object_id in found:
            found[entry.object_id] = _without(found[entry.object_id], entry.item)
    return found


def _without(baseline: Baseline, person: str) -> Baseline:
    return baseline.model_copy(update={"members": tuple(one for one in baseline.members if one != person)})


def accepted(entries: Sequence[JournalEntry]) -> frozenset[Addition]:
    """Return what existed without us, and was accepted after the adoption: ``admins add`` of a member."""
    return _not_removed(entries, Accepted)


def added(entries: Sequence[JournalEntry]) -> frozenset[Addition]:
    """Return what was put into objects that may be older, and was neither refused nor removed since."""
    return _not_removed(entries, Added)


def _not_removed(entries: Sequence[JournalEntry], kind: type[Accepted | Added]) -> frozenset[Addition]:
    there: set[Addition] = set()
    for entry in entries:
        if isinstance(entry, kind):
            there.add(entry.addition)
        elif isinstance(entry, (AdditionRefused, ContentRemoved)):
            there.discard(entry.addition)
    return frozenset(there)


def stored_scim(entries: Sequence[JournalEntry]) -> str:
    """Return the fingerprint of the SCIM address and token that were stored last from here; empty if none were."""
    return next((e.fingerprint for e in reversed(entries) if isinstance(e, ScimStored)), "")


def failure_mails_to(entries: Sequence[JournalEntry]) -> str:
    """Return who gets failure mails of provisioning since the SCIM token was stored last; empty for nobody."""
    return next((e.failure_mails_to for e in reversed(entries) if isinstance(e, ScimStored)), "")


class StoredAddress(NamedTuple):
    """The SCIM address that a setup from here stored, the fingerprint of it and its token, and when."""

    address: str
    fingerprint: str
    at: datetime


def stored_address(entries: Sequence[JournalEntry], decisions: AdoptionDecisions) -> StoredAddress | None:
    """Return the one that was stored last; None once everything was deleted, or if another application is named."""
    named = decisions.application
    if teardown_entry(entries) or (named and named not in owned_object_ids(entries)):
        return None
    stored = [StoredAddress(e.address, e.fingerprint, e.at) for e in entries if isinstance(e, ScimStored) and e.address]
    return stored[-1] if stored else None


def teardown_entry(entries: Sequence[JournalEntry]) -> TornDown | None:
    """Return the last teardown's entry; None if there was none, or something was made since."""
    evidence = (e for e in reversed(entries) if isinstance(e, _SETUP_EVIDENCE))
    last = next((e for e in evidence if getattr(e, "step", "") != StepId.MONITOR_APPLICATION), None)
    return last if isinstance(last, TornDown) else None


def may_have_written(entries: Sequence[JournalEntry], run: str) -> bool:
    """Return whether a run sent a write that was not clearly refused."""
    writes = [e for e in entries if isinstance(e, GraphWrite) and e.run == run]
    return any(e.status is None or e.status not in _REFUSED for e in writes)


def last_desired_state(entries: Sequence[JournalEntry]) -> DesiredState | None:
    """Return the desired state of the last setup from here; None if there was none."""
    last = next((e.desired for e in reversed(entries) if isinstance(e, DesiredStateChanged)), None)
    return DesiredState.model_validate(last) if last else None


def all_requested_groups(entries: Sequence[JournalEntry]) -> tuple[DesiredGroup, ...]:
    """Return the groups of all setups from here, and those of other machines that a teardown found, each once."""
    noted = [entry.desired for entry in entries if isinstance(entry, DesiredStateChanged) and entry.desired]
    desired = [group for one in noted for group in DesiredState.model_validate(one).groups]
    found = [DesiredGroup(name=e.name, role="") for e in entries if isinstance(e, GroupFound)]
    return tuple(dict.fromkeys([*desired, *found]))
