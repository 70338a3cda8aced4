"""Steps that nobody takes by hand: another step of the program takes them, and hands over the values."""

from __future__ import annotations

from luoshi.kernel.kinds.forms.step_forms import StepForm

NOBODY: tuple[str, ...] = ()


class Handed(StepForm):
    """Values that another step of the program passes to this one, without validation."""

    def is_valid(self) -> bool:
        """Accept the data unchanged: callers must pass validated values."""
        self.cleaned_data = dict(self.data)
        return True
