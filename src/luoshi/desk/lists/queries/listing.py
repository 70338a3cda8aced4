"""Lists of records: what an actor may read of a kind, filtered and sorted, for the page, the export and the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

import django_filters
from django import forms
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from luoshi.base import lateness
from luoshi.base.forms.shapes import ORDER
from luoshi.base.rights.rules.rights import Actor
from luoshi.dates.lateness import LATE, LATER, lateness_on_day
from luoshi.desk.figures.fields import FigureCutField, FigureSelection
from luoshi.desk.figures.queries.figures import rows_behind_figure
from luoshi.desk.lists.queries.light_filter import LightField, LightFilter
from luoshi.desk.lists.queries.ordering import SORTED, Ordered
from luoshi.desk.lists.validity.queries import CHOICES, narrow_by_validity
from luoshi.desk.tags.filters import SHOW, make_tag_filters, offer_used_lists
from luoshi.desk.tags.part import Tags, tag_parameter
from luoshi.kernel.code_lists.fields import KnownChoice, Listed
from luoshi.kernel.conditions.queries.evaluation import definitely_true
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled import words as column_words
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.choosers import LinkField, chooser_label
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.links import Linked, links_of
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.ordering import NEWEST
from luoshi.kernel.kinds.registry import get_kind, kind_of, kinds_of_model, per_snapshot
from luoshi.kernel.rights.queries.access import list_condition
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.kernel.search.queries import with_words
from luoshi.kernel.unique.queries import open_doubts, ruled_doubles
from luoshi.org.actors.models import Post
from luoshi.org.actors.queries import descendant_unit_ids
from luoshi.org.tree.models import Unit
from luoshi.org.tree.queries import unit_names_on_day as units_called
from luoshi.org.units.choosers import RowField, UnitField
from luoshi.org.units.queries import standing_on

DUE = (("late", _("late")), ("soon", _("due within five working days")), ("none", _("without a date")))
DOUBLE = (("open", _("possible doubles without a ruling")), ("ruled", _("ruled to be doubles")))

# The filters that need only what every record has, and no column of the kind's own.
OF_EVERY_RECORD = frozenset({"q", "state", "unit", "opened", "closed"})


class Several(forms.CheckboxSelectMultiple):
    """Checkboxes for several choices, folded to one line that names the chosen ones."""

    template_name = "records/_several.html"

    def get_context(self, name: str, value: object, attrs: dict[str, object] | None) -> dict[str, object]:
        context = super().get_context(name, value, attrs)
        options = [option for group in context["widget"]["optgroups"] for option in group[1]]
        context["widget"]["taken"] = "、".join(str(option["label"]) for option in options if option["selected"])
        return context


class DayRangeWidget(django_filters.widgets.DateRangeWidget):
    """A range of days, both ends included."""

    template_name = "records/_days.html"

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(attrs)
        ends = (_("from the day"), _("to (including this day)"))
        self.widgets = [forms.DateInput({"type": "date", "aria-label": said}, "%Y-%m-%d") for said in ends]


class UnitFilter(django_filters.Filter):
    """A unit, chosen by typing its id, its code or its whole name."""

    field_class = UnitField


class RecordFilter(django_filters.Filter):
    """A record that a field refers to, chosen among those that the actor may read."""

    field_class = RowField


class LinkFilter(django_filters.Filter):
    """A linked record, chosen by typing."""

    field_class = LinkField


class FigureFilter(django_filters.Filter):
    """The rows behind a figure."""

    field_class = FigureCutField


class RecordListFilter(django_filters.FilterSet):
    """The filters that every list has; a kind adds its own."""

    q = django_filters.CharFilter(label=_("Words"), method="by_words")
    unit = UnitFilter(label=_("Unit, including subordinate units"), method="by_unit")
    due = django_filters.ChoiceFilter(label=_("Due"), choices=DUE, method="by_due", empty_label=_("all"))
    opened = django_filters.DateFromToRangeFilter(label=_("Opened"), widget=DayRangeWidget)
    closed = django_filters.DateFromToRangeFilter(label=_("Closed on"), widget=DayRangeWidget)
    day: date
    units_day: date
    actor: Actor
    kind: CompiledKind
    as_records: QuerySet[Record] | None = None  # all that the list holds unfiltered, of the table of all records alone

    def rows_to_count(self) -> QuerySet[Record]:
        """Return ``qs`` for counting: without the kind's own table, if no filter asks for one of its columns.

        With it, the count of a long list takes up to twice as long.
        """
        rows, narrowing = self.as_records, self._list_criteria()
        if rows is None or self.form.errors or not OF_EVERY_RECORD.issuperset(narrowing):
            return self.qs
        for name in narrowing:
            rows = self.filters[name].filter(rows, self.form.cleaned_data[name])
        return rows

    def _list_criteria(self) -> list[str]:
        """Return the names of the filters that were filled in; reading ``errors`` validates the form."""
        given = self.form.cleaned_data if self.is_bound and self.form.errors is not None else {}
        return [name for name, value in given.items() if name not in (ORDER, SHOW) and value not in (None, "", [])]

    def filter_queryset(self, queryset: QuerySet[Record]) -> QuerySet[Record]:
        """Return the filtered records; none if a filter is invalid, so that never more is shown than was meant."""
        return queryset.none() if self.form.errors else super().filter_queryset(queryset)

    def by_words(self, rows: QuerySet[Record], name: str, words: str) -> QuerySet[Record]:
        """Return records that contain all the words, each anywhere in the number, the fields or the searched texts."""
        return with_words(rows, words, self.kind, self.actor, self.day)

    def by_unit(self, rows: QuerySet[Record], name: str, unit: Unit) -> QuerySet[Record]:
        """Return the records of the unit and its subtree, by the tree of ``units_day``."""
        return rows.filter(unit__in=descendant_unit_ids([unit.pk], self.units_day))

    def by_light(self, rows: QuerySet[Record], name: str, which: str) -> QuerySet[Record]:
        """Return the records that have this light today, by the kind's own lights."""
        lit: Any = self.kind.lights
        found: QuerySet[Record] = lit.narrow(rows, which, self.day)
        return found

    def by_validity(self, rows: QuerySet[Record], name: str, which: str) -> QuerySet[Record]:
        """Return the records with this validity today."""
        return narrow_by_validity(self.kind, rows, which, self.day)

    def by_double(self, rows: QuerySet[Record], name: str, which: str) -> QuerySet[Record]:
        """Return the possible doubles that nobody has ruled on, or those that were ruled to be doubles."""
        return rows.filter(open_doubts(self.kind) if which == "open" else ruled_doubles(self.kind))

    def by_figure(self, rows: QuerySet[Record], name: str, chosen: FigureSelection) -> QuerySet[Record]:
        """Return the records behind a figure that the actor may see."""
        return rows.filter(pk__in=rows_behind_figure(self.kind, chosen.cut, None, self.day))

    def by_tag(self, rows: QuerySet[Record], name: str, code: str) -> QuerySet[Record]:
        """Return the records with this tag, or those without any of its list."""
        for part in self.kind.every(Tags):
            for code_list in part.lists:
                rows = part.narrow(rows, code_list, code) if tag_parameter(code_list) == name else rows
        return rows

    def keep_rows(self, rows: QuerySet[Record], name: str, columns: list[str]) -> QuerySet[Record]:
        """Return all records: columns that are switched on filter nothing."""
        return rows

    def by_due(self, rows: QuerySet[Record], name: str, which: str) -> QuerySet[Record]:
        """Return the open records that are late, due soon, or without a due date."""
        rows = rows.filter(closed=None)
        if which == "late":
            return rows.filter(late_rows(self.kind, self.day))
        if which == "none":
            return rows.filter(due=None)
        return rows.filter(due_stands(self.day, *lateness.DUE_SOON)).exclude(state__in=self.kind.not_owed)


class ListedFilter(django_filters.Filter):
    """A code from a list, including removed codes that old records may still have."""

    field_class = KnownChoice


def _own(kind: CompiledKind, name: str) -> django_filters.Filter:
    """Return the filter for a kind's own field: choices, days, a unit, another record, or a text search."""
    declared, said = kind.record._meta.get_field(name), fields.field_label(kind, name)
    choices = getattr(declared, "choices", None)
    if isinstance(declared, Listed):
        return ListedFilter(field_name=name, label=said, code_list=declared.code_list)
    if choices:
        return django_filters.ChoiceFilter(field_name=name, label=said, choices=choices, empty_label=_("all"))
    if isinstance(declared, models.DateField):
        return django_filters.DateFromToRangeFilter(field_name=name, label=said, widget=DayRangeWidget)
    if isinstance(declared, models.ForeignKey) and declared.related_model is Unit:
        return UnitFilter(field_name=name, label=said)
    if isinstance(declared, Linked):
        return LinkFilter(field_name=name, label=said, link=declared, narrowed=False)
    if isinstance(declared, models.ForeignKey) and issubclass(declared.related_model, Record):
        rows = declared.related_model._default_manager.none()
        return RecordFilter(field_name=name, label=said, queryset=rows, empty_label=_("all"))
    if isinstance(declared, models.CharField | models.TextField):
        return django_filters.CharFilter(field_name=name, label=said, lookup_expr="icontains")
    if isinstance(declared, models.BooleanField):
        return django_filters.BooleanFilter(field_name=name, label=said)
    return django_filters.NumberFilter(field_name=name, label=said)


@per_snapshot()
def filters_of(name: str, language: str | None = None) -> type[RecordListFilter]:
    """Return the filter form class of a kind: words, state, unit, due date, days, and the kind's own fields."""
    return _filters(get_kind(name))


def _filters(declared: CompiledKind) -> type[RecordListFilter]:
    state = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=list(declared.cycle.states.items()), widget=Several
    )
    links = {name: link for name, link in links_of(declared.record).items() if name not in declared.left_out}
    own_columns = declared.sortable
    sortable = {field: asked for asked, field in SORTED.items()} | {
        f"{column}__number" if column in links else column: column for column in own_columns
    }
    labels: dict[str, object] = {"number": _("Number"), "state": _("State")}
    labels |= {name: fields.field_label(declared, name) for name in ("unit", "due")}
    labels |= {column: fields.field_label(declared, column) for column in sortable.values() if column in own_columns}
    order = Ordered(
        fields=sortable,
        field_labels={field: labels[asked] for field, asked in sortable.items()},
        label=_("Order"),
        states=list(declared.cycle.states),
        lists={column: field for column in own_columns if (field := column_words.with_words(declared.record, column))},
        widget=forms.HiddenInput,
    )
    own = {name: _own(declared, name) for name in declared.filters}
    own |= {name: _own(declared, name) for name, link in links.items() if link.back and name not in own}
    if declared.lights is not None:
        lit = LightFilter(
            label=_("Light"), choices=declared.lights.choices, former=declared.lights.former, method="by_light",
            empty_label=_("all"),
        )  # fmt: skip
        own = {"light": lit, **own}
    if not declared.falls_due:  # addresses and programs may still ask by it; no page offers it
        by_due = django_filters.ChoiceFilter(
            label=_("Due"), choices=DUE, method="by_due", empty_label=_("all"), widget=forms.HiddenInput
        )
        own = {"due": by_due, **own}
    if declared.validity is not None:
        by_term = django_filters.ChoiceFilter(
            label=_("Validity"), choices=CHOICES, method="by_validity", empty_label=_("all")
        )
        own = {"validity": by_term, **own}
    if declared.every(Unique):
        twice = django_filters.ChoiceFilter(label=_("Double"), choices=DOUBLE, method="by_double", empty_label=_("all"))
        own = {**own, "double": twice}
    if declared.every(Figure):
        own["figure"] = FigureFilter(label=_("Figure"), kind=declared, method="by_figure")
    own |= make_tag_filters(declared, Several)
    meta = type("Meta", (), {"model": declared.record, "fields": []})
    made: Any = type(
        f"{declared.name}_filters",
        (RecordListFilter,),
        {"state": state, **own, ORDER: order, "Meta": meta, "kind": declared},
    )
    shown = ["q", "state", "unit", "due", *own, "opened", "closed", ORDER]
    made.base_filters = {name: made.base_filters[name] for name in shown}
    return made


def filter_records(
    kind: CompiledKind, actor: Actor, day: date, asked: Mapping[str, Any], *, units_day: date | None = None
) -> RecordListFilter:
    """Return the filled filter form; its ``qs`` holds the records, newest first, with their units.

    Args:
        asked: Values by filter name; ``face`` selects a face of the kind, and an unknown face matches nothing.
        units_day: The day whose tree the unit filter follows; rights and due dates are those of ``day``.
    """
    # The kind is named, though its table holds no other, so that the index gives the newest rows without a scan.
    readable = Q(list_condition(kind, actor, day), kind=kind.name)
    rows = load_list_rows(kind, kind.record._default_manager.filter(readable))
    if name := asked.get("face", ""):
        face = kind.face(name)
        rows = rows.filter(definitely_true(face.where, kind.record, day)) if face else rows.none()
    form = filters_of(kind.name, get_language())(asked or None, queryset=rows)
    form.day, form.units_day, form.actor = day, units_day or day, actor
    form.as_records = None if name else Record.objects.filter(readable)
    offer_used_lists(kind, form.form)
    for field in form.form.fields.values():
        if isinstance(field, UnitField):
            field.queryset = standing_on(form.units_day)
        elif isinstance(field, LightField):
            field.keep_former(asked.get("light", ""))
        elif isinstance(field, LinkField):
            field.of_record(None, field.link.name, actor, day)
        elif isinstance(field, RowField):
            none: Any = field.queryset
            pointed = next(iter(kinds_of_model(none.model)))
            field.queryset = readable_records(pointed, actor, day).order_by(*NEWEST)
    return form


def load_list_rows(kind: CompiledKind, rows: QuerySet[Record]) -> QuerySet[Record]:
    """Return records of a kind, newest first, with what a list shows; links are queried apart, by the actor's rights.

    Protected fields are not loaded: a list shows none, and each would have to be decrypted.
    """
    fields_of = {field.name: field for field in kind.record._meta.get_fields()}
    shown = {*kind.columns, *kind.sortable}
    of_posts = [f"{name}__unit" for name in shown if fields_of[name].related_model is Post]
    of_units = [name for name in shown if fields_of[name].related_model is Unit]
    return rows.select_related("unit", *of_units, *of_posts).order_by(*NEWEST).defer(*kind.masked_fields)


Placed = TypeVar("Placed", Record, Post)


def with_units_called(records: Iterable[Placed], day: date) -> list[Placed]:
    """Return the records or posts with the names that their units had on a day. One query."""
    rows = list(records)
    names = units_called({row.unit_id for row in rows}, day)
    for row in rows:
        row.unit.name, row.unit.short = names.get(row.unit_id, (row.unit.name, row.unit.short))
    return rows


@dataclass(frozen=True)
class Active:
    """An active filter in words, with the query parameters that set it, and the value if it is one of several."""

    label: str
    names: tuple[str, ...]
    value: str | None = None


def active_filters(narrowed: RecordListFilter) -> list[Active]:
    """List the active filters, each as it can be removed. No query."""
    if not narrowed.is_bound or narrowed.form.errors is None:  # reading ``errors`` validates the form
        return []
    found = []
    for name, value in narrowed.form.cleaned_data.items():
        one = narrowed.form.fields[name]
        if name in (ORDER, SHOW) or value in (None, "", []):
            continue
        if isinstance(value, list):
            labels = {str(code): str(label) for code, label in one.choices}
            found += [Active(f"{one.label}: {labels[code]}", (name,), code) for code in value]
        elif isinstance(value, slice):
            ends = [timezone.localdate(end).isoformat() if end else "" for end in (value.start, value.stop)]
            found.append(Active(f"{one.label}: {' – '.join(ends)}", (f"{name}_after", f"{name}_before")))
        else:
            # A chooser's choices are rows of the database: the chosen one gives its own label.
            choices = () if isinstance(one, forms.ModelChoiceField) else getattr(one, "choices", None) or ()
            choices = one.offers() if isinstance(one, KnownChoice) else choices
            labels = {str(code): str(label) for code, label in choices}
            said = chooser_label(value) if isinstance(one, LinkField) else labels.get(str(value), value)
            also = f"{name}_pick" if isinstance(one, LinkField) else f"{name}_key"
            found.append(Active(f"{one.label}: {said}", (name, also)))
    return found


def late_rows(declared: CompiledKind, day: date) -> Q:
    """Return the condition for late records of a kind among the open ones: by due date, or by the kind's own rule."""
    own = declared.lights.late if declared.lights else None
    return own(day) if own else due_stands(day, LATE)


def due_stands(day: date, *codes: str) -> Q:
    """Return the condition for records with this lateness on a day (``dates.lateness``)."""
    return lateness.date_standing_condition("due", day, *codes, in_period="due_in_period")


def due_light_code(record: Record, day: date) -> str:
    """Return the lateness of a record on a day: ``closed``, ``none`` (no date), ``late``, ``soon`` or ``fine``.

    In a state in which nobody owes anything, the due date runs against nobody: ``none`` instead of late or due soon.
    """
    found = light_code_of_values(record.closed, record.due, record.due_in_period, day)
    return "none" if found in ("late", "soon") and record.state in kind_of(record).not_owed else found


def light_code_of_values(closed: datetime | None, due: date | None, in_period: bool, day: date) -> str:
    """Return the same code from values that were read without their record."""
    if closed:
        return "closed"
    if due is None:
        return "none"
    return {LATE: "late", LATER: "fine"}.get(lateness_on_day(due, day, in_period).code, "soon")
