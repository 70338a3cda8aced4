"""Forms about people and posts. They only parse; the actions decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Generic, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from luoshi.base.labels import Label
from luoshi.org.actors.models import ROLES, Person, Post
from luoshi.org.base.screened_forms import CleanedValues, ScreenedForm
from luoshi.org.people.queries.people import found_person
from luoshi.org.people.queries.posts import found_post
from luoshi.org.tree.models import Unit
from luoshi.org.units.choosers import UnitField
from luoshi.org.units.queries import standing_on

RowT = TypeVar("RowT", Person, Post)
CHARGES = 4  # boxes for units on an empty form; a page with charges has this many more
CHOICES = [(role.value, label) for role, label in ROLES.items()]

_SEVERAL = _("There are several “%(name)s”: choose one from the list.")
_NONE = _("There is no “%(name)s”: choose one from the list.")


class LookupText(str):
    """The text in a chooser's box, with the key of the item chosen from its list, or ""."""

    key: str
    note: str

    def __new__(cls, words: str, key: str = "", note: str = "") -> LookupText:
        made = super().__new__(cls, words)
        made.key, made.note = key, note
        return made


class Chooser(forms.TextInput):
    """A text box that suggests rows while typing; without scripts it is a plain text box."""

    template_name = "luoshi/_chooser.html"

    def __init__(self, source: str, list_label: Label) -> None:
        super().__init__()
        self.source, self.list_label = source, list_label

    def get_context(self, name: str, value: object, attrs: dict[str, object] | None) -> dict[str, object]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"source": reverse(self.source), "list_label": self.list_label, "key_name": f"{name}_key"}
        if isinstance(value, LookupText):
            context["widget"] |= {"key": value.key, "note": value.note}
        return context

    def value_from_datadict(self, data: Mapping[str, object], files: object, name: str) -> LookupText | Person | Post:
        if isinstance(found := data.get(name), Person | Post):  # a sheet's name that was looked up with all others
            return found
        return LookupText(str(data.get(name) or "").strip(), str(data.get(f"{name}_key") or ""))


class LookupField(forms.Field, Generic[RowT]):
    """A row chosen by typing. Its key counts only while it still matches the text in the box."""

    source = ""
    list_label: Label = ""
    day: date

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=Chooser(self.source, self.list_label), **kwargs)

    def find(self, words: str) -> list[RowT]:
        """Find the rows that this text, or an id, may mean; at most three."""
        raise NotImplementedError

    def to_python(self, value: str | RowT | None) -> RowT | None:
        if not value or not isinstance(value, str):
            return value or None
        if isinstance(value, LookupText) and value.key.isdecimal():
            for row in self.find(value.key):
                if str(row.pk) == value.key and str(row) == value:
                    return row
        found = self.find(str(value))
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(_SEVERAL, params={"name": value})
        raise ValidationError(_NONE, params={"name": value})

    def unclear_name(self, words: str, *, several: bool) -> str:
        """Return the sentence about a name that nobody, or more than one, has."""
        return str(_SEVERAL if several else _NONE) % {"name": words[:120]}

    def prepare_value(self, value: object) -> object:
        return LookupText(str(value), str(value.pk)) if isinstance(value, Person | Post) else value


class PersonField(LookupField[Person]):
    """A person: by name if it is unique, else from the list."""

    source, list_label = "org:find_person", _("People")

    def find(self, words: str) -> list[Person]:
        return found_person(words)


class PostField(LookupField[Post]):
    """A post of today: by its unit's name and its title, else from the list."""

    source, list_label = "org:find_post", _("Posts")

    def find(self, words: str) -> list[Post]:
        return found_post(words, self.day)

    def example(self, record: Any, around: Any) -> str:
        """Return the key of a post in the record's unit, or of another post if this one owns the record already."""
        theirs = record is not None and record.owner_id == around.post.pk
        return str((around.another_post if theirs else around.post).pk)


class DayField(forms.DateField):
    """A date field with the browser's calendar."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **kwargs)


class DayForm(ScreenedForm):
    """A form that knows the day, because its choosers offer what exists on it."""

    def __init__(self, data: Mapping[str, object] | None = None, *, day: date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.today = day
        for field in self.fields.values():
            self.set_day(field)

    def set_day(self, field: forms.Field) -> None:
        """Set the day of a chooser field."""
        if isinstance(field, LookupField):
            field.day = self.today
        elif isinstance(field, UnitField):
            field.queryset = standing_on(self.today)


def _last(**kwargs: Any) -> DayField:
    return DayField(label=_("Last day"), **kwargs)


class EnterPerson(DayForm):
    """A new person; asks for confirmation if the name exists already."""

    name = forms.CharField(label=_("Full name"), max_length=50)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    namesake = forms.BooleanField(label=_("This is another person of the same name"), required=False)


class CorrectPerson(DayForm):
    """A person's name and contact details. An empty field keeps its value, because the form does not show it."""

    name = forms.CharField(label=_("Full name"), max_length=50)
    phone = forms.CharField(
        label=_("New telephone"), max_length=30, required=False, help_text=_("If left empty, the present one is kept.")
    )
    email = forms.EmailField(
        label=_("New e-mail"), required=False, help_text=_("If left empty, the present one is kept.")
    )


class FieldsInCharge(forms.CharField):
    """What the holder of a post is in charge of."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Fields in charge"),
            max_length=200,
            required=False,
            help_text=_("In the office's own terms. It grants no rights."),
        )


class ChangeFields(DayForm):
    """What the holder of a post is in charge of from now on."""

    fields_in_charge = FieldsInCharge()


class SetUpPost(DayForm):
    """A new post, with the units it answers for."""

    unit = UnitField(label=_("Unit"))
    title = forms.CharField(
        label=_("Title of the post"),
        max_length=60,
        help_text=_("The title used in the office, for example 办公室干事."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=CHOICES)
    fields_in_charge = FieldsInCharge()
    start = DayField(label=_("First day"))

    def __init__(self, data: Mapping[str, object] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        _boxes(self, CHARGES, ())


class Charges(DayForm):
    """The units whose subtrees a post answers for from a day on."""

    start = DayField(
        label=_("First day"),
        help_text=_("From this day on it is responsible for these units and their subordinate units only."),
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, units: Iterable[Unit] = (), **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        here = list(units)
        sent = [name for name in (data or {}) if name.startswith("unit_") and not name.endswith("_key")]
        _boxes(self, max(len(here) + CHARGES, len(sent)), here)


def _boxes(form: DayForm, count: int, units: Iterable[Unit]) -> None:
    here = list(units)
    for number in range(min(count, 100)):
        first = here[number] if number < len(here) else None
        box = UnitField(label=_("Answers for"), required=False, initial=first)
        form.fields[f"unit_{number}"] = box
        form.set_day(box)


def selected_units(given: CleanedValues) -> list[Unit]:
    """Return the units in the boxes, each once."""
    return list(dict.fromkeys(unit for name, unit in given.items() if name.startswith("unit_") and unit))


class Appoint(DayForm):
    """A holder or deputy of a post, and the days. The page supplies either the person or the post."""

    person = PersonField(label=_("Person"))
    post = PostField(label=_("Post"), help_text=_("Unit and title, or the name of the holder."))
    start = DayField(label=_("First day"))
    last = _last(required=False, help_text=_("If left empty, until further notice."))
    deputy = forms.BooleanField(
        label=_("As deputy: with the rights of the post on these days, alongside its holder"), required=False
    )

    def __init__(
        self, data: Mapping[str, object] | None = None, *, without: str = "", deputy: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        if without:
            del self.fields[without]
        if deputy:
            del self.fields["deputy"]
            self.fields["last"].required, self.fields["last"].help_text = True, ""


class EndTenure(DayForm):
    """The last day on which a person holds a post, and their successor."""

    last = _last()
    successor = PersonField(
        label=_("Successor"),
        required=False,
        help_text=_("Begins on the next day. Open matters stay with the post."),
    )


class EndPost(DayForm):
    """The last day of a post, and the post that takes over its open items."""

    last = _last()
    to = PostField(
        label=_("Open matters go to"),
        required=False,
        help_text=_("Another post that somebody holds; required if there are open matters."),
    )
    why = forms.CharField(label=_("Reason"), max_length=200)


class GiveMandate(DayForm):
    """The post that may record a leader's decisions, the days, and the authorizing paper."""

    secretary = PostField(label=_("Secretary's post"))
    start = DayField(label=_("First day"))
    last = _last()
    basis = forms.CharField(
        label=_("Basis"),
        max_length=200,
        help_text=_("Number and name of the document in which the leader gives the mandate."),
    )


class EndMandate(DayForm):
    """The last day of a mandate."""

    last = _last()


class Leave(DayForm):
    """The day from which a person holds no post, and who continues the work of each of their posts."""

    day = DayField(label=_("Leaves on"), help_text=_("The first day without posts: today or earlier."))

    def __init__(self, data: Mapping[str, object] | None = None, *, posts: Iterable[Post] = (), **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for post in posts:
            successor = PersonField(label=_("%(post)s: successor") % {"post": post}, required=False)
            to = PostField(label=_("%(post)s: or its open matters go to") % {"post": post}, required=False)
            for name, field in ((f"successor_{post.pk}", successor), (f"to_{post.pk}", to)):
                self.fields[name] = field
                self.set_day(field)
        self.fields["why"] = forms.CharField(label=_("Reason"), max_length=200)


class Enable(DayForm):
    """The reason why a disabled account is enabled again."""

    why = forms.CharField(label=_("Reason"), max_length=200)


class RefuseProposal(DayForm):
    """The reason why a proposal is refused."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
