from __future__ import annotations

from datetime import timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

from total_onboard.sandbox import load_persona
from total_onboard.sandbox.clock import SandboxClock
from total_onboard.sandbox.directory.seed import seeded_store
from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.http.base_urls import Addresses
from total_onboard.sandbox.sign_in.access_tokens import LIFETIME, AccessTokens, InvalidToken, new_signing_key

ADDRESSES = Addresses("https://localhost:1", "https://localhost:2", "https://localhost:3")
CLIENT = "14d82eec-204b-4c2f-b7e8-296a70dab67e"


@pytest.fixture
def store() -> Store:
    return seeded_store(load_persona("ready"), SandboxClock(), seed=0)


@pytest.fixture
def tokens(store: Store) -> AccessTokens:
    return AccessTokens(store, ADDRESSES)


@pytest.fixture
def ada(store: Store) -> Body:
    return next(store.users.all_current())


def keys_of(tokens: AccessTokens) -> KeySet:
    return KeySet([RSAKey.import_key(key) for key in tokens.public_keys()["keys"]])


def test_a_relying_party_can_check_an_id_token_with_the_published_keys(tokens: AccessTokens, ada: Body) -> None:
    token = tokens.issue_id_token(ada, CLIENT, ["openid", "profile"], nonce="n")

    claims = jwt.decode(token, keys_of(tokens), algorithms=["RS256"]).claims

    assert (claims["iss"], claims["aud"], claims["nonce"]) == (tokens.issuer, CLIENT, "n")


def test_published_keys_cannot_sign(tokens: AccessTokens) -> None:
    assert all("d" not in key for key in tokens.public_keys()["keys"])


def test_an_id_token_names_the_person_only_with_the_scope_profile(tokens: AccessTokens, ada: Body) -> None:
    bare = tokens.issue_id_token(ada, CLIENT, ["openid"], nonce=None)

    assert "oid" not in jwt.decode(bare, keys_of(tokens), algorithms=["RS256"]).claims


def test_graph_refuses_an_id_token(tokens: AccessTokens, ada: Body) -> None:
    with pytest.raises(InvalidToken, match="audience"):
        tokens.verify(tokens.issue_id_token(ada, CLIENT, ["openid"], nonce=None))


def test_graph_refuses_a_token_that_has_expired(tokens: AccessTokens, store: Store, ada: Body) -> None:
    token = tokens.issue_delegated(ada, ["User.Read"], CLIENT)
    store.clock.leap(LIFETIME - timedelta(seconds=5))
    tokens.verify(token)
    store.clock.leap(timedelta(seconds=10))

    with pytest.raises(InvalidToken, match="expired"):
        tokens.verify(token)


def test_all_tokens_can_be_ended_and_new_ones_work(tokens: AccessTokens, ada: Body) -> None:
    old = tokens.issue_delegated(ada, ["User.Read"], CLIENT)
    tokens.end_all()

    with pytest.raises(InvalidToken, match="expired"):
        tokens.verify(old)
    assert tokens.verify(tokens.issue_delegated(ada, ["User.Read"], CLIENT)).oid == ada["id"]


@pytest.mark.parametrize("text", ["", "nonsense", "a.b.c"])
def test_graph_refuses_what_is_no_token(tokens: AccessTokens, text: str) -> None:
    with pytest.raises(InvalidToken):
        tokens.verify(text)


def test_graph_refuses_a_token_that_another_admin_signed(tokens: AccessTokens, store: Store, ada: Body) -> None:
    stranger = AccessTokens(store, ADDRESSES, new_signing_key())

    with pytest.raises(InvalidToken):
        tokens.verify(stranger.issue_delegated(ada, ["User.Read"], CLIENT))


def test_graph_refuses_the_token_of_another_tenant_which_is_signed_with_the_same_key(
    tokens: AccessTokens, store: Store, ada: Body
) -> None:
    elsewhere = AccessTokens(store, Addresses("https://localhost:4", "https://localhost:5", "https://localhost:6"))
    assert elsewhere.public_keys()["keys"][0]["n"] == tokens.public_keys()["keys"][0]["n"]

    with pytest.raises(InvalidToken, match="audience"):
        tokens.verify(elsewhere.issue_delegated(ada, ["User.Read"], CLIENT))


def test_graph_refuses_a_signature_made_with_the_public_key_as_a_password(tokens: AccessTokens) -> None:
    public = RSAKey.import_key(tokens.public_keys()["keys"][0]).as_pem(private=False)
    forged = jwt.encode({"alg": "HS256"}, {"aud": ADDRESSES.graph}, OctKey.import_key(public.hex()))

    with pytest.raises(InvalidToken):
        tokens.verify(forged)
