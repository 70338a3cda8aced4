"""Conditions answered by plain Python, after Kleene: what the SQL is held against. It knows the rows, all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from linked.models import Body, Check, Project, Visit
from luoshi.kernel.duties.models import Duty
from luoshi.kernel.duties.terms.models import Term
from luoshi.kernel.kinds.language.conditions import (
    Both,
    During,
    Either,
    Field,
    Given,
    Is,
    Least,
    Meets,
    Not,
    Owes,
    Valid,
    When,
)
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter

MODELS = (Body, Project, Check, Visit)
LED_TO = {"project": (Project,), "about": (Body, Project)}  # the others lead to bodies
Answer = bool | None


def _period(day: date, every: str) -> int:
    """The number of a calendar period: of the month, the quarter, the year."""
    months = {"P1M": 1, "P3M": 3, "P1Y": 12}[every]
    return (day.year * 12 + day.month - 1) // months


def both(one: Answer, other: Answer) -> Answer:
    """Kleene's and."""
    return False if False in (one, other) else None if None in (one, other) else True


def turned(one: Answer) -> Answer:
    """Kleene's not."""
    return None if one is None else not one


def either(one: Answer, other: Answer) -> Answer:
    """Kleene's or."""
    return turned(both(turned(one), turned(other)))


@dataclass
class Asked:
    """The rows as they are stored, a day, and what offices set: by parameter and unit, None where nobody did."""

    rows: dict[type, dict[int, Any]]
    duties: dict[tuple[int, str], list[tuple[Duty, list[Any]]]]
    values: dict[tuple[str, int], Any]
    day: date
    terms: dict[int, list[Term]]

    @classmethod
    def now(cls, values: dict[tuple[str, int], Any], day: date) -> Asked:
        """All that is stored now."""
        duties: dict[tuple[int, str], list[tuple[Duty, list[Any]]]] = {}
        for duty in Duty.objects.prefetch_related("occurrences"):
            duties.setdefault((duty.record_id or 0, duty.name), []).append((duty, list(duty.occurrences.all())))
        terms: dict[int, list[Term]] = {}
        for term in Term.objects.all():
            terms.setdefault(term.record_id, []).append(term)
        return cls(
            {model: {row.pk: row for row in model.objects.all()} for model in MODELS}, duties, values, day, terms
        )

    def answer(self, condition: When, row: Any, given: dict[str, Any], unit: int) -> Answer:
        """The condition on a row; ``unit`` is that of the record that is asked first."""
        if isinstance(condition, Both):
            return both(self.answer(condition.one, row, given, unit), self.answer(condition.other, row, given, unit))
        if isinstance(condition, Either):
            return either(self.answer(condition.one, row, given, unit), self.answer(condition.other, row, given, unit))
        if isinstance(condition, Not):
            return turned(self.answer(condition.one, row, given, unit))
        if isinstance(condition, Is | Given):
            found: Answer = True
            for line in condition.asked:
                found = both(found, self._compared(condition, line, row, given, unit))
            return found
        return self._single(condition, row, given, unit)

    def over(self, row: Any, links: tuple[str, ...]) -> Any:
        """What links lead to from a row, or None."""
        for name in links:
            pk = getattr(row, f"{name}_id")
            models = LED_TO.get(name, (Body,))
            row = next((self.rows[model][pk] for model in models if pk in self.rows[model]), None)
            if row is None:
                return None
        return row

    def _stored(self, row: Any, name: str) -> Any:
        return getattr(row, f"{name}_id" if name in ("part_of", "body", "project", "about", "owner", "unit") else name)

    def _beside(self, path: tuple[str, ...], other: Field, row: Any, unit: int, equal: bool) -> Answer:
        """A field beside another one, both from the same row."""
        ends = [self.over(row, way[:-1]) for way in (path, other.path)]
        one, two = (end and self._stored(end, way[-1]) for end, way in zip(ends, (path, other.path), strict=True))
        more = self.values.get((other.plus.name, unit)) if isinstance(other.plus, DeclaredParameter) else other.plus
        if one in (None, "") or two in (None, "") or more is None:
            return None
        if more:
            two = two + (timedelta(days=more) if isinstance(two, date) else more)
        return bool(one == two) if equal else bool(one >= two)

    def _compared(self, condition: Any, asked: Any, row: Any, given: dict[str, Any], unit: int) -> Answer:
        if asked.beside is not None:
            found = self._beside(asked.path, asked.beside, row, unit, True)
            return turned(found) if asked.negated else found
        if isinstance(condition, Given):
            value = given.get(asked.path[0])
        else:
            row = self.over(row, asked.path[:-1])
            if row is None:
                return None
            value = self._stored(row, asked.path[-1])
        unset = value is None or value == ""
        found: Answer = unset if not asked.values else None if unset else value in asked.values
        return turned(found) if asked.negated else found

    def _single(self, condition: Any, row: Any, given: dict[str, Any], unit: int) -> Answer:
        if isinstance(condition, Least) and isinstance(condition.value, Field):
            return self._beside(condition.path, condition.value, row, unit, False)
        if isinstance(condition, Least):
            row, least = self.over(row, condition.path[:-1]), condition.value
            value = getattr(row, condition.path[-1]) if row else None
            if isinstance(least, DeclaredParameter):
                least = self.values.get((least.name, unit))
            return None if value is None or least is None else value >= least
        if isinstance(condition, Meets):
            row, bound = self.over(row, condition.path[:-1]), self.values.get((condition.value.name, unit))
            value = getattr(row, condition.path[-1]) if row else None
            return None if value is None or bound is None else bound.is_met(value)
        if isinstance(condition, Valid):
            row = self.over(row, condition.first[:-1])
            if row is None:
                return None
            if any(term.first <= self.day <= term.last for term in self.terms.get(row.pk, ())):
                return True
            first, last = getattr(row, condition.first[-1]), getattr(row, condition.last[-1])
            return both(first and first <= self.day, last is None or self.day <= last)
        if isinstance(condition, During):
            row = self.over(row, condition.path[:-1])
            on = row and getattr(row, condition.path[-1])
            return on and _period(on, condition.every) == _period(self.day, condition.every) - condition.before
        row = self.over(row, condition.path)
        if isinstance(condition, Owes):
            return self._owes(condition, row)
        found: Answer = False
        link = condition.via + "_id"
        for other in self.rows[get_kind(condition.name).record].values() if row and row.pk else ():
            if getattr(other, link) == row.pk:
                found = either(
                    found, self.answer(condition.where, other, given, unit) if condition.where is not None else True
                )
        return found

    def _owes(self, condition: Owes, row: Any) -> Answer:
        duties = self.duties.get((row.pk, condition.name), []) if row else []
        for _duty, occurrences in duties:
            for occurrence in occurrences:
                if (
                    not occurrence.settled
                    and not occurrence.dropped
                    and (condition.open or occurrence.pure.is_missed(self.day))
                ):
                    return True
        return None if any(duty.unset and not duty.ended for duty, _all in duties) else False
