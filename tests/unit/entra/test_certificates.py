"""Certificates with one defect each: the reason that is given, its remedy, and where the reason is kept."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from total_onboard.core.platforms.tls import ssl_context
from total_onboard.entra.clouds import Cloud, custom_cloud
from total_onboard.entra.graph.errors import Unreachable
from total_onboard.entra.http.connection_problems import causes, certificate_problem
from total_onboard.entra.sign_in.msal_http import http_for_msal
from total_onboard.entra.tls_probe import NotReached, TlsProblem, probe_tls

from .bad_certificates import DEFECTS, serving
from .gateway import me, using

SAID = {
    "expired": ("certificate has expired", "date and time"),
    "not-yet-valid": ("certificate is not yet valid", "date and time"),
    "wrong-host": ("elsewhere.example|mismatch", "spelling"),
    "no-authority-key-identifier": ("Missing Authority Key Identifier", "RFC 5280"),
    "unknown-issuer": ("issuer|self-signed|unable to verify", "TOTAL_ONBOARD_CA_BUNDLE"),
}


@pytest.fixture(params=SAID)
def defect(request: pytest.FixtureRequest) -> str:
    """Each defect in turn."""
    return str(request.param)


@pytest.fixture
def host(defect: str, tmp_path: Path) -> Iterator[tuple[Cloud, Path]]:
    """A cloud whose certificate has the defect, and what its clients trust."""
    with serving(defect, tmp_path) as (origin, trusted):
        yield custom_cloud(origin, origin), trusted


@pytest.mark.usefixtures("pauses")
def test_each_defect_gives_openssls_reason_and_its_own_remedy(
    host: tuple[Cloud, Path], defect: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="total_onboard.calls")
    cloud, trusted = host
    with pytest.raises(Unreachable, match=SAID[defect][0]) as caught:
        using(me, cloud=cloud, ca_bundle=trusted)
    assert SAID[defect][1] in caught.value.remedy
    assert ("CA_BUNDLE" in caught.value.remedy) is (defect == "unknown-issuer")
    (record, *_) = [one for one in caplog.records if hasattr(one, "call")]
    assert record.call.reason and record.call.reason in record.getMessage()


def test_sign_in_and_the_checks_refuse_the_same_certificates(host: tuple[Cloud, Path], defect: str) -> None:
    cloud, trusted = host
    with pytest.raises(Exception, match="CERTIFICATE_VERIFY_FAILED") as caught:
        http_for_msal(trusted).get(cloud.graph_url)
    problem = certificate_problem(caught.value)
    with pytest.raises(NotReached) as missed:
        asyncio.run(probe_tls(cloud.graph_url, ssl_context(trusted)))
    assert problem is not None
    assert (missed.value.trouble, missed.value.remedy) == (TlsProblem.BAD_CERTIFICATE, problem.remedy)
    assert SAID[defect][1] in problem.remedy


def test_a_good_certificate_is_accepted(tmp_path: Path) -> None:
    with serving("none", tmp_path) as (origin, trusted):
        assert using(me, cloud=custom_cloud(origin, origin), ca_bundle=trusted).id == "ada"


def test_system_store_and_bundle_are_equally_strict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving("no-authority-key-identifier", tmp_path) as (origin, trusted):
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        ssl_context.cache_clear()
        system = ssl_context(None)
        ssl_context.cache_clear()
        with pytest.raises(NotReached, match="Authority Key Identifier"):
            asyncio.run(probe_tls(origin, system))
        assert system.verify_flags == ssl_context(trusted).verify_flags
        assert system.verify_flags & ssl.VERIFY_X509_STRICT


@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        ("“localhost” certificate is not trusted", "CA_BUNDLE"),
        ("A required certificate is not within its validity period when verifying", "date and time"),
        ("The certificate's CN name does not match the passed value", "spelling"),
        ("EE certificate key too weak", "2,048"),
        ("certificate revoked", "revoked"),
        ("Basic Constraints of CA cert not marked critical", "RFC 5280"),
        ("", "RFC 5280"),
    ],
)
def test_words_of_each_operating_system_are_classified(said: str, remedy: str) -> None:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_message = said
    problem = certificate_problem(error)
    assert problem is not None and remedy in problem.remedy


def test_error_that_led_to_itself_is_looked_at_once() -> None:
    first, second = OSError("first"), OSError("second")
    first.__cause__, second.__context__ = second, first
    assert list(causes(first)) == [first, second]
    assert certificate_problem(first) is None


def test_defects_and_expectations_cover_each_other() -> None:
    assert DEFECTS.keys() == {"none", *SAID}
