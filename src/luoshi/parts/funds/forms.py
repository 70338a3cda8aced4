"""Forms of a fund's steps."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from luoshi.base.labels import Label
from luoshi.figures.rounding import round_to_places
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.forms.step_forms import DayInput, StepForm
from luoshi.parts.funds.queries import account_receipts, fund_sums_by_year

_ = words(__name__)

MOST = 10**12  # yuan; more must be a typing error


def _sum(label: Label, least: str) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=Decimal(least), max_value=MOST, decimal_places=2)


def _year(label: Label) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=2000, max_value=2100)


class ReceiptForm(StepForm):
    """The form for a receipt: sum, day and source."""

    sum = _sum(_("Sum (yuan)"), "0.01")
    received = forms.DateField(label=_("Received on"), widget=DayInput())
    source = forms.CharField(label=_("Source and purpose"), max_length=200)


class Allot(StepForm):
    """The form for the budget line of a year."""

    year = _year(_("Year"))
    sum = _sum(_("Line of the year (yuan)"), "0")
    basis = forms.CharField(label=_("Basis of the decision"), max_length=200)

    def clean_year(self) -> int:
        """Check that the fund exists in that year.

        Raises:
            ValidationError: it does not.
        """
        year: int = self.cleaned_data["year"]
        fund = self.instance
        if date(year, 12, 31) < fund.from_day or (fund.to_day and date(year, 1, 1) > fund.to_day):
            raise ValidationError(_("The fund does not exist in that year."), code="outside")
        return year


class CloseYear(StepForm):
    """The form to close a year that is over and follows the last closed one."""

    year = _year(_("Year to be closed"))

    def clean_year(self) -> int:
        """Check that the year is over and has a line.

        Raises:
            ValidationError: it is not over, is closed already, has no line, or an earlier year is open.
        """
        year: int = self.cleaned_data["year"]
        closed = self.instance.closed_year
        if year >= timezone.localdate(self.at).year:
            raise ValidationError(_("That year is not over yet."), code="going")
        if closed and year <= closed:
            raise ValidationError(_("It is already closed up to %(year)d."), code="closed", params={"year": closed})
        lines = fund_sums_by_year([self.instance.pk])[self.instance.pk]
        if year not in lines:
            raise ValidationError(_("There is no line for that year."), code="none")
        earlier = [line for line in lines if line < year and line > (closed or 0)]
        if earlier:
            raise ValidationError(_("Close %(year)d first."), code="order", params={"year": min(earlier)})
        return year


class TakeBack(StepForm):
    """The form to reverse a receipt booked by mistake."""

    movement = forms.ChoiceField(label=_("Receipt"))
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: object, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["movement"]
        field.choices = [
            (str(receipt.pk), f"{receipt.on} · {round_to_places(receipt.effect, 2)}")
            for receipt in account_receipts(self.instance)
        ]
