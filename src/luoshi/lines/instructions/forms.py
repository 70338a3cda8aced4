"""What is asked when an instruction is entered, passed on and answered."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.forms import CharField, DateField, DateInput, Textarea
from django.utils.timezone import localdate

from luoshi.dates.counting import after
from luoshi.ledger.assigning.forms import LeaderField
from luoshi.lines.instructions.models import Instruction
from luoshi.lines.instructions.queries import by_number
from luoshi.org.actors.models import Post
from luoshi.org.people.queries import posts
from luoshi.org.rights.rules.rights import Role
from luoshi.records.base.words import words, words_now
from luoshi.records.kinds.forms import EvidenceField, StepForm, UnitField, asks

_ = words_now(__name__)
lazily = words(__name__)
DAYS = 15  # working days are the office's to choose; 15 days is common for an ordinary instruction. Source: 02 §2.3 (a)
DATE = DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class Give(asks(Instruction, "whose", "words", "given", "by")):  # type: ignore[misc]
    """Whose, on what, in which words, to which unit, to be answered by when."""

    about = CharField(
        label=lazily("On what (its number)"),
        max_length=40,
        required=False,
        help_text=lazily("Empty where it is on a paper that is not kept here."),
    )
    decider = LeaderField(label=lazily("The leader's post, where there is one here"))
    given = DateField(label=lazily("Written on"), widget=DATE)
    by = DateField(label=lazily("Answer by"), widget=DATE)
    unit = UnitField(label=lazily("Unit that answers"))
    paper = EvidenceField(label=lazily("The paper with the instruction"), required=False)
    field_order = ("about", "whose", "decider", "words", "given", "unit", "by", "paper")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = localdate(self.at)
        own = [seat.post for seat in self.actor.seats if seat.role is Role.LEADER]
        self.own: int | None = None
        choice: Any = self.fields["decider"]
        rows = posts.posts_of_day(day).filter(role=Role.LEADER)
        if own and not any(seat.role is Role.SUPERVISOR for seat in self.actor.seats):
            rows = rows.filter(pk__in=own)  # a leader writes in their own name alone
            self.initial.setdefault("whose", self.actor.name)
            self.initial["decider"] = self.own = own[0]
        choice.queryset = with_holders(rows, day)
        self.initial["given"] = day
        self.initial["by"] = after(day, DAYS, "day").day

    def clean_about(self) -> Any:
        """The record of that number, which one may read."""
        number = self.cleaned_data["about"].strip()
        if not number:
            return None
        found = by_number(number, self.actor, localdate(self.at))
        if found is None:
            raise ValidationError(_("There is no matter of this number that you may read."))
        return found

    def clean_given(self) -> date:
        """Nothing was written in the future."""
        day: date = self.cleaned_data["given"]
        if day > localdate(self.at):
            raise ValidationError(_("This day lies in the future."))
        return day

    def clean_by(self) -> date:
        """No answer can be asked for by a day that is past."""
        day: date = self.cleaned_data["by"]
        if day < localdate(self.at):
            raise ValidationError(_("This day is past."))
        return day

    def clean(self) -> dict[str, Any]:
        """It is called by its words; what a leader enters is that leader's."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if self.own and given.get("decider") is None:
            given["decider"] = Post.objects.get(pk=self.own)
        said = " ".join(given.get("words", "").split())
        return {**given, "title": said[:60] + ("…" if len(said) > 60 else "")}


class Brief(asks(Instruction, "words", "by")):  # type: ignore[misc]
    """What a leader writes on a matter that is before them: the words, and by when."""

    by = DateField(label=lazily("Answer by"), widget=DATE)
    field_order = ("words", "by")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].widget.attrs["rows"] = 3
        self.initial["by"] = after(localdate(self.at), DAYS, "day").day


def with_holders(rows: Any, day: date) -> Any:
    """The posts with who holds them, as ``LeaderField`` shows them."""
    return rows.order_by("pk").prefetch_related(Prefetch("tenures", posts.now(day), to_attr="now"))


class Answer(StepForm):
    """What the unit did on it."""

    answer = CharField(label=lazily("Answer"), widget=Textarea(attrs={"rows": 5}), max_length=2000)
    proof = EvidenceField(required=False)
