"""A Merkle tree that only grows, and its heads. Source: RFC 6962 §2.1, with SHA-256.

Everywhere ``leaves`` are leaf hashes as `hash_leaf` makes them. A verifier has all leaves and recomputes the heads,
so the shorter proofs of RFC 6962 are not needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

DIGEST = 32
EMPTY = sha256(b"").digest()
SIZE_BYTES = 8


def hash_leaf(data: bytes) -> bytes:
    """Return the hash of a leaf's data; its prefix keeps a leaf from being passed off as a node."""
    return sha256(b"\0" + data).digest()


def hash_node(left: bytes, right: bytes) -> bytes:
    """Return the hash of the node above two hashes."""
    return sha256(b"\1" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Peaks:
    """The part of a tree that its growth needs: the roots of its perfect subtrees, left to right.

    One root for each 1 in the binary size, so at most 64; appending and the head cost O(log n).
    """

    size: int = 0
    roots: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> Peaks:
        """Return the tree with one more leaf at its right end."""
        grown, rest, kept = leaf, self.size, len(self.roots)
        while rest & 1:
            kept -= 1
            grown = hash_node(self.roots[kept], grown)
            rest >>= 1
        return Peaks(self.size + 1, (*self.roots[:kept], grown))

    def head(self) -> bytes:
        """Return the root of the whole tree, 32 bytes; the hash of nothing for an empty tree."""
        if not self.roots:
            return EMPTY
        found = self.roots[-1]
        for root in reversed(self.roots[:-1]):
            found = hash_node(root, found)
        return found

    def to_bytes(self) -> bytes:
        """Return the size in eight bytes, big-endian, followed by the roots."""
        return self.size.to_bytes(SIZE_BYTES, "big") + b"".join(self.roots)

    @classmethod
    def from_bytes(cls, data: bytes) -> Peaks:
        """Return the peaks that `to_bytes` wrote.

        Raises:
            ValueError: The number of bytes does not fit the size.
        """
        size = int.from_bytes(data[:SIZE_BYTES], "big")
        if len(data) != SIZE_BYTES + DIGEST * size.bit_count():
            raise ValueError(f"{len(data)} bytes are not the peaks of {size} leaves")
        return cls(size, tuple(data[at : at + DIGEST] for at in range(SIZE_BYTES, len(data), DIGEST)))


def tree_peaks(leaves: Iterable[bytes]) -> Peaks:
    """Return the peaks of the tree over these leaves."""
    grown = Peaks()
    for leaf in leaves:
        grown = grown.append(leaf)
    return grown


def merkle_root(leaves: Iterable[bytes]) -> bytes:
    """Return the head of the tree over these leaves."""
    return tree_peaks(leaves).head()
