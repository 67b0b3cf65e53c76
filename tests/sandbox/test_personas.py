from __future__ import annotations

import pytest

from total_onboard.sandbox import Persona, load_persona, persona_names
from total_onboard.sandbox.clock import SandboxClock
from total_onboard.sandbox.directory.catalog import plan_id, role_template_id
from total_onboard.sandbox.directory.seed import seeded_store
from total_onboard.sandbox.directory.store import Store

PROMISED = {
    "ready", "split-duties", "free-tier", "p2-pim", "no-roles", "secret-policy", "secrets-blocked",
    "device-code-blocked", "already-there", "half-done", "drifted", "large", "slow-replication", "throttled", "usgov",
    "mixed-members", "prepared-group", "prepared-registration", "prepared-application", "owned-by-another",
    "hostile-names", "foreign-device-page", "foreign-endpoints", "prepared-dynamic-group", "prepared-role-group",
    "lenient-total", "china", "governed-admins", "multi-geo",
}  # fmt: skip
CONSENT_TO_APPLICATION_PERMISSIONS = {
    role_template_id("Global Administrator"),
    role_template_id("Privileged Role Administrator"),
}


def tenant_of(name: str) -> Store:
    return seeded_store(load_persona(name), SandboxClock(), seed=0)


def roles_of(store: Store, upn: str) -> set[str]:
    return {
        role
        for user in store.users.all_current()
        if user["userPrincipalName"] == upn
        for role in store.active_roles[user["id"]]
    }


def test_every_persona_of_the_design_is_there() -> None:
    assert set(persona_names()) == PROMISED


@pytest.mark.parametrize("name", sorted(PROMISED - {"large"}))
def test_every_persona_becomes_a_tenant_whose_administrator_is_in_its_own_domain(name: str) -> None:
    store = tenant_of(name)

    upns = {user["userPrincipalName"] for user in store.users.all_current()}
    domains = {domain["name"] for domain in store.organization["verifiedDomains"]}

    assert store.persona.administrator.upn in upns
    assert {upn.partition("@")[2] for upn in upns} <= domains


def test_the_same_seed_gives_the_same_tenant_and_another_seed_another() -> None:
    persona = load_persona("ready")

    first, again, other = (seeded_store(persona, SandboxClock(), seed) for seed in (1, 1, 2))

    assert first.dump() == again.dump()
    assert first.tenant_id != other.tenant_id


def test_an_unknown_persona_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        load_persona("nobody")


def test_an_unknown_word_in_a_persona_is_refused() -> None:
    with pytest.raises(ValueError, match="colour"):
        Persona.model_validate({"title": "x", "people": [], "colour": "blue"})


def test_with_split_duties_whoever_signs_in_cannot_consent_but_another_admin_can() -> None:
    store = tenant_of("split-duties")
    administrator = store.persona.administrator.upn

    able = {
        user["userPrincipalName"]
        for user in store.users.all_current()
        if CONSENT_TO_APPLICATION_PERMISSIONS & set(store.active_roles[user["id"]])
    }

    assert able
    assert administrator not in able
    assert roles_of(store, administrator) == {
        role_template_id("Application Administrator"),
        role_template_id("Groups Administrator"),
    }


def test_without_roles_whoever_signs_in_holds_none() -> None:
    store = tenant_of("no-roles")

    assert roles_of(store, store.persona.administrator.upn) == set()


def test_with_pim_the_role_is_eligible_and_not_active() -> None:
    store = tenant_of("p2-pim")
    administrator = next(store.users.all_current())

    assert store.active_roles[administrator["id"]] == []
    assert store.eligible_roles[administrator["id"]] == [role_template_id("Global Administrator")]


def test_the_free_tier_has_premium_plans_in_meeting_rooms_alone() -> None:
    premium = {plan_id("AAD_PREMIUM"), plan_id("AAD_PREMIUM_P2")}

    with_premium = [
        sku["skuPartNumber"]
        for sku in tenant_of("free-tier").subscribed_skus
        if premium & {plan["servicePlanId"] for plan in sku["servicePlans"]}
    ]

    assert with_premium == ["MEETING_ROOM"]


def test_the_large_tenant_is_large() -> None:
    store = tenant_of("large")

    assert sum(1 for _ in store.users.all_current()) > 100_000
    assert sum(1 for _ in store.groups.all_current()) >= 50_000


def test_a_secret_policy_shows_as_graph_shows_it() -> None:
    policy = tenant_of("secret-policy").app_management_policy

    assert policy["isEnabled"] is True
    assert policy["applicationRestrictions"]["passwordCredentials"][0]["maxLifetime"] == "P180D"


def test_what_someone_made_by_hand_has_its_members_and_owners() -> None:
    store = tenant_of("already-there")
    group = next(store.groups.all_current())
    application = next(store.applications.all_current())

    assert [store.users.truth(member)["mail"] for member in store.members[group["id"]]] == ["cleo@contoso.com"]  # type: ignore[index]
    assert len(store.owners[application["id"]]) == 1
    assert application["applicationTemplateId"] is None


@pytest.mark.parametrize("name", ["prepared-group", "prepared-application", "owned-by-another", "hostile-names"])
def test_prepared_object_of_a_hostile_persona_belongs_to_a_user_without_a_role(name: str) -> None:
    store = tenant_of(name)
    owned = [owners for object_id, owners in store.owners.items() if object_id in prepared_ids(store)]

    assert owned
    assert all(mallory(store)["id"] in owners for owners in owned)
    assert roles_of(store, "mallory@contoso.com") == set()


def test_plain_registration_has_a_secret_and_no_template() -> None:
    application = next(tenant_of("prepared-registration").applications.all_current())

    assert application["applicationTemplateId"] is None
    assert application["uniqueName"] == "total-onboard-total"
    assert application["passwordCredentials"]


def test_persona_names_the_ids_of_its_prepared_objects() -> None:
    store = tenant_of("owned-by-another")
    application, group = next(store.applications.all_current()), next(store.groups.all_current())

    assert store.persona.prepared == (
        ("application", application["id"], application["appId"]),
        ("group", group["id"], ""),
    )


def test_hostile_names_reach_every_kind_of_object() -> None:
    store = tenant_of("hostile-names")
    names = [
        store.organization["displayName"],
        next(store.applications.all_current())["displayName"],
        next(store.applications.all_current())["passwordCredentials"][0]["displayName"],
        next(store.groups.all_current())["displayName"],
        mallory(store)["displayName"],
    ]

    assert all("\x1b" in name and "[" in name for name in names)


def prepared_ids(store: Store) -> set[str]:
    return {one.object_id for one in store.persona.prepared}


def mallory(store: Store) -> dict[str, object]:
    return next(user for user in store.users.all_current() if user["userPrincipalName"] == "mallory@contoso.com")
