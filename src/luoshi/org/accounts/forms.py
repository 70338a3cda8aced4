"""What the forms ask by which accounts are opened. They parse and decide nothing: the actions do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.org.accounts.rules.accounts import LONGEST
from luoshi.org.people.forms import Asked

TAKE, NAME = "take_", "name_"  # before a person's id, in the names of the fields for many


def _name_field(label: Any, **kwargs: Any) -> forms.CharField:
    """What an account is called. Browsers neither fill it in nor turn its letters into capitals."""
    widget = forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"})
    return forms.CharField(label=label, max_length=LONGEST, widget=widget, **kwargs)


class OpenAccount(Asked):
    """What the account of one person is called."""

    username = _name_field(
        _("Account"), help_text=_("What the person will sign in with. It stays the same from then on.")
    )


class OpenAccounts(Asked):
    """For each of these people whether an account is opened, and what it is called."""

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


def sent_people(data: Any) -> list[int]:
    """The ids of the people who were chosen in what was sent, whether or not there are such."""
    found = [name.removeprefix(TAKE) for name in data if name.startswith(TAKE)]
    return [int(one) for one in found if one.isascii() and one.isdecimal() and len(one) < 19]
