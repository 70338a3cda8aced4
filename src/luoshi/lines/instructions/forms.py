"""Forms of instructions."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.utils.timezone import localdate

from luoshi.base.rights.rules.rights import Role
from luoshi.commitments.assigning.forms import LeaderField
from luoshi.dates.time_limits import count_limit_after
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.forms.step_forms import DayInput, StepForm, make_step_form
from luoshi.lines.instructions.models import Instruction
from luoshi.org.actors.models import Post
from luoshi.org.people.queries import posts

lazily = words(__name__)
DAYS = 15  # days are the office's choice; 15 is common for an ordinary instruction. Source: 02 §2.3 (a)
OWN = {"decider": LeaderField(label=lazily("The leader's post, if there is one here"))}


class Give(StepForm):
    """The form of an instruction: leader, subject, words, unit, and due date."""

    def __init__(self, *args: object, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = localdate(self.at)
        own = [seat.post for seat in self.actor.seats if seat.role is Role.LEADER]
        self.own: int | None = None
        choice: Any = self.fields["decider"]
        rows = posts.posts_of_day(day).filter(role=Role.LEADER)
        if own and not any(seat.role is Role.SUPERVISOR for seat in self.actor.seats):
            rows = rows.filter(pk__in=own)  # leaders write only in their own name
            self.initial["whose"] = self.actor.name
            self.initial["decider"] = self.own = own[0]
        choice.queryset = rows.order_by("pk").prefetch_related(
            Prefetch("tenures", posts.tenures_with_people(day), to_attr="now")
        )
        self.initial["given"], self.initial["by"] = day, count_limit_after(day, DAYS, "day").day
        if self.instance.about is not None:
            self.initial["unit"] = self.instance.about.unit

    def clean(self) -> dict[str, object]:
        """Default the leader's post to the user's own."""
        given: dict[str, object] = super().clean() or self.cleaned_data
        if self.own and given.get("decider") is None:
            given["decider"] = Post.objects.get(pk=self.own)
        return given


class Brief(make_step_form(Instruction, "words", "by")):  # type: ignore[misc]
    """The form for a leader on a record's page: words and due date."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].widget.attrs["rows"] = 3
        self.fields["by"].widget = DayInput()
        self.initial["by"] = count_limit_after(localdate(self.at), DAYS, "day").day
