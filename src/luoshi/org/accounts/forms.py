"""What the forms ask by which accounts are opened. They parse and decide nothing: the actions do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.org.accounts.rules.accounts import LONGEST
from luoshi.org.accounts.rules.slips import HOURS, USUAL_HOURS
from luoshi.org.people.forms import DayForm

SPANS = {1: _("1 hour"), 4: _("4 hours"), 8: _("8 hours"), 24: _("1 day"), 48: _("2 days"), 72: _("3 days")}
TAKE, NAME = "take_", "name_"  # before a person's id, in the names of the fields for many


def _name_field(label: Any, **kwargs: Any) -> forms.CharField:
    """What an account is called. Browsers neither fill it in nor turn its letters into capitals."""
    widget = forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"})
    return forms.CharField(label=label, max_length=LONGEST, widget=widget, **kwargs)


def _hours_field() -> forms.ChoiceField:
    """For how long the slips hold."""
    choices = [(str(hour), SPANS[hour]) for hour in HOURS]
    return forms.ChoiceField(label=_("Slips hold for"), choices=choices, initial=str(USUAL_HOURS), required=False)


def hours_of(given: Mapping[str, Any]) -> int:
    """The hours that were chosen, or the usual ones where nothing was sent."""
    return int(given.get("hours") or USUAL_HOURS)


class OpenAccount(DayForm):
    """What the account of one person is called."""

    username = _name_field(
        _("Account"), help_text=_("What the person will sign in with. It stays the same from then on.")
    )
    hours = _hours_field()


class OpenAccounts(DayForm):
    """For each of these people whether an account is opened, and what it is called."""

    hours = _hours_field()

    def __init__(self, data: Any = None, *, people: Iterable[tuple[int, str, str]] = (), **kwargs: Any) -> None:
        """
        Args:
            people: of each id, name, and the suggested name of the account.
        """
        super().__init__(data, **kwargs)
        for pk, person, suggested in people:
            take = forms.BooleanField(label=_("Choose %(name)s") % {"name": person}, required=False, initial=True)
            label = _("%(name)s: account") % {"name": person}
            self.fields[f"{TAKE}{pk}"] = take
            self.fields[f"{NAME}{pk}"] = _name_field(label, required=False, initial=suggested)

    def chosen(self) -> dict[int, str]:
        """The names of the accounts by the ids of the people who were chosen."""
        found = (int(name.removeprefix(TAKE)) for name, taken in self.cleaned_data.items() if taken is True)
        return {pk: str(self.cleaned_data.get(f"{NAME}{pk}", "")) for pk in found}


class PrintSlips(DayForm):
    """For which of these accounts a slip is printed, and for how long it holds."""

    hours = _hours_field()

    def __init__(
        self,
        data: Any = None,
        *,
        accounts: Iterable[tuple[int, str]] = (),
        chosen: Iterable[int] = (),
        **kwargs: Any,
    ) -> None:
        """
        Args:
            accounts: of each id and its person's name.
            chosen: the ids of those that are ticked at first.
        """
        super().__init__(data, **kwargs)
        ticked = set(chosen)
        for pk, person in accounts:
            label = _("Choose %(name)s") % {"name": person}
            self.fields[self.name_of(pk)] = forms.BooleanField(label=label, required=False, initial=pk in ticked)

    @staticmethod
    def name_of(account: int) -> str:
        """The name of an account's box."""
        return f"{TAKE}{account}"

    def chosen(self) -> list[int]:
        """The ids of the accounts that were ticked, in the order of the page."""
        return [int(name.removeprefix(TAKE)) for name, taken in self.cleaned_data.items() if taken is True]


class SlipHours(forms.Form):
    """For how long the slip of one account holds."""

    hours = _hours_field()


def sent_people(data: Any) -> list[int]:
    """The ids of the people who were chosen in what was sent, whether or not there are such."""
    found = [name.removeprefix(TAKE) for name in data if name.startswith(TAKE)]
    return [int(digits) for digits in found if digits.isascii() and digits.isdecimal() and len(digits) < 19]
