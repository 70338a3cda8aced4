"""Weigh what is typed into a step's form before it is sent: doubts at their fields, as saving would find them."""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.base.forms.bound_fields import LaidField
from luoshi.kernel.kinds.forms.step_forms import StepForm

WEIGH = "weigh"  # sent with a form that only asks for its doubts


@dataclass(frozen=True)
class WeighedField:
    """A field with what is doubtful in it; empty if nothing is."""

    key: str
    doubts: tuple[str, ...]


def weigh_form(form: StepForm) -> list[WeighedField]:
    """Return each weighed field of a bound form with its doubts: what refuses it on sending, and what is unusual.

    A field that is still empty has no doubt.
    """
    unusual = form.find_doubts()
    found = []
    for name in form.fields:
        bound = form[name]
        if not isinstance(bound, LaidField) or not bound.is_weighed:
            continue
        typed = bound.value() not in (None, "")
        doubts = (*map(str, form.errors.get(name, ())), *unusual.get(name, ())) if typed else ()
        found.append(WeighedField(f"{bound.auto_id}_doubt", doubts))
    return found
