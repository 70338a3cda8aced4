"""Forms of housekeeping that depend on the user."""

from __future__ import annotations

from luoshi.kernel.base.words import words_now
from luoshi.kernel.kinds.forms.step_forms import StepForm
from luoshi.org.actors.models import Post

_ = words_now(__name__)


class RequestReceiveForm(StepForm):
    """The form for a question and who was asked first; by default the user."""

    def clean(self) -> dict[str, object]:
        """Default the owner to the user's own post."""
        given: dict[str, object] = super().clean() or self.cleaned_data
        if given.get("owner") or self.has_error("owner"):
            return given
        own = next((seat.post for seat in self.actor.seats if seat.basis == "own"), None)
        if own is None:
            self.add_error("owner", _("Enter the post that was asked first."))
            return given
        return {**given, "owner": Post.objects.select_related("unit").get(pk=own)}
