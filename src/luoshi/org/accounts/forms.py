"""Forms for opening accounts. They only parse; the actions decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.base.labels import Label
from luoshi.org.accounts.rules.accounts import LONGEST
from luoshi.org.accounts.rules.slips import HOURS, USUAL_HOURS
from luoshi.org.people.forms import DayForm

SPANS = {1: _("1 hour"), 4: _("4 hours"), 8: _("8 hours"), 24: _("1 day"), 48: _("2 days"), 72: _("3 days")}
TAKE, NAME = "take_", "name_"  # prefixes of a person's id in the field names of forms for many people


def _name_field(label: Label, **kwargs: Any) -> forms.CharField:
    """Return the field for a username. Browsers neither fill it in nor capitalize its letters."""
    widget = forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"})
    return forms.CharField(label=label, max_length=LONGEST, widget=widget, **kwargs)


def _hours_field() -> forms.ChoiceField:
    """Return the field for how long the slips are valid."""
    choices = [(str(hour), SPANS[hour]) for hour in HOURS]
    return forms.ChoiceField(label=_("Slips are valid for"), choices=choices, initial=str(USUAL_HOURS), required=False)


def hours_of(given: Mapping[str, Any]) -> int:
    """Return the chosen hours, or the default if nothing was sent."""
    return int(given.get("hours") or USUAL_HOURS)


class OpenAccount(DayForm):
    """The username of one person's account."""

    username = _name_field(_("Account"), help_text=_("The account name for signing in. It cannot be changed later."))
    hours = _hours_field()


class OpenAccounts(DayForm):
    """For each of these people: whether to open an account, and its username."""

    hours = _hours_field()

    def __init__(
        self, data: Mapping[str, object] | None = None, *, people: Iterable[tuple[int, str, str]] = (), **kwargs: Any
    ) -> None:
        """
        Args:
            people: (id, name, suggested username) of each.
        """
        super().__init__(data, **kwargs)
        for pk, person, suggested in people:
            take = forms.BooleanField(label=_("Choose %(name)s") % {"name": person}, required=False, initial=True)
            label = _("%(name)s: account") % {"name": person}
            self.fields[f"{TAKE}{pk}"] = take
            self.fields[f"{NAME}{pk}"] = _name_field(label, required=False, initial=suggested)

    def chosen_usernames(self) -> dict[int, str]:
        """Return the usernames by the ids of the chosen people."""
        found = (int(name.removeprefix(TAKE)) for name, taken in self.cleaned_data.items() if taken is True)
        return {pk: str(self.cleaned_data.get(f"{NAME}{pk}", "")) for pk in found}


class PrintSlips(DayForm):
    """The accounts for which to print a slip, and how long it is valid."""

    hours = _hours_field()

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        accounts: Iterable[tuple[int, str]] = (),
        chosen: Iterable[int] = (),
        **kwargs: Any,
    ) -> None:
        """
        Args:
            accounts: (id, the person's name) of each.
            chosen: the ids of those ticked at first.
        """
        super().__init__(data, **kwargs)
        ticked = set(chosen)
        for pk, person in accounts:
            label = _("Choose %(name)s") % {"name": person}
            self.fields[self.name_of(pk)] = forms.BooleanField(label=label, required=False, initial=pk in ticked)

    @staticmethod
    def name_of(account: int) -> str:
        """Return the field name of an account's checkbox."""
        return f"{TAKE}{account}"

    def chosen_accounts(self) -> list[int]:
        """Return the ids of the ticked accounts, in the order of the page."""
        return [int(name.removeprefix(TAKE)) for name, taken in self.cleaned_data.items() if taken is True]


class SlipHours(forms.Form):
    """How long the slip of one account is valid."""

    hours = _hours_field()


def sent_people(data: Iterable[str]) -> list[int]:
    """Return the ids of the people chosen in the submitted data, whether or not they exist."""
    found = [name.removeprefix(TAKE) for name in data if name.startswith(TAKE)]
    return [int(digits) for digits in found if digits.isascii() and digits.isdecimal() and len(digits) < 19]
