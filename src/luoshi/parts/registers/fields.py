"""Fields for standard codes, checked on entry and stored in normalised form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from luoshi.base.labels import Label
from luoshi.kernel.base.examples import Around
from luoshi.org.tree.messages import fault_sentences
from luoshi.org.tree.rules.particulars import normalize_particular, particular_errors

if TYPE_CHECKING:
    _Words = models.CharField[str, str]
else:
    _Words = models.CharField


STANDARDS = ("credit", "division")  # GB 32100, GB/T 2260


class CodeField(forms.CharField):
    """A form field for a standard code: half-width and without blanks, with its faults as errors."""

    def __init__(self, standard: str, **kwargs: Any) -> None:
        self.standard = standard
        super().__init__(**kwargs)

    def to_python(self, value: object) -> str:
        """Return the normalised code."""
        return normalize_particular(self.standard, super().to_python(value) or "")

    def validate(self, value: Any) -> None:
        super().validate(value)
        if found := fault_sentences(self.standard, particular_errors(self.standard, value), value):
            raise ValidationError(found)

    def example(self, record: object, around: Around) -> str:
        """Return "", because the code must be unique."""
        return ""


class StandardCodeField(_Words):
    """A code that a standard checks: ``credit`` (GB 32100) or ``division`` (GB/T 2260), as in ``org.tree``."""

    def __init__(self, standard: str, verbose_name: Label | None = None, **kwargs: Any) -> None:
        if standard not in STANDARDS:
            raise ValueError(f"{standard} is no standard of codes: it is one of {', '.join(STANDARDS)}")
        self.standard = standard
        super().__init__(verbose_name, **{"max_length": 18, "blank": True, "db_index": True, **kwargs})

    def deconstruct(self) -> Any:
        """Deconstruct as a plain column: the check does not affect the table."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def clone(self) -> Any:
        _name, _path, args, kwargs = super().deconstruct()
        return type(self)(self.standard, *args, **kwargs)

    def formfield(self, **kwargs: object) -> Any:
        said = {"label": self.verbose_name, "required": not self.blank, "max_length": 40}
        return CodeField(self.standard, **{**said, **kwargs})
