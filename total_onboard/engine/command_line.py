"""A command as it can be pasted at any machine: with the words that name this tenant, this application, its groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from total_onboard.core.adoption_decisions import AdoptionDecisions
from total_onboard.core.desired_state import EXAMPLE_FILE, DesiredState
from total_onboard.core.platforms.shell import shell_of_remedies
from total_onboard.engine.journal.entry import JournalEntry
from total_onboard.engine.journal.known_objects import known_objects
from total_onboard.engine.journal.queries import known_ids, stored_address
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step_id import StepId
from total_onboard.entra.clouds import CloudName

_STEPS_BEFORE: Final = {
    "URL": "Replace URL by TOTAL's SCIM address, and save its token as token.txt; then run",
    EXAMPLE_FILE: "Save TOTAL's SCIM token as token.txt, then run",
}
_DEFAULTS: Final = DesiredState()
_UNNAMED_CLOUDS: Final = frozenset({"", CloudName.GLOBAL, CloudName.CUSTOM})


def command_line(command: str, *words: str) -> str:
    """``total-onboard …``, quoted for a shell of this platform."""
    return shell_of_remedies().join(("total-onboard", *command.split(), *words))


def run_with(words: Sequence[str], line: str) -> str:
    """Return a command after what must be done before it, for each of its words that is only an example."""
    return f"{next((before for word, before in _STEPS_BEFORE.items() if word in words), 'Run')}: {line}"


def targeting_options(desired: DesiredState, state: RunState, cloud: str = "") -> tuple[str, ...]:
    """Return the options without which a command would mean another tenant, another application, or other groups.

    With the ids, a colleague's machine knows the objects, too.
    """
    tenant = ("--tenant", state.identity.organization.id)
    return (*tenant, *_product(desired, cloud or state.identity.cloud_name), *_groups(desired), *_ids(desired, state))


def journaled_targets(desired: DesiredState, state: RunState, entries: Sequence[JournalEntry]) -> tuple[str, ...]:
    """Return the same for a command that didn't read the objects: with the IDs of its options, or of the journal."""
    tenant, named = ("--tenant", state.identity.organization.id), state.choices.adoption
    made, groups = list(known_ids(entries, StepId.APPLICATION).values()), known_ids(entries, StepId.GROUPS)
    words = [("--app-id", named.application or "".join(made[-1:]))]
    for group in desired.groups:
        found = named.of_group(desired, group) or groups.get(desired.group_unique_name(group), "")
        words.append(("--group-id", found and f"{group.name}={found}"))
    ids = (word for option, found in words if found for word in (option, found))
    return (*tenant, *_product(desired, state.identity.cloud_name), *_groups(desired), *ids)


def local_options(desired: DesiredState, state: RunState, tenant: str = "") -> tuple[str, ...]:
    """Return the options that a command needs on this machine, whose journal knows the objects and the groups.

    ``tenant`` is the one that the command line names; without it, the sign-in leads to the tenant again.
    """
    return (*(("--tenant", tenant) if tenant else ()), *_product(desired, state.identity.cloud_name))


def _product(desired: DesiredState, cloud: str) -> Iterator[str]:
    if cloud not in _UNNAMED_CLOUDS:
        yield from ("--cloud", cloud)
    if desired.application_name != _DEFAULTS.application_name:
        yield from ("--application-name", desired.application_name)


def _groups(desired: DesiredState) -> Iterator[str]:
    if desired.groups != _DEFAULTS.groups:
        yield from (word for group in desired.groups for word in ("--group", f"{group.name}={group.role}"))


def scim_options(desired: DesiredState, entries: Sequence[JournalEntry]) -> tuple[str, ...]:
    """Return the options that give TOTAL's SCIM address and token again.

    A command knows the address if setup from this machine stored it.
    """
    scim, stored = desired.scim, stored_address(entries, AdoptionDecisions())
    again = scim.again if scim else ("--scim-token-file", EXAMPLE_FILE)
    if again[:1] == ("--sheet",) or (stored and (scim is None or scim.url == stored.address)):
        return again
    return ("--scim-url", scim.url if scim else "URL", *again)


def _ids(desired: DesiredState, state: RunState) -> Iterator[str]:
    here, app = known_objects(state), state.observed.application
    if app and here.knows(app):
        yield from ("--app-id", app.id)
    for group in desired.groups:
        there = state.observed.groups[group.name].group if group.name in state.observed.groups else None
        if there and here.knows(there):
            yield from ("--group-id", f"{group.name}={there.id}")
