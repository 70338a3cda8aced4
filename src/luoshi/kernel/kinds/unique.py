"""Duplicates: fields that must be unique among a kind's records, or whose repetition is a doubt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models

from luoshi.kernel.kinds.conditions import (
    Beside,
    Double,
    Given,
    Holds,
    Is,
    Least,
    Owes,
    Some,
    Valid,
    When,
    walk_conditions,
)
from luoshi.kernel.kinds.parts import Part
from luoshi.kernel.kinds.rules import Names, split_names

if TYPE_CHECKING:
    from luoshi.kernel.kinds.declaration import Kind

PAGE = "double"  # the last part of the address of the page that rules on a duplicate
# Types whose values can be compared; a file, JSON and the like cannot.
COMPARED = (
    models.BooleanField,
    models.CharField,
    models.DateField,
    models.ForeignKey,
    models.IntegerField,
    models.TextField,
)


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

    fields: Names
    where: When | None = None
    clash: str = "refuse"
    who: Names = ()
    apart: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", split_names(self.fields))
        object.__setattr__(self, "who", split_names(self.who))

    @property
    def refuses(self) -> bool:
        """Whether a second one is refused."""
        return self.clash == "refuse"

    def rule(self, kind: str) -> str:
        """Return the name of this rule, unique among all rules."""
        return f"{kind}:{'.'.join(self.fields)}"

    def said(self) -> str:
        """Return everything that its keys depend on: if it changes, the keys are rebuilt."""
        return f"{self.clash} {self.where!r}" + (f" {self.apart}" if self.apart else "")

    def faults(self, kind: Kind) -> Iterator[str]:
        """Yield errors: unknown or incomparable fields, conditions that change without a step, nobody to rule."""
        where = f"unique {' '.join(self.fields)}: "
        if not self.fields:
            yield "unique: say the fields that are compared"
        if len(self.rule(kind.name)) > RULE:
            yield f"{where}so many fields have no room: at most {RULE} characters with the kind's name"
        if sum(unique.fields == self.fields for unique in kind.every(Unique)) > 1:
            yield f"{where}it is said twice"
        columns = {field.name: field for field in kind.record._meta.get_fields()}
        for name in (*self.fields, *filter(None, (self.apart,))):
            if name not in columns:
                yield f"{where}no field {name}"
            elif not isinstance(columns[name], COMPARED) or not getattr(columns[name], "concrete", False):
                yield f"{where}{name} cannot be compared: its type is {type(columns[name]).__name__}"
        yield from (f"{where}unknown relation {who}" for who in self.who if who not in kind.rights.by_name)
        if self.apart and self.clash != "doubt":
            yield f"{where}what may not be there twice is so by its fields: apart= is for a doubt"
        if self.clash not in ("refuse", "doubt"):
            yield f"{where}clash is “refuse” or “doubt”, not {self.clash!r}"
        if self.clash == "doubt" and not self.who:
            yield f"{where}nobody rules on a doubt: name the relations in who="
        if not kind.number:
            yield f"{where}of two the smaller number counts, and the kind has none: give it a prefix"
        if PAGE in kind.cycle.by_name:
            yield f"{where}a step {PAGE} would have the address of its ruling: call the step otherwise"
        if self.where is not None and not all(is_own(part) for part in walk_conditions(self.where)):
            yield f"{where}where names only the record's state and its own fields"


RULE = 120  # characters of a rule's name


def is_own(part: When) -> bool:
    """Whether a condition changes only with the record's own fields, and so only by a step of the record."""
    if isinstance(part, Beside | Double | Given | Holds | Owes | Some | Valid):
        return False
    if isinstance(part, Is):
        return all(len(test.path) == 1 for test in part.asked)
    return not isinstance(part, Least) or (len(part.path) == 1 and not hasattr(part.value, "read"))
