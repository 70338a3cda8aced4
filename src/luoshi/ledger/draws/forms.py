"""What is asked when checks are drawn, made, answered and reviewed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.drawing.draws import numbers
from luoshi.ledger.assigning.forms import DATE
from luoshi.ledger.base.models.plan import Plan
from luoshi.ledger.draws.models import Check, Draw
from luoshi.ledger.draws.queries import plans
from luoshi.org.units.choosers import RowField
from luoshi.records.kinds.forms import EvidenceField, Reason, StepForm, UnitField, asks

LINES = forms.Textarea(attrs={"rows": 3})
PICTURES = (".jpg", ".jpeg", ".png")


def _to_come(form: Any, name: str) -> date:
    day: date = form.cleaned_data[name]
    if day < localdate(form.at):
        raise ValidationError(_("This day is past."))
    return day


class SetUp(asks(Draw, "of", "size", "sources", "by")):  # type: ignore[misc]
    """What is drawn from, how many, and where the numbers are to come from: said before they are known."""

    unit = UnitField(label=gettext_lazy("Office that draws"))
    plan = RowField(Plan.objects.none(), label=gettext_lazy("Plan"), required=False, empty_label=gettext_lazy("all"))
    by = forms.DateField(label=gettext_lazy("Checked by"), widget=DATE)
    size = forms.IntegerField(
        label=gettext_lazy("How many are drawn"),
        required=False,
        min_value=1,
        max_value=10_000,
        help_text=gettext_lazy("Empty: the share that your office has set under Parameters."),
    )
    sources = forms.CharField(
        label=gettext_lazy("Where the numbers come from"),
        max_length=300,
        help_text=gettext_lazy(
            "What nobody knows yet, in its order, for instance: the next draw of a public lottery; dice that the "
            "discipline inspector throws."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        narrowed: Any = self.fields["plan"]
        narrowed.queryset = plans(self.actor, localdate(self.at))
        self.order_fields(["unit", "of", "plan", "size", "sources", "by"])

    def clean_by(self) -> date:
        """A day to come."""
        return _to_come(self, "by")

    def clean(self) -> dict[str, Any]:
        """Its title follows from its day."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        return {**given, "title": _("Checks drawn on %(day)s") % {"day": localdate(self.at)}}


class Numbers(asks(Draw, "numbers", "witness")):  # type: ignore[misc]
    """The numbers, a line for each source, and who gave them."""

    numbers = forms.CharField(
        label=gettext_lazy("Numbers of chance"),
        max_length=1000,
        widget=LINES,
        help_text=gettext_lazy("A line for each source, in the order that was announced; numbers parted by blanks."),
    )
    witness = forms.CharField(label=gettext_lazy("Who gave the numbers"), max_length=60)

    def clean_numbers(self) -> str:
        """Numbers, and nothing else."""
        typed: str = self.cleaned_data["numbers"]
        try:
            found = numbers(typed)
        except ValueError:
            raise ValidationError(_("Only numbers: a line for each source, parted by blanks.")) from None
        return "\n".join(" ".join(map(str, one)) for one in found)


class Ask(asks(Check, "pictures")):  # type: ignore[misc]
    """What the unit is to show. Pictures only if the checker wants them. Source: 国办函〔2026〕12号."""

    words = forms.CharField(label=gettext_lazy("What is to be shown"), max_length=500, widget=LINES)


class Show(StepForm):
    """What the checker asked to see."""

    words = forms.CharField(label=gettext_lazy("Answer"), max_length=2000, widget=LINES)
    evidence = EvidenceField(required=False)

    def clean_evidence(self) -> Any:
        """No picture that nobody asked for."""
        files = self.cleaned_data["evidence"]
        sent = [str(one) for one in files if str(one).lower().endswith(PICTURES)]
        if sent and not self.instance.pictures:
            raise ValidationError(
                _("No pictures are asked for: leave out %(names)s."), params={"names": "、".join(sent)}
            )
        return files


class Sound(asks(Check, "way", "finding")):  # type: ignore[misc]
    """How it was checked and what was found. Source: 政府督查工作条例 art. 16: clear facts and evidence."""

    finding = forms.CharField(label=gettext_lazy("Finding"), max_length=2000, widget=LINES)
    evidence = EvidenceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].required = True


class Fault(Sound):
    """The same, and until when it is to be put right."""

    limit = forms.DateField(label=gettext_lazy("To be put right by"), widget=DATE)

    class Meta:
        model = Check
        fields = ("way", "finding", "limit")

    def clean_limit(self) -> date:
        """A day to come."""
        return _to_come(self, "limit")


class Mend(StepForm):
    """What was put right."""

    words = forms.CharField(label=gettext_lazy("What was put right"), max_length=2000, widget=LINES)
    evidence = EvidenceField(required=False)


class Limit(Reason):
    """Why, and until when."""

    limit = forms.DateField(label=gettext_lazy("To be put right by"), widget=DATE)

    def clean_limit(self) -> date:
        """A day to come."""
        return _to_come(self, "limit")
