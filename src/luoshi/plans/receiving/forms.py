"""Forms for receiving a plan and for correcting its particulars."""

from __future__ import annotations

from django.forms import CharField, IntegerField, TextInput
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.kinds.forms.step_forms import make_step_form
from luoshi.org.units.choosers import UnitField
from luoshi.plans.base.models.plan import Plan

YEAR = IntegerField(label=_("Year"), min_value=2000, max_value=2100, widget=TextInput(attrs={"inputmode": "numeric"}))
HEAD = ("title", "origin", "issuer", "mark", "received", "rhythm", "supervision", "designated")
DESIGNATED = CharField(
    label=_("Designation"),
    required=False,
    max_length=300,
    help_text=_(
        "If a department supervises for the government: who designated it, for which matter, scope, duty and period."
    ),
)
RECEIVE = make_step_form(Plan, *HEAD, year=YEAR, unit=UnitField(label=_("Kept by")), designated=DESIGNATED)
DESCRIBE = make_step_form(Plan, *HEAD, year=YEAR, designated=DESIGNATED)
