"""Forms for orders on units. They only parse; the actions refuse what is impossible."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from luoshi.base.labels import Label
from luoshi.org.base.ports import OpenItem
from luoshi.org.base.screened_forms import CleanedValues, ScreenedForm
from luoshi.org.orders.rules import Estate
from luoshi.org.people.forms import DayField, PostField
from luoshi.org.tree.messages import fault_sentences
from luoshi.org.tree.models import Unit
from luoshi.org.tree.rules.particulars import DETAILS, LONGEST, Particulars, normalize_particular
from luoshi.org.units.choosers import UnitField
from luoshi.org.units.queries import found_exactly, merging_with, proposed_code, standing_on

APART = 50  # open items that may each get another heir; the others go together
_PARTS = re.compile(r"[,，;；、\t]")


def _text(name: str, label: Label, *, required: bool = False, help_text: Label = "") -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=LONGEST[name] + 20, help_text=help_text)


class OrderForm(ScreenedForm):
    """An order on a unit, or for a new one; its choosers look up the units of its day."""

    day = DayField(
        label=_("From day"),
        help_text=_("The first day on which it is valid. It may be in the past if it becomes known late."),
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        unit: Unit | None,
        today: date,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial={"day": today, **(initial or {})})
        self.unit, self.today = unit, today
        self.on = self._sent_day() or today
        for field in self.fields.values():
            if isinstance(field, UnitField):
                field.queryset = standing_on(self.on)
            elif isinstance(field, PostField):
                field.day = today
        if "day" in self.fields:
            self.order_fields([*(name for name in self.fields if name != "day"), "day"])

    def _sent_day(self) -> date | None:
        try:
            return date.fromisoformat(self.data.get("day", "")[:10])
        except ValueError:
            return None

    def clean(self) -> CleanedValues:
        """Normalize names and codes."""
        cleaned = super().clean() or {}
        for name in LONGEST:
            if isinstance(cleaned.get(name), str):
                cleaned[name] = normalize_particular(name, cleaned[name])
        return cleaned

    def _sound(self, names: Iterable[str]) -> list[str]:
        """Return those of these fields that have no error yet."""
        return [name for name in names if name not in self.errors]

    def add_faults(self, what: Particulars, names: Iterable[str]) -> None:
        """Add the errors of these particulars to the form's fields."""
        for name, remarks in what.faults().items():
            if name in names:
                self.add_error(name, fault_sentences(name, remarks, getattr(what, name)))


class FoundUnitForm(OrderForm):
    """A new unit."""

    name = _text("name", _("Unit name"), required=True)
    short = _text("short", _("Abbreviation"))
    code = _text(
        "code",
        _("Unit code"),
        help_text=_(
            "Your own code; it never changes and is used only once. If empty, the pinyin initials of the name."
        ),
    )
    parent = UnitField(label=_("Under"), required=False, help_text=_("If empty, at the top of the tree."))
    division = _text("division", _("Division code"), help_text=_("2, 4, 6, 9 or 12 digits."))
    credit = _text("credit", _("Credit code"), help_text=_("18 characters."))
    remark = _text("remark", _("Remark"))
    sort = _text(
        "sort", _("Order number"), help_text=_("Lists of units are sorted by it, then by name. If empty, last.")
    )

    def clean(self) -> CleanedValues:
        cleaned = super().clean()
        if not cleaned.get("code") and cleaned.get("name"):
            cleaned["code"] = proposed_code(cleaned["name"])
        self.add_faults(self.build_particulars(cleaned), self._sound(LONGEST))
        return cleaned

    @staticmethod
    def build_particulars(cleaned: CleanedValues) -> Particulars:
        """Return the particulars of the unit to be founded."""
        return Particulars(**{name: cleaned.get(name, "") for name in LONGEST})


class Rename(OrderForm):
    """Another name from a day on."""

    name = _text("name", _("New name"), required=True)
    short = _text("short", _("New abbreviation"))


class MoveUnitForm(OrderForm):
    """Another parent from a day on."""

    parent = UnitField(label=_("New place: under"), required=False, help_text=_("If empty, at the top of the tree."))


class Amend(OrderForm):
    """Particulars without dates."""

    day = None  # type: ignore[assignment]
    division = FoundUnitForm.base_fields["division"]
    credit = FoundUnitForm.base_fields["credit"]
    remark = FoundUnitForm.base_fields["remark"]
    sort = FoundUnitForm.base_fields["sort"]

    def clean(self) -> CleanedValues:
        cleaned = super().clean()
        self.add_faults(
            Particulars("-", "-", **{name: cleaned.get(name, "") for name in DETAILS}), self._sound(DETAILS)
        )
        return cleaned


class EstateForm(OrderForm):
    """An order that may end a unit: it asks who takes over what the unit leaves behind."""

    heir = UnitField(
        label=_("Successor for open matters"),
        required=False,
        help_text=_("Required if there are open matters or posts; you can give single ones to others below."),
    )
    posts = forms.ChoiceField(
        label=_("Its posts"),
        choices=[
            ("move", _("move to that unit with their holders")),
            ("end", _("end; their holders lose the post")),
        ],
        initial="move",
        widget=forms.RadioSelect,
    )
    owner = PostField(
        label=_("Matters of ended posts go to the post"),
        required=False,
        help_text=_("If empty, to the unit itself. Only where posts end."),
    )

    def __init__(
        self, data: Mapping[str, object] | None = None, *, waiting: Sequence[OpenItem] = (), **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.apart = {_field_of(matter.reference): matter.reference for matter in waiting[:APART]}
        for matter in waiting[:APART]:
            label = _("Handed over separately: %(title)s") % {"title": matter.title}
            field = UnitField(label=label, required=False, help_text=_("If empty, together with the rest."))
            field.queryset = standing_on(self.on)
            self.fields[_field_of(matter.reference)] = field

    def estate(self, heir: int | str | None) -> Estate:
        """Return who takes over what."""
        given = self.cleaned_data
        each = {reference: given[name].pk for name, reference in self.apart.items() if given.get(name)}
        owner = given.get("owner") if given["posts"] == "end" else None
        return Estate(heir, each, given["posts"], owner.pk if owner else None)


def _field_of(reference: str) -> str:
    return "each_" + reference.replace(":", "_")


class CloseUnitForm(EstateForm):
    """Closing a unit."""

    field_order = ("heir", "children_to", "posts", "owner")
    children_to = UnitField(
        label=_("Its direct subordinate units move to"), required=False, help_text=_("Required if there are any.")
    )


class Ticks(forms.CheckboxSelectMultiple):
    """Checkboxes under headings, in a scrolling list."""

    template_name = "org/_ticks.html"


class MergeUnitsForm(EstateForm):
    """Merging a unit, alone or with others, into an existing or a new unit."""

    field_order = ("others", "elsewhere", "heir", "new_name", "new_short", "posts", "owner")
    others = forms.TypedMultipleChoiceField(
        label=_("Merge together with"),
        coerce=int,
        required=False,
        widget=Ticks,
        help_text=_("Tick the units. If none is ticked, only this one is merged into the unit named below."),
    )
    elsewhere = UnitField(label=_("Also with a unit elsewhere in the tree"), required=False)
    heir = UnitField(
        label=_("Merge into the unit"),
        required=False,
        help_text=_(
            "It may be one of the ticked units or this one; it takes over everything. To merge into a new unit, "
            "enter its name below."
        ),
    )
    new_name = _text("name", _("Or into a new unit with the name"), help_text=_("It takes the place of this unit."))
    new_short = _text("short", _("Abbreviation"))

    def __init__(self, data: Mapping[str, object] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        assert self.unit is not None
        offered, whole = merging_with(self.unit, self.on)
        self.fields["others"].choices = offered  # type: ignore[attr-defined]
        if whole:
            del self.fields["elsewhere"]
        merged = ("merge", _("move to that unit with their holders; posts with the same title become one"))
        self.fields["posts"].choices = [merged, *EstateForm.base_fields["posts"].choices]  # type: ignore[attr-defined]
        self.initial.setdefault("posts", "merge")

    def clean(self) -> CleanedValues:
        cleaned = super().clean()
        news = [cleaned.get("new_name"), cleaned.get("new_short")]
        if not self.errors and bool(cleaned.get("heir")) is bool(news[0]):
            self.add_error("heir", _("Enter either an existing unit or a new one."))
        if news[0]:
            cleaned["new"] = Particulars(proposed_code(news[0]), news[0], news[1] or "")
            for name, remarks in cleaned["new"].faults().items():
                self.add_error(f"new_{name}" if name == "short" else "new_name", fault_sentences(name, remarks))
        cleaned["ending"] = self._ending_units(cleaned)
        if not self.errors and not cleaned["ending"]:
            self.add_error("others", _("Tick at least one unit to merge into this one."))
        return cleaned

    def _ending_units(self, cleaned: CleanedValues) -> list[Unit]:
        """Return the units that end: this one and the ticked ones, without the one that continues."""
        units = Unit.objects.in_bulk(cleaned.get("others") or ())
        named = [self.unit, *(units[pk] for pk in cleaned.get("others") or ()), cleaned.get("elsewhere")]
        return [unit for unit in dict.fromkeys(named) if unit and unit != cleaned.get("heir")]


class SplitUnitForm(EstateForm):
    """New units split off from a unit, beside it or instead of it."""

    field_order = ("into", "keeps", "heir", "children_to", "posts", "owner")
    into = forms.CharField(
        label=_("New units"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "One per line: code, name and abbreviation, separated by commas or tabs. They take the place of this unit."
        ),
    )
    keeps = forms.BooleanField(label=_("The unit continues to exist alongside them"), required=False)
    heir = forms.CharField(  # type: ignore[assignment]
        label=_("Successor for open matters"),
        required=False,
        help_text=_("The code of a new unit, or the code or name of an existing one. Only if this unit is closed."),
    )
    children_to = forms.CharField(
        label=_("Its direct subordinate units move to"),
        required=False,
        help_text=_("The code of a new unit. Only if this unit is closed."),
    )

    def clean_into(self) -> list[Particulars]:
        return new_units(self.cleaned_data["into"])

    def clean(self) -> CleanedValues:
        cleaned = super().clean()
        cleaned["heir"] = self._heir(cleaned.get("heir", "").strip(), cleaned.get("into") or [])
        cleaned["children_to"] = cleaned.get("children_to", "").strip()
        return cleaned

    def _heir(self, words: str, news: Iterable[Particulars]) -> int | str | None:
        if not words:
            return None
        for particulars in news:
            if words in (particulars.code, particulars.name):
                return particulars.code
        try:
            return _one(words, self.on).pk
        except ValidationError as error:
            self.add_error("heir", error)
            return None


def new_units(words: str) -> list[Particulars]:
    """Parse new units, one per line: code, name and optional abbreviation.

    Raises:
        ValidationError: a line has too few or too many parts, or invalid ones.
    """
    found = []
    for line in _lines(words):
        parts = [part for piece in _PARTS.split(line) if (part := piece.strip())]
        if not 2 <= len(parts) <= 3:
            said = _("“%(line)s”: enter code, name and optionally abbreviation, separated by commas.")
            raise ValidationError(said, params={"line": line})
        made = Particulars(parts[0], *(normalize_particular("name", part) for part in parts[1:]))
        for name, remarks in made.faults().items():
            raise ValidationError([f"“{line}”: {sentence}" for sentence in fault_sentences(name, remarks)])
        found.append(made)
    return found


def _lines(words: str) -> list[str]:
    return [line for line in words.splitlines() if line.strip()][:100]


def _one(words: str, day: date) -> Unit:
    found = found_exactly(standing_on(day), words.strip())
    if len(found) == 1:
        return found[0]
    said = (
        _("Several units have the name “%(name)s”: enter the code.")
        if found
        else _("There is no unit “%(name)s” at that time.")
    )
    raise ValidationError(said, params={"name": words.strip()})
