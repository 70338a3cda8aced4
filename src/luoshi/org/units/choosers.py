"""The unit chooser: a text box that accepts an id, a code, or a full name that only one unit has."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from luoshi.base.database.kept_answers import keep_answer
from luoshi.org.tree.models import Unit
from luoshi.org.units.queries import found_exactly, units_by_exact_words, units_by_name_end

if TYPE_CHECKING:  # Django's own fields take no type arguments at run time
    _RowChoice = forms.ModelChoiceField[Model]
    _UnitChoice = forms.ModelChoiceField[Unit]
else:
    _RowChoice = _UnitChoice = forms.ModelChoiceField

_SEVERAL = _("Several units have the name “%(name)s”: choose one.")
_END_SO = _("The names of several units end with “%(name)s”: %(names)s. Type more of the name.")
_MANY_END_SO = _("The names of %(n)s units end with “%(name)s”: %(names)s and others. Type more of the name.")
_UNKNOWN = _("There is no unit “%(name)s” today.")


LEAST_END = 2  # characters; with one, nearly every name ends so
MOST_NAMED = 5


class Picked(str):
    """The text in a chooser's box, with the key of the item it means."""

    key = ""

    def __new__(cls, words: str, key: object) -> Picked:
        made = super().__new__(cls, words)
        made.key = str(key)
        return made


class RowField(_RowChoice):
    """One row of a query, by its key.

    A key too long for any column is an invalid choice. If the key is also another table's (a plan's, a commitment's),
    Django queries the database for it, and SQLite raises ``OverflowError``.
    """

    def to_python(self, value: object) -> Any:
        if isinstance(value, str | int) and not isinstance(value, bool) and len(str(value)) > 18:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value})
        return super().to_python(value)


class UnitField(_UnitChoice):
    """A unit, chosen by typing its id, its code, or a full name that only one unit has.

    With ``day``, of all units of that day; else of the queryset.
    """

    day: date | None = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Unit.objects.none(), widget=UnitInput(), **kwargs)

    def to_python(self, value: Any) -> Unit | None:
        if value in self.empty_values or isinstance(value, Unit):
            return value or None
        found = self._find_units(str(value).strip())
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(_SEVERAL, params={"name": value})
        raise ValidationError(_UNKNOWN, params={"name": value})

    def unclear_name(self, words: str, *, several: bool) -> str:
        """Return the sentence about a name that no unit, or more than one, has."""
        said = _SEVERAL if several else _UNKNOWN
        return str(said) % {"name": words[:120]}

    def example(self, record: object, around: Any) -> str:
        """Return the record's own unit."""
        return str(around.unit.pk)

    def prepare_value(self, value: object) -> Any:
        """Return the unit's name for the box, even if the unit was submitted by id."""
        if isinstance(value, str) and value.isdecimal():
            found = self._find_units(value)
            return Picked(found[0].name, found[0].pk) if len(found) == 1 else value
        return Picked(str(value), value.pk) if isinstance(value, Unit) else value

    def _find_units(self, words: str) -> list[Unit]:
        if self.day is not None:
            return units_by_exact_words(words, self.day)
        units = Unit.objects.none() if self.queryset is None else self.queryset
        # A filter asks for what was typed, and again for the name to show in its box.
        return keep_answer((found_exactly, units, words), lambda: found_exactly(units, words))


class UnitFilterField(UnitField):
    """The unit of a filter: as in ``UnitField``, or by the end of its name if no other unit's name ends so.

    Only for filters: what is stored about a unit needs its whole name.
    """

    def to_python(self, value: object) -> Unit | None:
        words = str(value or "").strip()
        if isinstance(value, Unit) or words.isdecimal() or len(words) < LEAST_END or self._find_units(words):
            return super().to_python(value)
        found = units_by_name_end(Unit.objects.none() if self.queryset is None else self.queryset, words)
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(_UNKNOWN, params={"name": words})
        names = "、".join(unit.name for unit in found[:MOST_NAMED])
        if len(found) > MOST_NAMED:
            raise ValidationError(_MANY_END_SO, params={"n": len(found), "name": words, "names": names})
        raise ValidationError(_END_SO, params={"name": words, "names": names})


class ChooserInput(forms.TextInput):
    """A text box that suggests rows while typing; without scripts it is a plain text box.

    Subclasses set in ``get_context`` where the rows come from, ``source``, and what they are, ``list_label``.
    """

    template_name = "luoshi/_chooser.html"


class UnitInput(ChooserInput):
    """The chooser for units. A chosen unit is submitted by its id."""

    def get_context(self, name: str, value: object, attrs: dict[str, object] | None) -> dict[str, object]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"source": reverse("org:find_unit"), "list_label": _("Units"), "key_name": f"{name}_key"}
        context["widget"]["key"] = getattr(value, "key", "")
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.get(f"{name}_key") or super().value_from_datadict(data, files, name)
