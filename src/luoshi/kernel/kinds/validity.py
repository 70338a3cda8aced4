"""The term over which a record is valid, such as an agreement, a certificate or a membership, and its renewal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from luoshi.kernel.kinds.conditions import Beside, Given, Holds, Is, Least, Owes, Some, Valid, When, walk_conditions
from luoshi.kernel.kinds.forms import StepForm
from luoshi.kernel.kinds.parts import Part
from luoshi.kernel.kinds.rules import Cycle, Names, split_names

if TYPE_CHECKING:
    from luoshi.kernel.kinds.declaration import Kind


@dataclass(frozen=True)
class Validity(Part):
    """The days on which a record is valid, both included; an empty last day leaves the end open. Never a state.

    A step that renews sets a new first and last day; the earlier ones are kept, so that a gap between two terms remains
    visible, and ``Valid(first, last)`` checks all terms. Ending early sets the last day.

    Attributes:
        first, last: the fields with the days.
        renews: the steps that set a new term; they must ask for both days.
        warn: the parameter with the days before the end from which the list warns; None: it only reports what has
            ended.
        where: the records whose end matters, by state and own fields; a closed record's never does.
    """

    first: str = "from_day"
    last: str = "to_day"
    renews: Names = ()
    warn: Any = None
    where: When | None = None

    def faults(self, kind: Kind) -> Iterator[str]:
        """Yield errors: fields that are no dates, steps that are unknown or do not ask for both days."""
        columns = {field.name: field for field in kind.record._meta.get_fields()}
        for name in (self.first, self.last):
            column = columns.get(name)
            if not isinstance(column, models.DateField) or isinstance(column, models.DateTimeField):
                yield f"validity: {name} is no date"
        for name in split_names(self.renews):
            step = kind.cycle.by_name.get(name)
            if step is None or step.begins:
                yield f"validity: {name} is no step after the beginning"
            elif not {self.first, self.last} <= {*step.sets}:
                yield f"validity: {name} renews, and does not ask for {self.first} and {self.last}"
        for part in walk_conditions(self.where) if self.where is not None else ():
            asked = part.asked if isinstance(part, Is) else ()
            own = all(len(test.path) == 1 for test in asked) and not (isinstance(part, Least) and len(part.path) > 1)
            if not own or isinstance(part, Beside | Given | Holds | Owes | Some | Valid):
                yield "validity: where names only the record's state and its own fields"

    def is_asked_by(self, condition: Valid) -> bool:
        """Whether a condition checks these very days."""
        return (condition.first[-1], condition.last[-1]) == (self.first, self.last)

    def checked(self, cycle: Cycle) -> Cycle:
        """Return the life cycle with forms that refuse an end before the beginning or a new term within the old."""
        made = []
        for step in cycle.all_steps:
            form: Any = step.given
            if {self.first, self.last}.isdisjoint(getattr(form, "base_fields", {})) or not issubclass(form, StepForm):
                made.append(step)
                continue
            renewing = step.name in split_names(self.renews)  # both days are those of the new term
            body = {"term": self, "renewing": renewing, "anew": (self.first, self.last) if renewing else ()}
            dated: Any = type(form.__name__, (ValidityForm, form), body)
            dated.base_fields = form.base_fields
            anew = {self.first: self._after, self.last: self._after} if dated.renewing else {}
            made.append(replace(step, given=dated, example={**anew, **step.example}))
        return Cycle(cycle.states, cycle.closed, made)

    def _after(self, record: Any, around: Any) -> str:
        """Return a day on which a new term may begin, for examples."""
        return ((getattr(record, self.last) or around.day) + timedelta(days=1)).isoformat()


if TYPE_CHECKING:
    Base = StepForm
else:
    Base = object


class ValidityForm(Base):
    """A form that asks for the first or last day of a term."""

    term: ClassVar[Validity]
    renewing: ClassVar[bool] = False

    def _post_clean(self) -> None:
        super()._post_clean()
        stood = (getattr(self.instance, self.term.first), getattr(self.instance, self.term.last))
        first, last = (self.cleaned_data.get(name, was) for name, was in zip(self._names, stood, strict=True))
        if first and last and last < first:
            self._refuse(_("The last day, %(last)s, lies before the first, %(first)s."), first, last)
        elif self.renewing and (why := term_overlap(*stood, first)):
            words = _("The term before has no end: give it one first.")
            if why == "within":
                words = _("The term before lasts until %(last)s: the new one begins after it.")
            self._refuse(words, first, stood[1], self.term.first)

    @property
    def _names(self) -> tuple[str, str]:
        return self.term.first, self.term.last

    def _refuse(self, words: str, first: Any, last: Any, name: str = "") -> None:
        asked = [field for field in (name, self.term.last, self.term.first) if field in self.fields]
        self.add_error(asked[0], ValidationError(words % {"first": first, "last": last}, code="term"))


def term_overlap(first: date | None, last: date | None, anew: date | None) -> str:
    """Return why a new term cannot begin on a day: ``open``, the earlier one has no end; ``within`` it; or ""."""
    if first is None or anew is None:
        return ""
    if last is None:
        return "open"
    return "within" if anew <= last else ""
