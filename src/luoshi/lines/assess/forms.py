"""Forms for adding items to a scheme and scoring them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from luoshi.figures.style import decimal_text
from luoshi.kernel.base.words import words, words_now
from luoshi.kernel.kinds.forms.step_forms import StepForm
from luoshi.lines.assess import queries
from luoshi.lines.assess.models import Score
from luoshi.parts.review.forms import split_numbers

_ = words_now(__name__)
lazily = words(__name__)

EVERY = "*"
COLUMNS: dict[str, Any] = {field.name: field for field in Score._meta.get_fields()}
SHORT = forms.Textarea(attrs={"rows": 3})


class PutIn(StepForm):
    """The form to add commitments as items with the same marks: by heading, by number, or all that are left."""

    line, marks = COLUMNS["line"].formfield(), COLUMNS["marks"].formfield()
    heading = forms.ChoiceField(label=lazily("Heading of the plan"), required=False)
    numbers = forms.CharField(
        label=lazily("Or by their numbers"),
        required=False,
        max_length=4000,
        widget=SHORT,
        help_text=lazily("Numbers of commitments, separated by spaces or commas."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = queries.open_plan_headings(self.instance) if self.instance.pk else []
        choices: Any = self.fields["heading"]
        choices.choices = [("", _("choose")), (EVERY, _("all that remain")), *((part, part) for part in parts)]

    def clean(self) -> dict[str, Any]:
        """Require either a heading or numbers, and commitments that can be added."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        heading, numbers = given.get("heading"), split_numbers(given.get("numbers") or "")
        if bool(heading) == bool(numbers):
            raise ValidationError(_("Choose a heading, or give numbers; not both."))
        rows = queries.commitments_without_item(self.instance)
        if numbers:
            rows = rows.filter(number__in=numbers)
            free = {row.number for row in rows}
            if wrong := [number for number in numbers if number not in free]:
                said = {"numbers": "、".join(wrong)}
                self.add_error("numbers", _("Cannot be added from this plan: %(numbers)s.") % said)
        elif heading != EVERY:
            rows = rows.filter(part=heading)
        if not self.errors and not rows:
            raise ValidationError(_("All commitments of the plan are already items."))
        kept = {"heading": "" if heading == EVERY else heading, "numbers": ""}
        return {**given, **kept, "commitments": [row.number for row in rows]}  # the journal names each of them


def format_score_range(one: Score) -> str:
    """Format the range of an item's score."""
    normal = _("From 0 to %(marks)s: a normal item keeps at most its marks.")
    words = normal if one.line == "normal" else _("From 0 to %(marks)s: a special item can only add marks.")
    return words % {"marks": decimal_text(one.marks)}


class ScoreDecisionForm(StepForm):
    """The form for a score and its reason; the step sets the fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.score, reason = list(self.fields)
        self.initial[reason] = ""  # each decision has its own reason
        self.fields[reason].widget = SHORT
        if self.instance.pk:
            self.fields[self.score].help_text = format_score_range(self.instance)

    def for_many(self) -> None:
        """Ask for one score for all; each is checked against its own marks."""
        self.fields[self.score].help_text = _("The same score for all of them.")


class Agree(StepForm):
    """The form for a reason only: the score is the proposed one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        (self.reason,) = self.fields
        self.initial[self.reason] = ""
        self.fields[self.reason].widget = SHORT

    def clean(self) -> dict[str, Any]:
        """Add the score proposed on that day; the guard checks that there is one."""
        given: dict[str, object] = super().clean() or self.cleaned_data
        known = queries.proposed_score(self.instance, localdate(self.at)) if self.instance.pk else None
        return {**given, "own" if self.reason == "own_reason" else "score": known}
