"""Forms for the page of dues, and for enrolling a member."""

from __future__ import annotations

from datetime import date

from django import forms

from luoshi.desk.figures.forms import CountingForm
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.step_forms import DayInput, StepForm
from luoshi.kernel.kinds.language.parts import Face
from luoshi.org.units.choosers import UnitFilterField

_ = words(__name__)


class DueForm(CountingForm):
    """The filter form: year, unit with its subtree, and face."""

    year = forms.IntegerField(label=_("Year"), required=False, min_value=2000, max_value=2100)
    unit = UnitFilterField(label=_("Unit, including subordinate units"), required=False)
    face = forms.ChoiceField(label=_("Kind of organisation"), required=False)

    def __init__(self, data: object, kind: CompiledKind, today: date) -> None:
        super().__init__(data, today)
        faces = [("", "—"), *((face.name, str(face.label)) for face in kind.every(Face))]
        self.fields["face"].choices = faces  # type: ignore[attr-defined]


class Enrol(StepForm):
    """The form for a member who need not be in the register yet."""

    member = forms.CharField(label=_("Name of the member"), max_length=60)
    position = forms.CharField(label=_("Position"), max_length=60, required=False)
    from_day = forms.DateField(label=_("Joined on"), widget=DayInput())
    dues = forms.DateField(label=_("Dues paid until"), widget=DayInput(), required=False)
