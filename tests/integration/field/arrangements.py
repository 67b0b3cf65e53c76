"""Circumstances that data alone cannot say, by the name under which ``cases.yaml`` asks for them."""

from __future__ import annotations

import textwrap
import time
from datetime import timedelta
from typing import Final

from tests.integration.field.case import Arrangement, Scene
from tests.integration.field.keyrings import BackEndPanic, NoLogonSession, hangs, keeps_nothing, raises
from tests.unit.exchange.samples import NOW, handoff
from total_onboard.commands.session.handoff_delivery import write_handoff
from total_onboard.core.secret import SecretText
from total_onboard.exchange.keys.trusted_keys import load_trusted_keys
from total_onboard.exchange.ledger.ledger import Ledger
from total_onboard.exchange.value_sheet.signature import verify_sheet
from total_onboard.sandbox.console.state import console_of
from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.provisioning.job import Job
from total_onboard.sandbox.provisioning.service import synchronization_service
from total_onboard.scim.removal_test import PREFIX

ARRANGEMENTS: Final[dict[str, Arrangement]] = {}


def arrangement(function: Arrangement) -> Arrangement:
    """Make a function known under its name."""
    ARRANGEMENTS[function.__name__] = function
    return function


@arrangement
def someone_generated_a_new_scim_token(scene: Scene) -> None:
    """In TOTAL's console; the one that the administrator has no longer opens anything."""
    scene.tenant.total_takes_the_scim_token("another-t0ken-of-the-console")


@arrangement
def bo_left_the_admin_group_a_cycle_ago(scene: Scene) -> None:
    """Bo was at TOTAL with an account; Microsoft's next cycle has tried to deactivate it."""
    bo_left_the_admin_group_just_now(scene)
    _let_a_cycle_run(scene, _job(scene))


@arrangement
def bo_left_under_the_name_of_a_test_account(scene: Scene) -> None:
    """Bo had the user name changed to one as removal tests use it, and left."""
    store, bo = scene.tenant.store, _bo(scene)
    renamed = {**bo, "userPrincipalName": f"{PREFIX}0123456789ab-a@contoso.com"}
    scene.tenant.between_requests(lambda: store.users.put(renamed, replicated=True))
    bo_left_the_admin_group_a_cycle_ago(scene)


@arrangement
def bo_left_the_admin_group_just_now(scene: Scene) -> None:
    """Bo is at TOTAL with an account, and no cycle of Microsoft's came since."""
    store, bo = scene.tenant.store, _bo_at_total(scene)
    (group,) = (one for one in store.groups.all_current() if one["displayName"] == "TOTAL-Admin")
    scene.tenant.between_requests(lambda: store.members[group["id"]].remove(bo["id"]))


@arrangement
def bo_was_deleted_just_now(scene: Scene) -> None:
    """Delete the account, so that it is in no group."""
    bo_left_the_admin_group_just_now(scene)
    store, bo = scene.tenant.store, _bo(scene)
    scene.tenant.between_requests(lambda: store.users.remove(bo["id"]))


@arrangement
def bo_was_disabled_just_now(scene: Scene) -> None:
    """Disable the account, which is still in the admin group."""
    store, bo = scene.tenant.store, _bo_at_total(scene)
    scene.tenant.between_requests(lambda: store.users.put({**bo, "accountEnabled": False}, replicated=True))


@arrangement
def no_scim_values_are_set(scene: Scene) -> None:
    """Leave neither address nor token in the environment."""
    scene.environment.update(TOTAL_ONBOARD_SCIM_URL=None, TOTAL_ONBOARD_SCIM_TOKEN=None)


def _bo_at_total(scene: Scene) -> Body:
    """Bo, after a cycle that made the account at TOTAL."""
    _let_a_cycle_run(scene, _job(scene))
    bo, accounts = _bo(scene), console_of(scene.tenant.store, scene.tenant.addresses.total).accounts
    assert bo["userPrincipalName"] in [account.user_name for account in accounts.people()]
    return bo


def _bo(scene: Scene) -> Body:
    """Found by the display name, which no arrangement changes."""
    (bo,) = (one for one in scene.tenant.store.users.all_current() if one["displayName"] == "Bo Andersson")
    return bo


def _job(scene: Scene) -> Job:
    service = synchronization_service(scene.tenant.store)
    (job,) = (job for jobs in service.jobs.values() for job in jobs.values())
    return job


def _let_a_cycle_run(scene: Scene, job: Job) -> None:
    """One that begins now, and not one that is at work already."""
    now = scene.tenant.store.clock.now()
    deadline = time.monotonic() + 60
    while not job.last_execution or job.last_execution.began < now:
        assert time.monotonic() < deadline
        scene.tenant.between_requests(lambda: scene.tenant.store.clock.leap(timedelta(minutes=5)))
        time.sleep(0.2)


@arrangement
def a_crowd_administers_total(scene: Scene) -> None:
    """Make everybody a member of the admin group: more people than fit into one page."""

    def join() -> None:
        store = scene.tenant.store
        (group,) = [one["id"] for one in store.groups.all_current() if one["displayName"] == "TOTAL-Admin"]
        store.members[group] = [one["id"] for one in store.users.all_current()]

    scene.tenant.between_requests(join)


@arrangement
def total_issued_a_sheet(scene: Scene) -> None:
    """Let a representative on this machine sign new.totalsheet for the tenant, without SCIM values."""
    scene.environment.update(TOTAL_ONBOARD_KEY_PASSPHRASE="a passphrase of the representative")
    keys = scene.types("keys create --name total-emea")
    trusted = scene.home / "total-emea.jwk"
    trusted.write_text(scene.types("keys show total-emea --public").out, encoding="utf-8")
    scene.environment.update(TOTAL_ONBOARD_TRUSTED_KEYS=str(trusted))
    sheet = scene.types(
        "value-sheet create --customer Contoso --tenant {tenant_id} --key total-emea --redirect-uri {redirect_uri} "
        "--out new.totalsheet --no-input"
    )
    assert (keys.status, sheet.status) == (0, 0), keys.err + sheet.err


@arrangement
def setup_answered_the_sheet(scene: Scene) -> None:
    """Run setup with the sheet once more; its receipt is the hand-off."""
    ended = scene.types("setup --sheet new.totalsheet --handoff receipt.totalhandoff --yes")
    assert ended.status == 0, ended.err


@arrangement
def only_a_scim_token_is_set(scene: Scene) -> None:
    """Leave the token in the environment without its address."""
    scene.environment.update(TOTAL_ONBOARD_SCIM_URL=None, TOTAL_ONBOARD_SCIM_TOKEN="lonely-t0ken")


@arrangement
def only_a_wrong_scim_token_is_set(scene: Scene) -> None:
    """Leave a token in the environment that can be none, without an address."""
    scene.environment.update(TOTAL_ONBOARD_SCIM_URL=None, TOTAL_ONBOARD_SCIM_TOKEN="Bearer lonely-t0ken")


@arrangement
def only_a_scim_address_is_set(scene: Scene) -> None:
    """Leave the address in the environment without its token."""
    scene.environment.update(TOTAL_ONBOARD_SCIM_TOKEN=None)


@arrangement
def a_colleague_who_may_consent_signs_in(scene: Scene) -> None:
    """From now on, codes are approved by Dana, who holds the role that may consent."""
    store = scene.tenant.store
    store.persona = store.persona.model_copy(update={"signs_in": "dana@contoso.com"})


@arrangement
def the_admin_group_is_in_a_restricted_unit(scene: Scene) -> None:
    """Put the admin group into a restricted management administrative unit."""

    def move() -> None:
        store = scene.tenant.store
        (group,) = [one for one in store.groups.all_current() if one["displayName"] == "TOTAL-Admin"]
        store.groups.put({**group, "isManagementRestricted": True}, replicated=True)

    scene.tenant.between_requests(move)


@arrangement
def invalid_secret_months(scene: Scene) -> None:
    """Set what can be no value in the environment."""
    scene.environment.update(TOTAL_ONBOARD_SECRET_MONTHS="abc")


@arrangement
def invalid_scim_token_ends(scene: Scene) -> None:
    """Set what can be no value in the environment."""
    scene.environment.update(TOTAL_ONBOARD_SCIM_TOKEN_ENDS="soon")


@arrangement
def invalid_redirect_uri(scene: Scene) -> None:
    """Set an address in the environment that no sign-in may lead back to."""
    scene.environment.update(TOTAL_ONBOARD_REDIRECT_URI="ftp://wrong")


@arrangement
def the_scim_address_is_not_set(scene: Scene) -> None:
    """Leave TOTAL's real token in the environment without its address."""
    scene.environment.update(TOTAL_ONBOARD_SCIM_URL=None)


@arrangement
def setup_ran_without_scim_values(scene: Scene) -> None:
    """Run setup before TOTAL gave the values; the token comes later."""
    kept = scene.environment["TOTAL_ONBOARD_SCIM_TOKEN"]
    scene.environment.update(TOTAL_ONBOARD_SCIM_URL=None, TOTAL_ONBOARD_SCIM_TOKEN=None)
    assert scene.types("setup --yes").status == 5
    scene.environment.update(TOTAL_ONBOARD_SCIM_TOKEN=kept)


@arrangement
def invalid_admin(scene: Scene) -> None:
    """Set a person in the environment who can be none."""
    scene.environment.update(TOTAL_ONBOARD_ADMIN="../../me")


@arrangement
def invalid_group(scene: Scene) -> None:
    """Set a group without a role in the environment."""
    scene.environment.update(TOTAL_ONBOARD_GROUP="TOTAL-Admin")


@arrangement
def secret_months_out_of_range(scene: Scene) -> None:
    """Set a number in the environment that no secret may live."""
    scene.environment.update(TOTAL_ONBOARD_SECRET_MONTHS="99")


@arrangement
def two_handoffs_answer_the_sheet(scene: Scene) -> None:
    """Write older.totalhandoff and newer.totalhandoff to new.totalsheet; TOTAL has opened the newer one."""
    trusted = load_trusted_keys(scene.home / "total-emea.jwk")
    recipient = verify_sheet((scene.home / "new.totalsheet").read_text(), "new.totalsheet", trusted).sheet.recipient
    issuer = f"https://login.microsoftonline.com/{scene.tenant.store.tenant_id}/v2.0"
    values = {"tenant_id": scene.tenant.store.tenant_id, "issuer": issuer, "recipient": recipient}
    for name, age in (("older", 2), ("newer", 1)):
        made = {"created_at": NOW - timedelta(days=age), "discovery_url": f"{issuer}/.well-known/openid-configuration"}
        write_handoff(handoff().model_copy(update=values | made), scene.home / f"{name}.totalhandoff")
    assert scene.types("handoff open newer.totalhandoff --output json").status == 0
    scene.notes["newer_date"] = f"{NOW - timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}"


@arrangement
def mail_wrapped_the_older_handoff(scene: Scene) -> None:
    """Quote it in lines of 70 characters, with a mark in front."""
    file = scene.home / "older.totalhandoff"
    lines = textwrap.wrap(file.read_text(encoding="utf-8"), 70)
    file.write_text("".join(f"> {line}\r\n" for line in lines), encoding="utf-8-sig")


@arrangement
def the_sheet_was_withdrawn(scene: Scene) -> None:
    """Let a colleague withdraw it."""
    assert scene.types("value-sheet withdraw new.totalsheet --reason 'sent to Fabrikam'").status == 0


@arrangement
def the_ledger_is_another_one(scene: Scene) -> None:
    """Use a ledger in which nothing was issued."""
    address = f"sqlite:///{scene.home}/another.sqlite3"
    Ledger.open(SecretText(address))
    scene.environment.update(TOTAL_ONBOARD_LEDGER_URL=address)


@arrangement
def the_ledger_is_damaged(scene: Scene) -> None:
    """Put other bytes in its place."""
    damaged = scene.home / "damaged.sqlite3"
    damaged.write_bytes(b"no database " * 500)
    damaged.chmod(0o600)
    scene.environment.update(TOTAL_ONBOARD_LEDGER_URL=f"sqlite:///{damaged}")


@arrangement
def the_ledger_is_unreachable(scene: Scene) -> None:
    """Name a database on a port where nothing listens."""
    scene.environment.update(TOTAL_ONBOARD_LEDGER_URL="postgresql://ada:canary-pass@127.0.0.1:1/total")


@arrangement
def the_keyring_raises_an_exception(scene: Scene) -> None:
    """As on Windows over SSH; the text has several lines."""
    scene.keyring = raises(NoLogonSession(1312, "CredRead", "A specified logon session\ndoes not exist."))


@arrangement
def the_keyring_raises_what_is_no_exception(scene: Scene) -> None:
    """As a back end does that is not written in Python."""
    scene.keyring = raises(BackEndPanic("the bus is gone"))


@arrangement
def the_keyring_hangs(scene: Scene) -> None:
    """As a locked collection on a server does."""
    scene.keyring = hangs()


@arrangement
def the_keyring_keeps_nothing(scene: Scene) -> None:
    """As a back end does whose session ended."""
    scene.keyring = keeps_nothing()


@arrangement
def the_client_secret_is_its_id(scene: Scene) -> None:
    """Copy the wrong column of the portal's table of client secrets."""
    (application,) = [one for one in scene.tenant.store.applications.all_current() if one["displayName"] == "TOTAL"]
    (secret,) = application["passwordCredentials"]
    scene.environment.update(TOTAL_ONBOARD_CLIENT_SECRET=secret["keyId"])
