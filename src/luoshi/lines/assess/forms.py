"""What is asked when a scheme is set up, items are put in, scored, and objected to."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from luoshi.figures.style import decimal_text
from luoshi.ledger.base.models.plan import Plan
from luoshi.lines.assess import queries
from luoshi.lines.assess.models import LINES, Scheme, Score
from luoshi.org.units.choosers import RowField
from luoshi.records.base.words import words, words_now
from luoshi.records.kinds.forms import UnitField, asks

_ = words_now(__name__)
lazily = words(__name__)

HIGHEST = 10_000  # marks of one item
EVERY = "*"
SHORT = forms.Textarea(attrs={"rows": 3})


def marks_field(label: Any, **more: Any) -> forms.DecimalField:
    """A box for marks: at most two decimal places."""
    more = {"min_value": 0, "max_value": HIGHEST, **more}
    return forms.DecimalField(label=label, max_digits=7, decimal_places=2, **more)


def worth() -> forms.DecimalField:
    """What an item is worth: more than nothing."""
    return marks_field(lazily("Marks of each item"), min_value=Decimal("0.01"))


class SetUp(asks(Scheme, "basis", "late", "own")):  # type: ignore[misc]
    """For which plan, on what basis, what a late normal item loses, and whether units score themselves first."""

    title = forms.CharField(label=lazily("Name of the scheme"), max_length=200)
    unit = UnitField(label=lazily("Office that assesses"))
    # Whose plan it may be follows from the office, and whose office that is from the right to begin there.
    plan = RowField(Plan.objects.exclude(edition=0), label=lazily("Plan"))
    basis = forms.CharField(
        label=lazily("Basis"),
        max_length=300,
        help_text=lazily("The document that orders the assessment, with its number."),
    )
    late = marks_field(
        lazily("Marks that a late normal item loses"),
        required=False,
        help_text=lazily("As the scheme says; an item loses at most its own. Empty: nothing is proposed for it."),
    )

    own = forms.BooleanField(
        label=lazily("Units score themselves first"),
        required=False,
        help_text=lazily("Only where the basis asks for it. It is shown beside the score and counts in no sum."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields["plan"]
        offered.error_messages["invalid_choice"] = _("This office keeps no such plan.")
        offered.choices = [
            ("", _("choose")),
            *((one.pk, str(one)) for one in queries.plans_of(self.actor, localdate(self.at))),
        ]
        self.order_fields(["title", "unit", "plan", "basis", "late", "own"])

    def clean(self) -> dict[str, Any]:
        """A plan that the office itself keeps; the year is the plan's."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        plan, unit = given.get("plan"), given.get("unit")
        if plan and unit and plan.unit_id != unit.pk:
            self.add_error("plan", _("This office keeps no such plan."))
        return {**given, "year": plan.year} if plan else given


class Change(asks(Scheme, "basis", "late", "own")):  # type: ignore[misc]
    """The same of a scheme that is there, but for its plan."""

    title = forms.CharField(label=lazily("Name of the scheme"), max_length=200)
    basis, late, own = (SetUp.base_fields[name] for name in ("basis", "late", "own"))
    field_order = ("title", "basis", "late", "own")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["title"] = self.instance.title


class PutIn(asks(None)):  # type: ignore[misc]
    """Which commitments become items, all alike: those of a heading, some by number, or all that are left."""

    line = forms.ChoiceField(label=lazily("Normal or special"), choices=LINES)
    marks = worth()
    heading = forms.ChoiceField(label=lazily("Heading of the plan"), required=False)
    numbers = forms.CharField(
        label=lazily("Or by their numbers"),
        required=False,
        max_length=4000,
        widget=SHORT,
        help_text=lazily("Numbers of commitments, parted by blanks or commas."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = queries.headings(self.instance) if self.instance.pk else []
        choices: Any = self.fields["heading"]
        choices.choices = [("", _("choose")), (EVERY, _("all that are left")), *((one, one) for one in parts)]

    def clean(self) -> dict[str, Any]:
        """Either a heading or numbers, and commitments that can be put in."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        heading, typed = given.get("heading"), re.split(r"[\s,，、;；]+", given.get("numbers") or "")
        numbers = [one for one in dict.fromkeys(typed) if one]
        if bool(heading) == bool(numbers):
            raise ValidationError(_("Choose a heading, or give numbers; not both."))
        rows = queries.free(self.instance)
        if numbers:
            rows = rows.filter(number__in=numbers)
            free = {row.number for row in rows}
            if wrong := [one for one in numbers if one not in free]:
                said = {"numbers": "、".join(wrong)}
                self.add_error("numbers", _("Not free to be put in from this plan: %(numbers)s.") % said)
        elif heading != EVERY:
            rows = rows.filter(part=heading)
        if not self.errors and not rows:
            raise ValidationError(_("All of the plan's commitments are items already."))
        kept = {"heading": "" if heading == EVERY else heading, "numbers": ""}
        return {**given, **kept, "commitments": [row.number for row in rows]}  # the journal names each of them


class Worth(asks(Score, "line", "marks")):  # type: ignore[misc]
    """What an item is worth, and in which line."""

    marks = worth()


def within(one: Score) -> str:
    """Between what the score of an item lies."""
    normal = _("From 0 to %(marks)s: a normal item keeps at most its marks.")
    words = normal if one.line == "normal" else _("From 0 to %(marks)s: a special item only gains.")
    return words % {"marks": decimal_text(one.marks)}


def reason_field() -> forms.CharField:
    """Why an item has its score."""
    return forms.CharField(label=lazily("Reason of the score"), max_length=500, widget=SHORT)


def decides(score: str, reason: str) -> Any:
    """The form that asks for a score of an item and its reason, each kept in the field so named."""
    own = {score: marks_field(lazily("Score")), reason: reason_field()}

    class Decide(asks(Score, score, reason, **own)):  # type: ignore[misc]
        """The score of an item, with the reason."""

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.initial[reason] = ""  # each decision has its own
            if self.instance.pk:
                self.fields[score].help_text = within(self.instance)

        def for_many(self) -> None:
            """The same score for all: each is held against its own marks."""
            self.fields[score].help_text = _("The same score for all of them.")

    return Decide


def agrees(score: str, reason: str) -> Any:
    """The form that asks for the reason alone: the score is the one proposed."""

    class Agree(asks(Score, reason, **{reason: reason_field()})):  # type: ignore[misc]
        """The score that is proposed, with the reason."""

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.initial[reason] = ""

        def clean(self) -> dict[str, Any]:
            """The score is the one proposed on that day; whether there is one, the guard says."""
            given: dict[str, Any] = super().clean() or self.cleaned_data
            known = queries.proposal(self.instance, localdate(self.at)) if self.instance.pk else None
            return {**given, score: known}

    return Agree


Decide, Agree = decides("score", "reason"), agrees("score", "reason")
ScoreOneself, ScoreOneselfAsProposed = decides("own", "own_reason"), agrees("own", "own_reason")
