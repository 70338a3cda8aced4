"""The forms of an award: they doubt a name that is reserved, and say by when the next cycle is due."""

from __future__ import annotations

from luoshi.kernel.base.words import words_now
from luoshi.kernel.kinds.forms.handed import Handed
from luoshi.kernel.kinds.forms.step_forms import StepForm
from luoshi.lines.awards.rules import is_reserved_name, next_cycle_due
from luoshi.org.base.screened_forms import CleanedValues

_ = words_now(__name__)


class AwardForm(StepForm):
    """The form of an award, or of its last cycle; the day by which the next is due follows from what is typed."""

    def clean(self) -> dict[str, object]:
        """Add the last day of the year of the next cycle."""
        given: CleanedValues = super().clean() or self.cleaned_data
        last, interval = (given.get(name, getattr(self.instance, name)) for name in ("last", "interval"))
        return {**given, "due_on": next_cycle_due(last, interval)}

    def find_doubts(self) -> dict[str, list[str]]:
        """Say that only the State and provinces may set a prize of this name; prizes of others may be entered."""
        given = self.cleaned_data
        if given.get("ours") != "yes" or not is_reserved_name(str(given.get("title") or "")):
            return {}
        words = _("Only the State, a province and some ministries may set a 科学技术奖: call your own prize otherwise.")
        return {"title": [words]}


class HeldForm(Handed):
    """The year of a cycle, from a call of the award that was decided."""

    def is_valid(self) -> bool:
        """Add the last day of the year of the next cycle; the year was validated by the call."""
        self.cleaned_data = {**self.data, "due_on": next_cycle_due(self.data["last"], self.instance.interval)}
        return True
