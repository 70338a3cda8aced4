"""The tree of the journal: RFC 6962 as others compute it."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.evidence.journal.rules import merkle
from luoshi.evidence.journal.rules.merkle import Peaks, hash_leaf

# The eight inputs with which the implementations of certificate transparency are tested, and what those expect.
DATA = [
    bytes.fromhex(name)
    for name in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
LEAVES = [hash_leaf(leaf) for leaf in DATA]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def naive(data):
    """The definition, word for word."""
    if not data:
        return hashlib.sha256(b"").digest()
    if len(data) == 1:
        return hashlib.sha256(b"\x00" + data[0]).digest()
    k = 1
    while k * 2 < len(data):
        k *= 2
    return hashlib.sha256(b"\x01" + naive(data[:k]) + naive(data[k:])).digest()


def grown(count):
    return [hash_leaf(str(number).encode()) for number in range(count)]


def test_the_roots_are_those_that_others_compute():
    assert [merkle.merkle_root(LEAVES[:size]).hex() for size in range(1, 9)] == ROOTS
    assert merkle.merkle_root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@given(st.lists(st.binary(max_size=40), max_size=70))
def test_the_root_is_that_of_the_definition(data):
    assert merkle.merkle_root(map(hash_leaf, data)) == naive(data)


@given(st.integers(0, 300), st.integers(0, 40))
def test_peaks_written_down_grow_as_if_never_put_away(before, after):
    leaves = grown(before + after)
    kept = Peaks.from_bytes(merkle.tree_peaks(leaves[:before]).to_bytes())
    for leaf in leaves[before:]:
        kept = kept.append(leaf)
    assert kept == merkle.tree_peaks(leaves)
    assert len(kept.roots) == kept.size.bit_count()


@pytest.mark.parametrize("data", [b"", b"\0" * 7, b"\0" * 9, (3).to_bytes(8, "big") + b"\0" * 32, b"\xff" * 40])
def test_damaged_peaks_are_refused(data):
    with pytest.raises(ValueError, match="are not the peaks of"):
        Peaks.from_bytes(data)
