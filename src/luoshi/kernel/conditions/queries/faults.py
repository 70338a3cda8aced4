"""Errors in conditions, checked once all lines are declared: unknown names, values that do not fit.

A condition that fits no record raises no error when it is evaluated: it would silently stop every step, or none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.backends.base.operations import BaseDatabaseOperations
from django.utils.choices import CallableChoiceIterator, flatten_choices

from luoshi.base.forms.fields import Fixed, fits_fixed_field
from luoshi.figures.bounds import Bound
from luoshi.kernel.conditions.queries.paths import (
    TYPES,
    LinkSource,
    Misfit,
    Shape,
    concrete_field,
    field_shape,
    find_some_source,
    follow_links,
    holder_condition,
    kinds_behind,
)
from luoshi.kernel.kinds.about import MERGED
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.row_forms import row_columns
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
    read_paths,
    walk_conditions,
)
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter

COMPARED: dict[bool, tuple[type, ...]] = {False: (int, Decimal), True: (date,)}  # numbers; days
# The shapes of fields that are compared with each other, and of those of which one may be less.
EQUAL: tuple[Shape, ...] = ("text", "number", "exact", "yes", "day", "moment", "link")
ORDERED: tuple[Shape, ...] = ("number", "exact", "day", "moment")
MOST = 2  # links between the record and what is read
SHOWN = 12  # codes that an error lists

# The types of values that a form's field returns; the first matching class applies.
_GIVES: tuple[tuple[type, tuple[type, ...]], ...] = (
    (forms.ModelChoiceField, ()),
    (forms.MultipleChoiceField, ()),
    (forms.BooleanField, (bool,)),
    (forms.DateTimeField, ()),
    (forms.DateField, TYPES["day"]),
    (forms.FloatField, ()),
    (forms.DecimalField, TYPES["exact"]),
    (forms.IntegerField, TYPES["number"]),
    (forms.FileField, ()),
    (forms.ChoiceField, (str,)),
    (forms.CharField, (str,)),
)


def condition_faults(
    condition: When, kind: CompiledKind, *, form: object = None, open_to_all: bool = False
) -> Iterator[str]:
    """Yield the errors of a condition on records of a kind, as sentences; called once all kinds are declared.

    Args:
        form: the form of the step whose need it is; None: ``Given`` has nothing to read.
        open_to_all: everyone can see the answer, so the condition may read nothing protected.
    """
    yield from _Checked(form, open_to_all).of(condition, kind.record, [kind], 0)


def faults_among(condition: When, source: LinkSource) -> Iterator[str]:
    """Yield the errors of a condition on rows that are counted; the figure must not reveal anything protected."""
    yield from _Checked(None, open_to_all=True).of(condition, source.model, source.kinds, 0)


@dataclass(frozen=True)
class _Checked:
    form: object
    open_to_all: bool

    def of(self, condition: When, model: type[Record], owners: list[CompiledKind], crossed: int) -> Iterator[str]:
        """Yield the errors of a condition on records of these kinds, with the number of links crossed so far."""
        if isinstance(condition, Both | Either):
            yield from self.of(condition.one, model, owners, crossed)
            yield from self.of(condition.other, model, owners, crossed)
        elif isinstance(condition, Not):
            yield from self.of(condition.one, model, owners, crossed)
        elif isinstance(condition, Beside):
            if crossed:
                yield f"{condition.said} stands beside the record itself alone"
        else:
            try:
                yield from self._single(condition, model, owners, crossed)
            except Misfit as misfit:
                yield str(misfit)

    def _single(self, condition: When, model: type[Record], owners: list[CompiledKind], crossed: int) -> Iterator[str]:
        if isinstance(condition, Given):
            yield from (fault for test in condition.asked for fault in self._check_given(test, crossed))
        elif isinstance(condition, Is):
            yield from (fault for test in condition.asked for fault in self._is(test, model, owners, crossed))
        elif isinstance(condition, Least):
            yield from self._check_path(model, owners, crossed, condition.path)
            if isinstance(condition.value, Field):
                yield from self._beside(model, owners, crossed, condition.path, condition.value, ORDERED)
            else:
                yield from _least(
                    concrete_field(follow_links(model, condition.path[:-1]), condition.path[-1]), condition
                )
        elif isinstance(condition, Meets):
            yield from self._check_path(model, owners, crossed, condition.path)
            yield from _meets(concrete_field(follow_links(model, condition.path[:-1]), condition.path[-1]), condition)
        elif isinstance(condition, Valid | During):
            yield from self._days(condition, model, owners, crossed)
        elif isinstance(condition, Owes):
            yield from self._check_owes(condition, model, owners, crossed)
        elif isinstance(condition, Double):
            if not any(kind.every(Unique) for kind in owners):
                yield f"nothing says which records of {model.__name__} are doubles: give their kind a part Unique"
        elif isinstance(condition, Holds):
            yield from self._check_some(holder_condition(condition, model), model, crossed)
        elif isinstance(condition, Some):
            yield from self._check_some(condition, model, crossed)
        else:
            yield f"{condition!r} is no condition"

    def _days(
        self, condition: Valid | During, model: type[Record], owners: list[CompiledKind], crossed: int
    ) -> Iterator[str]:
        is_period = isinstance(condition, During)
        paths = (condition.path,) if isinstance(condition, During) else (condition.first, condition.last)
        for path in paths:
            yield from self._check_path(model, owners, crossed, path)
            if field_shape(concrete_field(follow_links(model, path[:-1]), path[-1])) != "day":
                why = "it lies in no period" if is_period else "nothing is valid from or to it"
                yield f"{'.'.join(path)} is no date: {why}"
        if len({path[:-1] for path in paths}) > 1:
            yield "the first and the last day of Valid stand in two records"

    def _is(self, test: ValueTest, model: type[Record], owners: list[CompiledKind], crossed: int) -> Iterator[str]:
        yield from self._check_path(model, owners, crossed, test.path)
        if test.beside is not None:
            yield from self._beside(model, owners, crossed, test.path, test.beside, EQUAL)
        else:
            yield from _values(follow_links(model, test.path[:-1]), self._owners(model, owners, test.path[:-1]), test)

    def _owners(self, model: type[Record], owners: list[CompiledKind], links: Path) -> list[CompiledKind]:
        """Return the kinds that links lead to."""
        return kinds_behind(model, links) if links else owners

    def _check_path(self, model: type[Record], owners: list[CompiledKind], crossed: int, path: Path) -> Iterator[str]:
        """Yield the errors of reading what a path leads to."""
        target, name = follow_links(model, path[:-1]), path[-1]
        concrete_field(target, name)
        yield from _deep(path, crossed + len(path) - 1)
        masked = {field_name for kind in self._owners(model, owners, path[:-1]) for field_name in kind.masked_fields}
        if self.open_to_all and name in masked:
            yield f"{'.'.join(path)} is protected, and whoever reads the answer would know of it"

    def _beside(
        self,
        model: type[Record],
        owners: list[CompiledKind],
        crossed: int,
        path: Path,
        other: Field,
        shapes: Collection[Shape],
    ) -> Iterator[str]:
        """Yield the errors of comparing a field with another one."""
        yield from self._check_path(model, owners, crossed, other.path)
        left, right = (concrete_field(follow_links(model, way[:-1]), way[-1]) for way in (path, other.path))
        yield from _compared(left, right, f"{'.'.join(path)} is compared with {'.'.join(other.path)}", other, shapes)

    def _check_given(self, asked: ValueTest, crossed: int) -> Iterator[str]:
        name = ".".join(asked.path)
        known = getattr(self.form, "base_fields", {})
        of_row = asked.path[0] == "row" and len(asked.path) == 2
        if of_row and self.form is not None:
            known = {f"row.{column}": field for column, field in row_columns(self.form).items()}
        if crossed or self.form is None:
            yield f"{name}: only a need of a step that asks something can read what is given"
        elif of_row and not known:
            yield f"{name}: the step adds or ends no row, or edits other rows besides"
        elif name not in known:
            yield f"{name} is not what the step asks"
        else:
            yield from _of_form(name, known[name], asked)

    def _check_owes(
        self, condition: Owes, model: type[Record], owners: list[CompiledKind], crossed: int
    ) -> Iterator[str]:
        target = follow_links(model, condition.path)
        yield from _deep((*condition.path, condition.name), crossed + len(condition.path))
        if not any(condition.name in kind.duties_by_name for kind in self._owners(model, owners, condition.path)):
            yield f"{target.__name__} owes no {condition.name}"

    def _check_some(self, condition: Some, model: type[Record], crossed: int) -> Iterator[str]:
        source = find_some_source(condition, follow_links(model, condition.path))
        if source.through and self.form is not None:
            yield f"{condition.name} via {condition.via}: no need of a step: rows in other records are not locked"
        crossed += len(condition.path) + 1
        yield from _deep((*condition.path, condition.name), crossed)
        if condition.where is None:
            return
        yield from self.of(condition.where, source.model, source.kinds, crossed)
        if self.open_to_all and source.sealed:
            asked = (path[0] for part in walk_conditions(condition.where) for path in read_paths(part))
            for name in sorted({*asked} & source.sealed):
                yield f"{condition.name}.{name} is protected, and whoever reads the answer would know of it"


def _deep(path: Path, crossed: int) -> Iterator[str]:
    if crossed > MOST:
        yield f"{'.'.join(path)} lies {crossed} links away: at most {MOST} are followed"


def _values(model: type[Record], owners: list[CompiledKind], asked: ValueTest) -> Iterator[str]:
    """Yield the errors of the values that a field is compared with."""
    found, name = concrete_field(model, asked.path[-1]), ".".join(asked.path)
    sort = field_shape(found)
    if not asked.values:
        if not sort:
            yield f"{name} cannot be asked whether it is set"
        return
    wrong = [value for value in asked.values if type(value) not in TYPES.get(sort, ())]
    wrong += [
        value
        for value in asked.values
        if isinstance(value, Decimal) and sort == "exact" and not fits_fixed_field(value)
    ]
    yield from (f"{name} is never {value!r}: its type is {type(found).__name__}" for value in wrong)
    codes = field_codes(found)
    if found.name == "state" and found.model is Record:
        codes = {state for kind in owners for state in kind.cycle.states} or None
        if codes is not None and model is Record:  # of several kinds, of which a record of some may be merged
            codes |= {MERGED}
    if codes is not None:
        yield from (
            f"{name} is never {value!r}" + known_codes(codes)
            for value in asked.values
            if not wrong and value not in codes
        )
    elif not wrong and sort in ("number", "exact"):
        numbers = [value for value in asked.values if isinstance(value, int | Decimal)]
        yield from (f"{name} is never {value}: {why}" for value in numbers if (why := value_refused(found, value)))


def _least(found: object, condition: Least) -> Iterator[str]:
    name, sort = ".".join(condition.path), field_shape(found)
    if sort not in ("number", "exact", "day"):
        yield f"{name} is not more or less than anything: its type is {type(found).__name__}"
    elif isinstance(condition.value, DeclaredParameter):
        gives, said = condition.value.gives, f"{name} is compared with {condition.value.name}"
        if gives is str:
            yield f"{said}, whose value is words"
        elif gives not in COMPARED[sort == "day"]:
            remedy = ": Meets compares with a bound" if gives is Bound and sort != "day" else ""
            yield f"{said}, whose value is no {'day' if sort == 'day' else 'number'}{remedy}"
    elif type(condition.value) not in (TYPES["day"] if sort == "day" else TYPES["exact"]):
        yield f"{name} is not compared with {condition.value!r}: its type is {type(found).__name__}"
    elif sort != "day" and (why := value_refused(found, condition.value)):
        yield f"{name} is not compared with {condition.value}: {why}"


def _meets(found: object, condition: Meets) -> Iterator[str]:
    name, value = ".".join(condition.path), condition.value
    if field_shape(found) not in ("number", "exact"):
        yield f"{name} meets no bound: its type is {type(found).__name__}"
    elif not isinstance(value, DeclaredParameter):
        yield f"{name} meets {value!r}, which no office sets: Least compares with a number"
    elif value.gives is not Bound:
        yield f"{name} meets {value.name}, which has no sign: it is read by bound, as ≥36"


def value_refused(column: object, value: Decimal | int) -> str:
    """Return why a column of numbers cannot have a value, such as a bound of a condition; "" if it can."""
    number = Decimal(value)
    if not number.is_finite():
        return "that is no number"
    least, most = _range_of(column)
    if number < least:
        return f"it is at least {least}"
    return f"it is at most {most}" if number > most else ""


def _range_of(column: object) -> tuple[Decimal | int, Decimal | int]:
    """Return the least and the largest value that a column of numbers accepts."""
    if isinstance(column, Fixed):
        largest = Decimal(Fixed.LARGEST).scaleb(-Fixed.SCALE)
        least, most = column.taken["min_value"], column.taken["max_value"]
        return least if least is not None else -largest, most if most is not None else largest
    assert isinstance(column, models.IntegerField), column
    # The bounds of every database, not of this one: SQLite's columns are wider.
    least, most = BaseDatabaseOperations.integer_field_ranges[column.get_internal_type()]
    for rule in column.validators:
        least = max(least, rule.limit_value) if isinstance(rule, MinValueValidator) else least
        most = min(most, rule.limit_value) if isinstance(rule, MaxValueValidator) else most
    return least, most


def _compared(
    left: models.Field[object, object],
    right: models.Field[object, object],
    said: str,
    other: Field,
    shapes: Collection[Shape],
) -> Iterator[str]:
    """Yield the errors of comparing two fields, of which the second may have something added."""
    sorts = {field_shape(left), field_shape(right)}
    if (len(sorts) > 1 and sorts != {"number", "exact"}) or not sorts <= {*shapes}:
        yield f"{said}: their types are {type(left).__name__} and {type(right).__name__}"
    elif sorts == {"link"} and left.related_model is not right.related_model:
        yield f"{said}: they lead to {_model_name(left)} and {_model_name(right)}"
    elif "state" in (left.name, right.name) or len({getattr(side, "code_list", None) for side in (left, right)}) > 1:
        yield f"{said}: their codes are of different lists"
    elif other.plus != 0:
        takes: tuple[object, ...] = TYPES["exact"] if "exact" in sorts else (int,)
        gives = other.plus.gives if isinstance(other.plus, DeclaredParameter) else type(other.plus)
        if not sorts <= {"number", "exact", "day"}:
            yield f"{said}: nothing is added to a {type(right).__name__}"
        elif gives not in takes:
            named = other.plus.name if isinstance(other.plus, DeclaredParameter) else repr(other.plus)
            yield f"{said}, and {named} is no number of {'days' if sorts == {'day'} else 'its kind'}"


def _model_name(link: models.Field[object, object]) -> str:
    return getattr(link.related_model, "__name__", str(link.related_model))


def _of_form(name: str, asks: object, asked: ValueTest) -> Iterator[str]:
    listed = getattr(asks, "code_list", None)
    gives = (str,) if listed else next((types for kind, types in _GIVES if isinstance(asks, kind)), ())
    wrong = [value for value in asked.values if type(value) not in gives]
    yield from (f"{name} is never given as {value!r}: its type is {type(asks).__name__}" for value in wrong)
    if listed:
        yield from (
            f"{name} is never given as {value!r}" + known_codes(listed.items)
            for value in asked.values
            if not wrong and value not in listed.items
        )
        return
    choices = getattr(asks, "choices", None)
    if choices is None or wrong or isinstance(choices, CallableChoiceIterator):
        return
    codes = dict(flatten_choices(choices))
    yield from (
        f"{name} is never given as {value!r}" + known_codes(codes) for value in asked.values if value not in codes
    )


def field_codes(column: object) -> set[object] | None:
    """Return the codes that a column can have; None: its values are no codes.

    Those that offices add to a list are not among them: no program can name them.
    """
    if hasattr(column, "code_list"):
        return {*column.code_list.items}
    return {code for code, _label in getattr(column, "flatchoices", ())} or None


def known_codes(codes: Iterable[object]) -> str:
    """Return the codes that there are, as the end of a sentence about one that is not."""
    known = sorted(str(code) for code in codes if code not in ("", None))
    return f": it is one of {', '.join(known[:SHOWN])}" + (" …" if len(known) > SHOWN else "")
