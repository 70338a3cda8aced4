"""What the steps of housekeeping ask for."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import CharField, DateField, DateInput, DecimalField, Textarea
from django.utils.timezone import localdate

from luoshi.lines.housekeeping.models import PaperCopy, SealUse, Service, Shift, Trip
from luoshi.lines.housekeeping.queries import out_already
from luoshi.org.actors.models import Post
from luoshi.org.people.forms import PostField
from luoshi.records.base.words import words, words_now
from luoshi.records.kinds.forms import StepForm, UnitField, asks

_ = words_now(__name__)
lazily = words(__name__)

DATE = DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class OfPost(StepForm):
    """A step that names a post; a record that begins with it belongs to that post and to its unit."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, PostField):
                field.day = localdate(self.at)

    def clean(self) -> dict[str, Any]:
        """The unit is that of the post."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        owner = given.get("owner")
        return {**given, "unit": owner.unit} if owner else given


class AskSeal(asks(SealUse, "seal", "copies", unit=UnitField(label=lazily("Unit")))):  # type: ignore[misc]
    """Which seal on which document, so many copies."""

    title = CharField(label=lazily("Document to be sealed"), max_length=200)
    field_order = ("title", "seal", "copies", "unit")


class Approve(StepForm):
    """Nothing is asked; who asked for it does not approve it. Source: requirements N4: no use without approval."""

    def clean(self) -> dict[str, Any]:
        """Refused to who asked for it."""
        if self.actor.person == self.instance.opener_id:
            raise ValidationError(_("You asked for it yourself: another approves it."))
        return super().clean() or self.cleaned_data


class HandOut(OfPost):
    """A numbered copy goes to somebody. What is written in the paper is asked for nowhere."""

    owner = PostField(label=lazily("Holder (unit and post)"))

    class Meta:
        model = PaperCopy
        fields = ("paper", "serial")

    def clean(self) -> dict[str, Any]:
        """One copy has one holder."""
        given = super().clean()
        if {"paper", "serial"} <= given.keys():
            paper, copy = given["paper"].strip(), given["serial"]
            if holder := out_already(paper, copy):
                self.add_error("serial", _("This copy is out already: %(holder)s has it.") % {"holder": holder})
            given["paper"] = paper
        return given


class Receive(OfPost):
    """What is asked, and who was asked first: the one who enters it, where nobody is named."""

    owner = PostField(label=lazily("First person asked (unit and post)"), required=False)

    class Meta:
        model = Service
        fields = ("title", "words")

    def clean(self) -> dict[str, Any]:
        """Who enters it without naming a post was asked themselves."""
        given = super().clean()
        own = next((seat.post for seat in self.actor.seats if seat.basis == "own"), None)
        if not given.get("owner") and "owner" not in self.errors and own:
            given["owner"] = Post.objects.select_related("unit").get(pk=own)
            given["unit"] = given["owner"].unit
        if not given.get("owner") and "owner" not in self.errors:
            self.add_error("owner", _("Name the post that was asked first."))
        return given


class Hand(OfPost):
    """To whom it is handed: the first person stays responsible."""

    second = PostField(label=lazily("Handed to (unit and post)"))

    def clean_second(self) -> Post:
        """Another than who was asked first."""
        post: Post = self.cleaned_data["second"]
        if post.pk == self.instance.owner_id:
            raise ValidationError(_("This post was asked first: hand it to another."))
        return post


class PlanShift(OfPost):
    """Who is on duty on a day or in a night."""

    owner = PostField(label=lazily("On duty (unit and post)"))

    class Meta:
        model = Shift
        fields = ("day", "part")
        widgets = {"day": DATE}  # noqa: RUF012 (Django's own form)


class AskTrip(asks(Trip, "day", unit=UnitField(label=lazily("Unit")))):  # type: ignore[misc]
    """For what and when."""

    title = CharField(label=lazily("Purpose"), max_length=200)
    day = DateField(label=lazily("Date"), widget=DATE)
    field_order = ("title", "day", "unit")


WORDS = Textarea(attrs={"rows": 3})
ANSWER = asks(None, answer=CharField(label=lazily("Answer"), widget=WORDS, max_length=4000))
TELL = asks(None, told=DateField(label=lazily("Told back on"), widget=DATE))
DESTROY = asks(None, witness=CharField(label=lazily("Witness"), max_length=60))
USED = asks(None, km=DecimalField(label=lazily("Kilometres"), min_value=0, max_digits=8, decimal_places=1))
SETTLE = asks(None, cost=DecimalField(label=lazily("Cost (yuan)"), min_value=0, max_digits=12, decimal_places=2))
HAND_OVER = asks(None, handover=CharField(label=lazily("Handover"), widget=WORDS, max_length=2000))
