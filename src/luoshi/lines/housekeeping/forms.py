"""What steps of housekeeping ask that depends on who takes them."""

from __future__ import annotations

from typing import Any

from luoshi.org.actors.models import Post
from luoshi.records.base.words import words_now
from luoshi.records.kinds.forms import StepForm

_ = words_now(__name__)


class RequestReceiveForm(StepForm):
    """What is asked, and who was asked first: the one who enters it, where nobody is named."""

    def clean(self) -> dict[str, Any]:
        """Who enters it without naming a post was asked themselves."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("owner") or self.has_error("owner"):
            return given
        own = next((seat.post for seat in self.actor.seats if seat.basis == "own"), None)
        if own is None:
            self.add_error("owner", _("Name the post that was asked first."))
            return given
        return {**given, "owner": Post.objects.select_related("unit").get(pk=own)}
