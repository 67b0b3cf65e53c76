"""Whatever a stranger sends as a file: a clear error, soon, and with little memory."""

from __future__ import annotations

import json
import time
import tracemalloc
from base64 import urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.exchange import samples
from total_onboard.core.errors import BadSheet, BadValue
from total_onboard.exchange.handoff.received_handoff import plain_handoff
from total_onboard.exchange.handoff.sealed_handoff import is_sealed, read_sealed
from total_onboard.exchange.keys.trusted_keys import load_trusted_keys
from total_onboard.exchange.value_sheet import signature
from total_onboard.exchange.value_sheet.sheet_file import read_sheet

MEGABYTE = 1_000_000


def a_sheet(file: Path) -> object:
    return read_sheet(file, samples.trusted_file(file.parent, samples.KEYS), allow_unsigned=True)


def a_handoff(file: Path) -> object:
    return read_sealed(file).opened(samples.KEYS.handoff) if is_sealed(file) else plain_handoff(file)


READERS = pytest.mark.parametrize("read", [a_sheet, a_handoff, load_trusted_keys])


def refused(content: bytes, read: Callable[[Path], object]) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "from-a-stranger"
        file.write_bytes(content)
        with pytest.raises((BadSheet, BadValue)) as refusal:
            read(file)
        assert refusal.value.remedy


def segment(content: bytes) -> bytes:
    return urlsafe_b64encode(content).rstrip(b"=")


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=20,
)
names = st.sampled_from(["alg", "typ", "kid", "enc", "epk", "filing", "zip", "crit", "b64", "p2c", "keys", "format"])
headers = st.dictionaries(names | st.text(max_size=5), json_values, max_size=8)


@READERS
@settings(max_examples=150, deadline=2000)
@given(content=st.binary(max_size=400))
def test_any_bytes(read: Callable[[Path], object], content: bytes) -> None:
    if read is load_trusted_keys and content.strip() == b'{"keys":[]}':
        return
    refused(content, read)


@READERS
@settings(max_examples=150, deadline=2000)
@given(document=headers, rest=st.lists(st.binary(max_size=80), min_size=2, max_size=4))
def test_any_header_before_any_segments(
    read: Callable[[Path], object], document: dict[str, object], rest: list[bytes]
) -> None:
    known = {"alg": "Ed25519", "typ": signature.TYP, "kid": samples.KEYS.public.signing.kid}
    for header in (document, known | document, document | known):
        refused(b".".join(segment(part) for part in (json.dumps(header).encode(), *rest)), read)


@settings(max_examples=150, deadline=2000)
@given(document=json_values)
def test_any_document_with_a_good_signature(document: object) -> None:
    refused(samples.forged(json.dumps(document).encode()).encode(), a_sheet)


HUGE = {
    "deep lists": b"[" * 400_000,
    "deep objects": b'{"a":' * 150_000,
    "a deep header": segment(b'{"alg":' + b"[" * 300_000) + b".e30.AAAA",
    "a deep sealed header": segment(b'{"alg":' + b"[" * 300_000) + b".AAAA.AAAA.AAAA.AAAA",
    "a huge number": b'{"format": ' + b"9" * 900_000 + b"}",
    "a number with a huge exponent": b'{"format": 1e999999999}',
    "many names": b"{" + b",".join(b'"%d":1' % number for number in range(80_000)) + b"}",
    "the same name twice": b'{"format":"total-value-sheet/v1","customer":"A","customer":"B","redirect_uris":["https://a.b/c"]}',
    "not a number": b'{"format": NaN}',
    "many dots": b"." * 900_000,
    "deep TOML": b"a = " + b"[" * 400_000,
    "dotted TOML": b".".join([b"a"] * 100_000) + b" = 1",
    "half a character": b'{"format": "\\ud800"}',
    "nothing": b"",
    "a megabyte and a half": b"A" * 1_500_000,
    "a hundred megabytes of blanks": b" " * 100 * MEGABYTE,
}


@READERS
@pytest.mark.parametrize("name", HUGE)
def test_what_is_made_to_exhaust_us_does_not(read: Callable[[Path], object], name: str) -> None:
    refused(b"{", read)
    tracemalloc.start()
    before, begin = tracemalloc.get_traced_memory()[0], time.process_time()
    content = HUGE[name]
    refused(content, read)
    spent = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()
    assert time.process_time() - begin < 5
    assert spent < 60 * MEGABYTE
