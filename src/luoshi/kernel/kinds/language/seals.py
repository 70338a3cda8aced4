"""The part by which records of a kind stay closed for a time to all but those who made them."""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.kernel.kinds.language.conditions import When
from luoshi.kernel.kinds.language.names import NameList
from luoshi.kernel.kinds.language.parts import Part


@dataclass(frozen=True)
class Sealed(Part):
    """A record that meets a condition does not exist for anybody but these relations, the auditor included.

    No page, list, search, figure, sheet, file or program shows it to others, and none of their steps is open. A kind
    may have several; a relation reads a record only if each seal that is on it leaves it open.

    Attributes:
        where: the condition under which it is sealed.
        to: the relations to which it stays open.
    """

    where: When
    to: NameList = NameList()
