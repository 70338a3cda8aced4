"""What must not be there twice: fields of which two records of a kind may not have the same, or not without a doubt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models

from luoshi.records.kinds.conditions import (
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
from luoshi.records.kinds.parts import Part
from luoshi.records.kinds.rules import Names, split_names

if TYPE_CHECKING:
    from luoshi.records.kinds.declaration import Kind

PAGE = "double"  # the last part of the address on which one says whether a record is a double
# What has a value that two records can have the same of; a file, JSON and the like have none.
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
    """No two records have the same in all of these fields: ``Unique("sort held place", clash="doubt", who="desk")``.

    Text is the same where it is so without blanks, in one case and width (NFKC); days, links, units and posts by what
    they are. A field without a value makes no double.

    Attributes:
        fields: of the record, those of all kinds among them: "unit title".
        where: which records count, by their state and own fields; not known: it does not count.
        clash: "refuse": no step, sheet or program makes a second one; "doubt": it is kept, and marked as a possible
            double of the smaller number until somebody rules.
        apart: of a doubt, a field that tells records of one name apart: two that both have it, and not the same, are
            none. Where one of them is without it they may be the same, and that is for a person to say.
        who: the relations whose people rule on a doubt. Where a merger of units makes doubles of what is else refused,
            they rule on these too.
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
        """Whether there may not be a second one."""
        return self.clash == "refuse"

    def rule(self, kind: str) -> str:
        """Its name among all that must not be there twice."""
        return f"{kind}:{'.'.join(self.fields)}"

    def said(self) -> str:
        """All that its keys depend on: said otherwise, they are made anew."""
        return f"{self.clash} {self.where!r}" + (f" {self.apart}" if self.apart else "")

    def faults(self, kind: Kind) -> Iterator[str]:
        """Fields that are not there or cannot be compared, conditions that change without a step, nobody to rule."""
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
    """Whether it changes with the record's own fields alone, and so by a step of its own."""
    if isinstance(part, Beside | Double | Given | Holds | Owes | Some | Valid):
        return False
    if isinstance(part, Is):
        return all(len(test.path) == 1 for test in part.asked)
    return not isinstance(part, Least) or (len(part.path) == 1 and not hasattr(part.value, "read"))
