"""Duplicates: fields that must be unique among a kind's records, or whose repetition is a doubt."""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.kernel.kinds.language.conditions import (
    Beside,
    Double,
    During,
    Given,
    Holds,
    Owes,
    Some,
    Valid,
    When,
    parameters_of,
    read_paths,
)
from luoshi.kernel.kinds.language.names import NameList
from luoshi.kernel.kinds.language.parts import Part

PAGE = "double"  # the last part of the address of the page that rules on a duplicate


@dataclass(frozen=True)
class Unique(Part):
    """No two records agree in all of these fields: ``Unique("sort held place", clash="doubt", who="desk")``.

    Text is compared without blanks, case and width (NFKC); days, links, units and posts by identity. A record with an
    empty field is no duplicate.

    Attributes:
        fields: fields of the record, those common to all kinds included: "unit title".
        where: the records that count, by state and own fields; unknown: it does not count.
        clash: "refuse": no step, sheet or program can make a second one; "doubt": it is kept and marked as a possible
            duplicate of the smaller number until somebody rules.
        apart: for a doubt, a field that distinguishes namesakes: two records with different values are no duplicates.
            If one of them lacks it they may be, and a person decides.
        who: the relations whose people rule on a doubt. If a merger of units makes duplicates that are otherwise
            refused, they rule on these too.
    """

    fields: NameList = NameList(None)
    where: When | None = None
    clash: str = "refuse"
    who: NameList = NameList()
    apart: str = ""

    @property
    def refuses(self) -> bool:
        """Whether a second one is refused."""
        return self.clash == "refuse"

    def rule(self, kind: str) -> str:
        """Return the name of this rule, unique among all rules."""
        return f"{kind}:{'.'.join(self.fields)}"

    def format_inputs(self) -> str:
        """Return everything that its keys depend on: if it changes, the keys are rebuilt."""
        return f"{self.clash} {self.where!r}" + (f" {self.apart}" if self.apart else "")


@dataclass(frozen=True)
class Same(Part):
    """Texts of these fields mean the same thing if they agree without blanks, case and width (NFKC), as for ``Unique``.

    A figure can then be divided by such a field: ``Same("thing")``, ``Figure(…, by="thing")``. It is for names of which
    there is no register and no list, such as of a part for a machine.
    """

    fields: NameList = NameList(None)


RULE = 120  # characters of a rule's name


def is_own(part: When) -> bool:
    """Whether a condition changes only with the record's own fields, and so only by a step of the record."""
    if isinstance(part, Beside | Double | During | Given | Holds | Owes | Some | Valid):
        return False
    return all(len(path) == 1 for path in read_paths(part)) and not any(parameters_of(part))
