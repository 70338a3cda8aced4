"""Compile conditions to SQL: each to two questions, whether it is certainly true and whether it is certainly false.

Both are two-valued, whatever is unset: every comparison is guarded by a test that there is a value. So ``~`` and
``NOT`` are exact, and Kleene's ``&``, ``|`` and ``~`` become plain operations on the pairs. If neither holds, the
condition is unknown. Django's own ``~Q`` over links takes much of that for false, and over a nullable key finds
nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db import models
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, In, IsNull, LessThan, LessThanOrEqual

from luoshi.kernel.conditions.queries.distances import DayDistance, Distance, InUnits
from luoshi.kernel.conditions.queries.paths import (
    Shape,
    concrete_field,
    field_shape,
    find_some_source,
    follow_links,
    holder_condition,
)
from luoshi.kernel.conditions.queries.values import as_kept
from luoshi.kernel.duties.models import Duty, Occurrence
from luoshi.kernel.duties.terms.models import Term
from luoshi.kernel.kinds.language.conditions import (
    Beside,
    Both,
    Double,
    During,
    Either,
    Field,
    Given,
    Holds,
    Is,
    Least,
    Meets,
    Not,
    Owes,
    Path,
    Some,
    Valid,
    ValueTest,
    When,
)
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kinds_of_model
from luoshi.kernel.unique.doubles import possible_doubles

NEVER = Q(Value(False, output_field=models.BooleanField()))


@dataclass(frozen=True)
class TruthPair:
    """Whether a condition is certainly true, and whether it is certainly false: never both."""

    yes: Q
    no: Q

    def __and__(self, other: TruthPair) -> TruthPair:
        return TruthPair(self.yes & other.yes, self.no | other.no)

    def __or__(self, other: TruthPair) -> TruthPair:
        return TruthPair(self.yes | other.yes, self.no & other.no)

    def __invert__(self) -> TruthPair:
        return TruthPair(self.no, self.yes)


UNKNOWN = TruthPair(NEVER, NEVER)


class Undated(Owes):
    """A duty of this name has no due dates, because a value of the office is not set."""


class One:
    """A single record: its values are slots of a statement without rows."""

    def __init__(self, own: Callable[[Any], Any]) -> None:
        self.own = own  # returns the slot of a field

    def value(self, model: type[Record], name: str) -> Any:
        """Return a field's value."""
        return self.own(concrete_field(model, name))

    def is_set(self, model: type[Record], name: str) -> bool:
        """Whether a field cannot be null: an unsaved record may lack any."""
        return False

    def key(self, model: type[Record]) -> Any:
        """Return the record's own id."""
        return self.own(model._meta.pk)


@dataclass(frozen=True)
class QueryRows:
    """Rows of a query, or the records that they link to."""

    links: Path = ()

    def value(self, model: type[Record], name: str) -> Any:
        """Return a field's value."""
        return F("__".join((*self.links, name)))

    def is_set(self, model: type[Record], name: str) -> bool:
        """Whether a field cannot be null: behind a link there may be no record."""
        return not self.links and not concrete_field(model, name).null

    @property
    def name(self) -> str:
        """The name of their key."""
        return "__".join(self.links) or "pk"


@dataclass(frozen=True)
class ConditionTerms:
    """The terms on which a condition is compiled.

    Attributes:
        day: the day, a value or a slot.
        work: that day, or the last working day before it: deadlines before it are late.
        bound: returns a value of the declaration, or one that offices set, in the stored form of a field, as a value or
            a slot; None: not set.
        range: returns the least and the greatest number that meets a bound of the office, in the stored form of a
            field, as values or slots; None: not set.
        during: returns the first day of a period, and the first day after it, as values or slots.
        given: returns the step's input of a path, in the shape for comparison.
        each: look up other records row by row (EXISTS), for few rows, instead of all at once (IN).
    """

    day: Any
    work: object
    bound: Callable[[object, Shape], Any]
    range: Callable[[Meets, Shape], tuple[object, object]]
    during: Callable[[During], tuple[Any, Any]]
    given: Callable[[Path, Shape], Any] | None = None
    each: bool = False


def compile_condition(condition: When, model: type[Record], of: One | QueryRows, terms: ConditionTerms) -> TruthPair:
    """Compile a condition on a record of a model."""
    if isinstance(condition, Both):
        return compile_condition(condition.one, model, of, terms) & compile_condition(condition.other, model, of, terms)
    if isinstance(condition, Either):
        return compile_condition(condition.one, model, of, terms) | compile_condition(condition.other, model, of, terms)
    if isinstance(condition, Not):
        return ~compile_condition(condition.one, model, of, terms)
    if isinstance(condition, Is | Given):
        first, *rest = (_asked(condition, test, model, of, terms) for test in condition.asked)
        for pair in rest:
            first = first & pair
        return first
    if isinstance(condition, Double):
        found = _among(possible_doubles(), "record", path=(), model=model, of=of, terms=terms)
        return TruthPair(found, ~found)
    if isinstance(condition, Beside):
        found = _among(condition.rows(terms.day), "record", path=(), model=model, of=of, terms=terms)
        return TruthPair(found, ~found)
    if isinstance(condition, Holds):
        return compile_condition(holder_condition(condition, model), model, of, terms)
    if isinstance(condition, Some | Owes):
        return _others(condition, condition.path, model, of, terms)
    if isinstance(condition, Least) and isinstance(condition.value, Field):
        return _beside(condition.path, condition.value, model, of, terms, equal=False)
    if isinstance(condition, Least):
        return _linked(condition.path[:-1], model, of, lambda m, o: _least(condition, m, o, terms))
    if isinstance(condition, Meets):
        return _linked(condition.path[:-1], model, of, lambda m, o: _meets(condition, m, o, terms))
    if isinstance(condition, During):
        return _linked(condition.path[:-1], model, of, lambda m, o: _during(condition, m, o, terms))
    if isinstance(condition, Valid):
        return _linked(condition.first[:-1], model, of, lambda m, o: _valid(condition, m, o, terms))
    raise TypeError(f"{condition!r} is no condition")


Leaf = Callable[[type[Record], One | QueryRows], TruthPair]


def _linked(links: Path, model: type[Record], of: One | QueryRows, leaf: Leaf) -> TruthPair:
    """Compile a condition on the record that links lead to; unknown if one of the links is empty."""
    target = follow_links(model, links)
    if not links:
        return leaf(model, of)
    if isinstance(of, QueryRows):
        there = QueryRows((*of.links, *links))
        found, full = leaf(target, there), Q(IsNull(F(there.name), False))
        return TruthPair(full & found.yes, full & found.no)
    first = follow_links(model, links[:1])
    rows = first._base_manager.filter(pk=of.value(model, links[0]))
    found = _linked(links[1:], first, QueryRows(), leaf)
    return TruthPair(Q(Exists(rows.filter(found.yes))), Q(Exists(rows.filter(found.no))))


def _asked(
    condition: Is | Given, asked: ValueTest, model: type[Record], of: One | QueryRows, terms: ConditionTerms
) -> TruthPair:
    if isinstance(condition, Given):
        if terms.given is None:
            raise TypeError("what a step is given is asked of one record alone")
        sort: Shape = _shape_of(asked.values[0]) if asked.values else ""
        found = _compared(terms.given(asked.path, sort), sort, asked)
    elif asked.beside is not None:
        found = _beside(asked.path, asked.beside, model, of, terms, equal=True)
    else:
        *links, name = asked.path
        found = _linked(
            tuple(links),
            model,
            of,
            lambda m, o: _compared(o.value(m, name), field_shape(concrete_field(m, name)), asked, o.is_set(m, name)),
        )
    return ~found if asked.negated else found


def _shape_of(value: object) -> Shape:
    """Return the shape in which a form's value is compared with this one."""
    if isinstance(value, bool):
        return "yes"
    return "text" if isinstance(value, str) else "day" if isinstance(value, date) else "exact"


def _compared(place: object, sort: Shape, asked: ValueTest, is_set: bool = False) -> TruthPair:
    """Compile the comparison of a value; with ``is_set`` it is never null, and is not asked whether it is."""
    unset, known = (Q(), Q()) if is_set else (Q(IsNull(place, True)), Q(IsNull(place, False)))
    if sort in ("text", "sealed", ""):
        empty = Q(Exact(place, Value("")))
        unset, known = unset | empty, known & ~empty
    elif is_set and not asked.values:
        return TruthPair(NEVER, ~NEVER)
    if not asked.values:
        return TruthPair(unset, known)
    alike = Q(In(place, list(asked.values))) if sort == "text" else Q(Exact(place, as_kept(asked.values[0], sort)))
    return TruthPair(known & alike, known & ~alike)


def _beside(
    path: Path, other: Field, model: type[Record], of: One | QueryRows, terms: ConditionTerms, *, equal: bool
) -> TruthPair:
    """Compile whether a field equals another one, or is at least that; unknown if one of the two is unset."""
    left, right = (_value_at(way, model, of) for way in (path, other.path))
    sorts = [field_shape(concrete_field(follow_links(model, way[:-1]), way[-1])) for way in (path, other.path)]
    known = Q(IsNull(left, False)) & Q(IsNull(right, False))
    if sorts[0] == "text":
        known &= ~Q(Exact(left, Value(""))) & ~Q(Exact(right, Value("")))
    if sorts[0] != sorts[1]:  # a whole number and a decimal, which is stored in its smallest units
        left, right = (InUnits(left), right) if sorts[0] == "number" else (left, InUnits(right))
    test = Exact if equal else GreaterThanOrEqual
    if other.plus == 0:
        found = Q(test(left, right))
    else:
        days = sorts[0] == "day"
        more = terms.bound(other.plus, "exact" if "exact" in sorts else "number")
        if more is None:
            return UNKNOWN
        # The distance is compared, since a day or a number at the end of its range has nothing after it.
        found, known = Q(test((DayDistance if days else Distance)(left, right), more)), known & Q(IsNull(more, False))
    return TruthPair(known & found, known & ~found)


def _value_at(path: Path, model: type[Record], of: One | QueryRows) -> Any:
    """Return the value of the field that a path leads to; null behind an empty link."""
    *links, name = path
    if isinstance(of, QueryRows):
        return QueryRows((*of.links, *links)).value(model, name)
    if not links:
        return of.value(model, name)
    first = follow_links(model, tuple(links[:1]))
    rows = first._base_manager.filter(pk=of.value(model, links[0]))
    return Subquery(rows.values("__".join((*links[1:], name)))[:1])


def _valid(condition: Valid, model: type[Record], of: One | QueryRows, terms: ConditionTerms) -> TruthPair:
    first, last = of.value(model, condition.first[-1]), of.value(model, condition.last[-1])
    begun, ends = Q(IsNull(first, False)), Q(IsNull(last, False))
    over_by_then = ends & Q(LessThan(last, terms.day))
    yes = begun & ~Q(GreaterThan(first, terms.day)) & ~over_by_then
    no = (begun & Q(GreaterThan(first, terms.day))) | over_by_then
    if not any(kind.validity is not None and kind.validity.is_asked_by(condition) for kind in kinds_of_model(model)):
        return TruthPair(yes, no)
    kept = Term.objects.filter(first__lte=terms.day, last__gte=terms.day)
    before = _among(kept, "record", path=(), model=model, of=of, terms=terms)
    return TruthPair(yes | before, no & ~before)


def _least(condition: Least, model: type[Record], of: One | QueryRows, terms: ConditionTerms) -> TruthPair:
    place, sort = of.value(model, condition.path[-1]), field_shape(concrete_field(model, condition.path[-1]))
    bound = terms.bound(condition.value, sort)
    if bound is None:
        return UNKNOWN
    known, enough = Q(IsNull(place, False)) & Q(IsNull(bound, False)), Q(GreaterThanOrEqual(place, bound))
    return TruthPair(known & enough, known & ~enough)


def _meets(condition: Meets, model: type[Record], of: One | QueryRows, terms: ConditionTerms) -> TruthPair:
    place, sort = of.value(model, condition.path[-1]), field_shape(concrete_field(model, condition.path[-1]))
    least, most = terms.range(condition, sort)
    if least is None:
        return UNKNOWN
    known = Q(IsNull(place, False)) & Q(IsNull(least, False))
    within = Q(GreaterThanOrEqual(place, least)) & Q(LessThanOrEqual(place, most))
    return TruthPair(known & within, known & ~within)


def _during(condition: During, model: type[Record], of: One | QueryRows, terms: ConditionTerms) -> TruthPair:
    place, (first, after) = of.value(model, condition.path[-1]), terms.during(condition)
    known, within = Q(IsNull(place, False)), Q(GreaterThanOrEqual(place, first)) & Q(LessThan(place, after))
    return TruthPair(known & within, known & ~within)


def _others(
    condition: Some | Owes, path: Path, model: type[Record], of: One | QueryRows, terms: ConditionTerms
) -> TruthPair:
    """Compile whether other records link to the record, or to one that it links to.

    Behind an empty link there are none. Each question is an existence test on the key: for an empty link it is false,
    never unknown.
    """
    if isinstance(of, One) and len(path) > 1:
        link, first = of.value(model, path[0]), follow_links(model, path[:1])
        rows, found = first._base_manager.filter(pk=link), _others(condition, path[1:], first, QueryRows(), terms)
        return TruthPair(Q(Exists(rows.filter(found.yes))), Q(IsNull(link, True)) | Q(Exists(rows.filter(found.no))))
    among = partial(_among, path=path, model=model, of=of, terms=terms)
    if isinstance(condition, Some):
        return _linking_back(condition, follow_links(model, path), terms, among)
    return _owed(condition, terms, among)


def _linking_back(
    condition: Some, target: type[Record], terms: ConditionTerms, among: Callable[[object, str], Q]
) -> TruthPair:
    """Compile: true if one certainly meets the condition, false if all certainly do not."""
    source = find_some_source(condition, target)
    rows, via = source.rows(), source.via
    if condition.where is None:
        there = among(source.linking(rows), via)
        return TruthPair(there, ~there)
    so = compile_condition(condition.where, source.model, QueryRows(), terms)
    found, possible = source.linking(rows.filter(so.yes)), source.linking(rows.filter(~so.no))
    return TruthPair(among(found, via), ~among(possible, via))


def _owed(condition: Owes, terms: ConditionTerms, among: Callable[[object, str], Q]) -> TruthPair:
    dues = Occurrence.objects.filter(duty__name=condition.name, settled=None, dropped=None)
    if not condition.open:
        dues = dues.annotate(bound=Coalesce("expired", "due"))
        dues = dues.filter(Q(in_period=False, bound__lt=terms.work) | Q(in_period=True, bound__lt=terms.day))
    overdue = among(dues, "duty__record")
    undated = among(Duty.objects.filter(~Q(unset=""), name=condition.name, ended=None), "record")
    return TruthPair(undated, ~undated) if isinstance(condition, Undated) else TruthPair(overdue, ~overdue & ~undated)


def _among(
    rows: QuerySet[Model], owner: str, *, path: Path, model: type[Record], of: One | QueryRows, terms: ConditionTerms
) -> Q:
    """Return whether one of the rows has, as its ``owner``, the record or what a path leads to from it."""
    if isinstance(of, One):
        return Q(Exists(rows.filter(**{owner: of.value(model, path[0]) if path else of.key(model)})))
    name = QueryRows((*of.links, *path)).name
    if terms.each:
        return Q(Exists(rows.filter(**{owner: OuterRef(name)})))
    named = rows.filter(**{f"{owner}__isnull": False}).values(owner)
    return Q(IsNull(F(name), False)) & Q(In(F(name), named.query))
