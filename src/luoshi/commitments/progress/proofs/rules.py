"""Kinds of evidence: those an office declares, those required of a commitment, and the missing ones.

A declaration is one line: names separated by 、 and, if only some file types fit, their extensions after =, for
instance ``情况报告、现场照片=jpg/png、完成情况表=xlsx/csv、签字盖章件=pdf``. Source: requirements K, “proof kind”.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

MOST = 6  # kinds required of one commitment: each has its own field in the report form
LONGEST = 20
_PARTED = re.compile(r"[、,，;；\n]+")


@dataclass(frozen=True)
class Proof:
    """A kind of evidence; ``endings``: permitted file extensions, empty: any."""

    name: str
    endings: tuple[str, ...] = ()

    def fits(self, file: str) -> bool:
        """Check whether a file of this name can be of this kind."""
        return not self.endings or file.rpartition(".")[2].lower() in self.endings


def split_proof_names(text: str) -> list[str]:
    """Split a line into names, without duplicates, in order."""
    return list(dict.fromkeys(name.strip() for name in _PARTED.split(text) if name.strip()))


def parse_proofs(text: str) -> tuple[Proof, ...]:
    """Parse a declaration of kinds.

    Raises:
        ValueError: it names none, one twice, or one that is too long.
    """
    found = []
    for part in split_proof_names(text):
        name, _sign, endings = part.partition("=")
        found.append(
            Proof(name.strip(), tuple(ending.strip(" .").lower() for ending in endings.split("/") if ending.strip()))
        )
    names = [proof.name for proof in found]
    if not names or len(set(names)) < len(names) or not all(0 < len(name) <= LONGEST for name in names):
        raise ValueError(text)
    return tuple(found)


def join_proof_names(names: Iterable[str]) -> str:
    """Join names into one line, as ``split_proof_names`` reads it."""
    return "、".join(names)


def missing_proof_names(asked: Collection[str], given: Collection[str]) -> list[str]:
    """Return the kinds required but not supplied, in the order required."""
    return [name for name in asked if name not in given]
