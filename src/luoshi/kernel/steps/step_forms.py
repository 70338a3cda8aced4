"""The form class of a step, with the fields for a signed sheet and for the period where they apply."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Required, Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.forms.form_types import FormData, FormFiles, FormOptions
from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.duties.queries.periods import owed_periods
from luoshi.kernel.duties.rules.periods import (
    ADDITIONAL,
    Additional,
    Stretch,
    countable_periods,
    must_choose,
    period_of,
)
from luoshi.kernel.duties.words import period_words
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.making import step_form
from luoshi.kernel.kinds.forms.step_forms import PERIOD, StepForm
from luoshi.kernel.kinds.language.steps import Step, given_day
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import per_snapshot
from luoshi.kernel.steps.signed_sheets import signed_sheet_form

if TYPE_CHECKING:
    Base = StepForm
else:
    Base = object


def form_class(kind: CompiledKind, step: Step, actor: Actor) -> type[StepForm] | None:
    """Return the class of the step's form for an actor; None if the step asks nothing."""
    own = step_form(kind, step)
    asks: Any = signed_sheet_form(own) if actor.behalf else own
    return _for_period(asks, tuple(step.answers)) if PERIOD in getattr(asks, "base_fields", {}) else asks


@per_snapshot(500)
def _for_period(asks: type[StepForm], answers: tuple[str, ...]) -> type[StepForm]:
    made = type(asks.__name__, (ForPeriod, asks), {"answered": answers})
    made.base_fields = asks.base_fields  # type: ignore[attr-defined]
    return made


class StepFormOptions(FormOptions, total=False):
    """What every form of a step takes besides its data and files, by keyword."""

    record: Required[Record]
    actor: Required[Actor]
    at: Required[datetime]


class ForPeriod(Base):
    """A form that asks for the period if an older one than that of the act's day is open.

    The periods owed are known with the record, or with a linked record once it is chosen. None is assumed: in a year
    without a talk in March, eleven talks would otherwise give nine late ones.
    """

    answered: Collection[str] = ()

    def __init__(self, data: FormData = None, files: FormFiles = None, **kwargs: Unpack[StepFormOptions]) -> None:
        super().__init__(data, files, **kwargs)
        self._owed: dict[date, list[Stretch]] = {}
        today = timezone.localdate(self.at)
        owed = self._owed_on(today)
        if self.is_bound or must_choose(owed, today):
            self._offer(owed, today)
        else:
            del self.fields[PERIOD]

    def _offer(self, owed: list[Stretch], on: date) -> None:
        offered = [(period.first.isoformat(), _choice(period)) for period in countable_periods(owed, on)]
        if self.instance._state.adding and not offered:
            return  # the linked record is not chosen yet: the period comes as a day
        if not offered and not self.data.get(self.add_prefix(PERIOD)):
            self.fields.pop(PERIOD, None)
            return
        self.fields[PERIOD] = forms.TypedChoiceField(
            label=self.base_fields[PERIOD].label,
            choices=[("", _("choose")), *offered, _beside()],  # the day on which it was done may be earlier
            coerce=_read,
            required=False,
            empty_value=None,
        )

    def _owed_on(self, on: date) -> list[Stretch]:
        if on not in self._owed:
            found = [stretch for pk, names in self._records() for stretch in owed_periods(pk, names, on)]
            self._owed[on] = found
        return self._owed[on]

    def _records(self) -> list[tuple[int, list[str]]]:
        """Return the records whose duties it answers, each with the names of these duties."""
        names: dict[str, list[str]] = {}
        for duty in self.answered:
            link, _over, name = duty.rpartition(".")
            names.setdefault(link, []).append(name)
        found = []
        for link, duties in names.items():
            given = getattr(self, "cleaned_data", {}).get(link) if link else None
            stands = getattr(self.instance, f"{link}_id", None) if link else self.instance.pk
            pk = given.pk if given is not None else stands
            if pk is not None:
                found.append((pk, duties))
        return found

    def _post_clean(self) -> None:
        """Check that the period is owed, and that it is named if there could be another."""
        super()._post_clean()
        on, named = given_day(self.on, self.cleaned_data) or timezone.localdate(self.at), self.cleaned_data.get(PERIOD)
        self._owed.clear()
        owed = self._owed_on(on)
        period, why = period_of(owed, on, named)
        if self.has_error(PERIOD):
            return
        if why == "choose":
            self._offer(owed, on)
            self.add_error(
                PERIOD, ValidationError(_("An earlier period is still open: choose the period this is for."), code=why)
            )
        elif why == "fills":
            self._offer(owed, on)
            words = _("It cannot be additional: the period of its day is open, so it counts for that period.")
            self.add_error(PERIOD, ValidationError(words, code=why))
        elif why:
            self._offer(owed, on)
            self.add_error(PERIOD, ValidationError(_("This period is not owed, or has been met."), code=why))
        else:
            self.cleaned_data[PERIOD] = period if named else None


def _choice(one: Stretch) -> str:
    words = period_words(one.name)
    return words if one.open else _("%(period)s: already met, so additional") % {"period": words}


def _beside() -> tuple[str, str]:
    return ADDITIONAL, _("none: additional, recorded but not counted for a period")


def _read(text: str) -> date | Additional:
    return ADDITIONAL if text == ADDITIONAL else date.fromisoformat(text)
