"""A tenant's history: runs, runs that go wrong, time, somebody else at work, in any order; what holds at its end."""

from __future__ import annotations

import json
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from tests.fault_injection.histories.any_history import AnyHistory
from tests.fault_injection.histories.other_admin import DEEDS
from tests.fault_injection.setup.case import MISHAPS, Mishap, Place
from total_onboard.sandbox.directory.client_secret_hashes import matches

WORDS = ("setup", "--output", "json")
RUNS_TO_THE_END = 3


class History(AnyHistory):
    """One tenant, in which set-up is run."""

    count: ClassVar[dict[str, int]] = {"histories": 0, "runs": 0, "mishaps": 0, "deeds": 0}

    def __init__(self) -> None:
        super().__init__()
        self.place = Place(self.tenant, self.home, WORDS)

    @initialize(is_set_up=st.booleans())
    def it_begins(self, is_set_up: bool) -> None:
        if is_set_up:
            self.the_admin_runs_setup()

    @rule()
    def the_admin_runs_setup(self) -> None:
        self.count["runs"] += 1
        assert self.place.runs("--adopt").status in (0, 1, 3, 5)

    @rule(mishap=st.sampled_from(MISHAPS), k=st.integers(0, 200))
    def the_admin_runs_setup_and_a_request_goes_wrong(self, mishap: Mishap, k: int) -> None:
        self.count["mishaps"] += 1
        self.place.runs_into(mishap, self.requests[k % len(self.requests)])

    @rule(outcome=st.sampled_from(DEEDS))
    def other_admin(self, outcome: str) -> None:
        self.count["deeds"] += 1
        getattr(self.other, outcome)()

    @rule(days=st.sampled_from([1, 40, 800]))
    def time_passes(self, days: int) -> None:
        self.count["deeds"] += 1
        self.other.waits(days)

    def teardown(self) -> None:
        """Whatever happened: the last run ends well, and what must hold holds."""
        try:
            self._ends_well()
            self._there_is_one_of_everything()
            self._there_is_one_secret_and_it_was_handed_off()
            self._all_is_as_wanted()
            self._objects_of_the_other_admin_are_there()
            self._a_further_run_writes_nothing()
        finally:
            super().teardown()

    def _ends_well(self) -> None:
        self.tenant.faults.clear()
        ends = []
        for _ in range(RUNS_TO_THE_END):
            ends.append(self.place.runs("--adopt"))
            if ends[-1].status == 0:
                return
        raise AssertionError("\n".join(f"{end.status}: {end.said}" for end in ends))

    def _there_is_one_of_everything(self) -> None:
        (app,) = self.other.marked("applications")
        principals = self.tenant.store.shelves["servicePrincipals"].all_current()
        assert len([one for one in principals if one["appId"] == app["appId"]]) == 1
        assert len(self.other.marked("groups", "total-onboard-total-total-admin")) == 1
        assert len(self.other.jobs) == 1
        begun = [
            a for a in self.tenant.store.shelves["applications"].all_current() if "being set up" in a["displayName"]
        ]
        assert not begun

    def _there_is_one_secret_and_it_was_handed_off(self) -> None:
        app = self.other.application
        assert app is not None
        now = f"{self.tenant.store.clock.now():%Y-%m-%dT%H:%M:%SZ}"
        ours = [one for one in app["passwordCredentials"] if one["displayName"] == "TOTAL integration"]
        (living,) = [one["keyId"] for one in ours if one["endDateTime"] > now]
        hashes = self.tenant.store.password_hashes
        assert matches(hashes[living], self._handed_off()[living])

    def _handed_off(self) -> dict[str, str]:
        """All client secrets in hand-offs, by key ID."""
        read = [json.loads(path.read_text(encoding="utf-8")) for path in self.place.home.rglob("*.totalhandoff")]
        return {one["handoff"]["client_secret_key_id"]: one["handoff"]["client_secret"] for one in read}

    def _all_is_as_wanted(self) -> None:
        (job,) = self.other.jobs
        rows = {
            row["targetAttributeName"]: row["source"]["name"]
            for ruled in job.schema["synchronizationRules"]
            for mapping in ruled["objectMappings"]
            for row in mapping["attributeMappings"]
            if mapping["sourceObjectName"] == "User"
        }
        assert rows["externalId"] == "objectId"
        assert job.state == "Active"
        app, store = self.other.application, self.tenant.store
        assert app is not None
        assert self.tenant.sheet_values.redirect_uri in app["web"]["redirectUris"]
        (principal,) = [p for p in store.shelves["servicePrincipals"].all_current() if p["appId"] == app["appId"]]
        assert principal["appRoleAssignmentRequired"]

    def _objects_of_the_other_admin_are_there(self) -> None:
        apps = {app["id"]: app for app in self.tenant.store.shelves["applications"].all_current()}
        for app, uri in self.other.uris:
            assert uri in apps[app]["web"]["redirectUris"]
        for app, key in self.other.secrets:
            assert key in {one["keyId"] for one in apps[app]["passwordCredentials"]}
        for group, member in self.other.members:
            assert member in self.tenant.store.members[group]

    def _a_further_run_writes_nothing(self) -> None:
        seen = len(self.tenant.requests)
        end = self.place.runs("--adopt")
        assert end.status == 0, end.said
        writes = [
            f"{r.method} {r.path}" for r in self.tenant.requests[seen:] if r.host == "graph" and r.method != "GET"
        ]
        assert not writes
