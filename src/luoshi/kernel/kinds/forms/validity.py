"""Forms that refuse an end before the beginning, or a new term within the old."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luoshi.kernel.kinds.forms.step_forms import StepForm
from luoshi.kernel.kinds.language.validity import Validity


class ValidityForm(StepForm):
    """A form that asks for the first or last day of a term; ``emptied``: those of both that its step empties."""

    term: ClassVar[Validity]
    renewing: ClassVar[bool] = False
    emptied: ClassVar[frozenset[str]] = frozenset()

    def _post_clean(self) -> None:
        super()._post_clean()
        stood = (getattr(self.instance, self.term.first), getattr(self.instance, self.term.last))
        left = {name: None if name in self.emptied else was for name, was in zip(self._names, stood, strict=True)}
        first, last = (self.cleaned_data.get(name, left[name]) for name in self._names)
        if first and last and last < first:
            self._refuse(_("The last day, %(last)s, is before the first, %(first)s."), first, last)
        elif self.renewing and (why := term_overlap(*stood, first)):
            words = _("The previous term has no last day: enter it first.")
            if why == "within":
                words = _("The previous term lasts until %(last)s: the new one must begin after it.")
            self._refuse(words, first, stood[1], self.term.first)

    @property
    def _names(self) -> tuple[str, str]:
        return self.term.first, self.term.last

    def _refuse(self, words: str, first: Any, last: Any, name: str = "") -> None:
        asked = [field for field in (name, self.term.last, self.term.first) if field in self.fields]
        self.add_error(asked[0], ValidationError(words % {"first": first, "last": last}, code="term"))


def term_overlap(first: date | None, last: date | None, anew: date | None) -> str:
    """Return why a new term cannot begin on a day: ``open``, the earlier one has no end; ``within`` it; or ""."""
    if first is None or anew is None:
        return ""
    if last is None:
        return "open"
    return "within" if anew <= last else ""
