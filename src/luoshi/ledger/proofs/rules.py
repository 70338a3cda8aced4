"""Kinds of evidence: those that an office declares, those asked of a commitment, and which of them are missing.

A declaration is one line: names parted by 、 and, where only some files can be of a kind, their endings after =, for
instance ``情况报告、现场照片=jpg/png、完成情况表=xlsx/csv、签字盖章件=pdf``. Source: requirements K, “proof kind”.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

MOST = 6  # kinds asked of one commitment: each has a place of its own in the form of its report
LONGEST = 20
_PARTED = re.compile(r"[、,，;；\n]+")


@dataclass(frozen=True)
class Proof:
    """A kind of evidence; ``endings`` of the files that can be of it, none: any."""

    name: str
    endings: tuple[str, ...] = ()

    def fits(self, file: str) -> bool:
        """Whether a file of this name can be of this kind."""
        return not self.endings or file.rpartition(".")[2].lower() in self.endings


def split_proof_names(text: str) -> list[str]:
    """The names in a line, each once, in their order."""
    return list(dict.fromkeys(name.strip() for name in _PARTED.split(text) if name.strip()))


def parse_proofs(text: str) -> tuple[Proof, ...]:
    """The kinds that a declaration names.

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
    """Names as one line, as ``split`` reads them."""
    return "、".join(names)


def missing_proof_names(asked: Collection[str], given: Collection[str]) -> list[str]:
    """The kinds that were asked for and not given, in the order in which they were asked."""
    return [name for name in asked if name not in given]
