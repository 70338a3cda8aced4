"""The form that takes the random numbers of a draw."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luoshi.drawing.draws import parse_source_numbers
from luoshi.kernel.kinds.forms.step_forms import StepForm


class NumbersForm(StepForm):
    """The numbers, a line for each source, and who gave them."""

    def clean_numbers(self) -> str:
        """Accept only numbers."""
        typed: str = self.cleaned_data["numbers"]
        try:
            found = parse_source_numbers(typed)
        except ValueError:
            raise ValidationError(_("Only numbers: a line for each source, parted by blanks.")) from None
        return "\n".join(" ".join(map(str, line)) for line in found)
