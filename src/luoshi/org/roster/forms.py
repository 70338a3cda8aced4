"""Forms for a roster: the workbook, the answers about unknown units, and one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.org.people.forms import CHOICES, DayForm, EnterPerson
from luoshi.org.roster.words import LONGEST
from luoshi.org.tree.rules.particulars import LONGEST as UNIT_LONGEST
from luoshi.org.tree.rules.particulars import normalize_particular, particular_errors
from luoshi.org.units.choosers import UnitField

MAKE = "make"
MOST_CHARGES = 1000  # characters of the units named for one leader


class UnknownUnits(DayForm):
    """For each unknown unit: which one is meant, or that it is created, with its code."""

    everything = forms.BooleanField(label=_("Create all of these units that are undecided"), required=False)
    parent = UnitField(
        label=_("New units stand under"), required=False, help_text=_("If empty, at the top of the tree.")
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        unknown: Sequence[tuple[str, Sequence[tuple[int, str]], str]] = (),
        said: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        """
        Args:
            unknown: (name, similar units as (id, name), suggested code) of each.
            said: what was chosen before, by name: MAKE or an id.
        """
        super().__init__(data, **kwargs)
        self.names = [name for name, _near, _code in unknown]
        for number, (name, close, code) in enumerate(unknown):
            choices = [
                ("", _("undecided")),
                *((str(pk), called) for pk, called in close),
                (MAKE, _("create this unit")),
            ]
            self.fields[f"unit_{number}"] = forms.ChoiceField(
                label=name, choices=choices, required=False, initial=(said or {}).get(name, "")
            )
            self.fields[f"code_{number}"] = forms.CharField(
                label=_("%(name)s: unit code") % {"name": name},
                max_length=UNIT_LONGEST["code"],
                required=False,
                initial=code,
                widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            )

    def rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Return for each unknown unit its name and both bound fields."""
        return [(name, self[f"unit_{n}"], self[f"code_{n}"]) for n, name in enumerate(self.names)]

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        for number in range(len(self.names)):
            code = normalize_particular("code", given.get(f"code_{number}") or "")
            if code and particular_errors("code", code):
                self.add_error(f"code_{number}", _("A unit code must not contain spaces."))
            given[f"code_{number}"] = code
        return given

    def existing_units(self) -> dict[str, int]:
        """Return the ids of the existing units that names mean."""
        found = {name: self.cleaned_data.get(f"unit_{n}") or "" for n, name in enumerate(self.names)}
        return {name: int(unit) for name, unit in found.items() if unit.isdecimal()}

    def units_to_create(self) -> dict[str, str]:
        """Return the codes of the units to create, by name."""
        given, meant = self.cleaned_data, self.existing_units()
        return {
            name: given[f"code_{n}"]
            for n, name in enumerate(self.names)
            if name not in meant and (given["everything"] or given.get(f"unit_{n}") == MAKE) and given[f"code_{n}"]
        }


class LeaderFields(DayForm):
    """For each leader of whom the sheet names no field: the field, and the units in charge by their names."""

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        leaders: Sequence[tuple[int, str, str]] = (),
        said: Mapping[int, tuple[str, str]] | None = None,
        **kwargs: Any,
    ) -> None:
        """
        Args:
            leaders: (row, name, unit) of each.
            said: what was entered before, by row.
        """
        super().__init__(data, **kwargs)
        self.leaders = leaders
        for row, name, _unit in leaders:
            fields, charges = (said or {}).get(row, ("", ""))
            self.fields[f"fields_{row}"] = forms.CharField(
                label=_("%(name)s: fields in charge") % {"name": name},
                max_length=LONGEST["fields"],
                required=False,
                initial=fields,
            )
            self.fields[f"charges_{row}"] = forms.CharField(
                label=_("%(name)s: units in charge") % {"name": name},
                max_length=MOST_CHARGES,
                required=False,
                initial=charges,
            )

    def rows(self) -> list[tuple[str, str, forms.BoundField, forms.BoundField]]:
        """Return for each leader name, unit and both bound fields."""
        return [(name, unit, self[f"fields_{row}"], self[f"charges_{row}"]) for row, name, unit in self.leaders]

    def answers(self) -> dict[int, tuple[str, str]]:
        """Return what was entered, by row; both are "" where nothing was."""
        given = self.cleaned_data
        return {
            row: (" ".join(given[f"fields_{row}"].split()), given[f"charges_{row}"].strip())
            for row, _name, _unit in self.leaders
        }


class AddPerson(EnterPerson):
    """A person with post and account; without a unit only the person."""

    unit = UnitField(
        label=_("Unit"), required=False, help_text=_("If empty, only the person is entered, without a post.")
    )
    title = forms.CharField(
        label=_("Post"),
        max_length=LONGEST["title"],
        required=False,
        help_text=_("The title used in the office. If empty, the name of the role."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=[("", "—"), *CHOICES], required=False)
    fields_in_charge = forms.CharField(
        label=_("Fields in charge"),
        max_length=LONGEST["fields"],
        required=False,
        help_text=_("In the office's own terms. It grants no rights."),
    )
    username = forms.CharField(
        label=_("Account"),
        max_length=LONGEST["username"],
        required=False,
        help_text=_("If empty, the name in pinyin."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    field_order = ("name", "phone", "unit", "title", "role", "fields_in_charge", "username", "email", "namesake")
