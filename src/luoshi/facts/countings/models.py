"""That an indicator's values are what a line counts."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.facts.countings import figure_choices
from luoshi.facts.indicators.models import IN_USE, Definition
from luoshi.records.kinds.links import Linked
from luoshi.records.kinds.models import KindRecord


class Countable(models.CharField[str, str]):
    """A figure of a line, ``activities.events``; which there are is known when all lines are declared."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"choices": figure_choices.countable_figure_choices, "max_length": 90, **kwargs})

    def deconstruct(self) -> Any:
        """As plain text: what lines there are is no matter of the table."""
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("choices", None)
        return name, "django.db.models.CharField", args, {"max_length": 90, **kwargs}


class Counting(KindRecord):
    """That an indicator's values are what a line counts, from a day on: its title is the indicator's name.

    Attributes:
        days: so many days after a period's end it is counted, so that what is entered late counts too; None: 0.
        done: last day of the last period that was kept.
    """

    indicator = Linked(Definition, _("indicator"), where=IN_USE)
    figure = Countable(_("what the line counts"), blank=True)
    since = models.DateField(_("from"), null=True, blank=True)
    days = models.PositiveSmallIntegerField(
        _("days after the period’s end"), null=True, blank=True, validators=[MaxValueValidator(90)]
    )
    done = models.DateField(_("kept up to"), null=True, editable=False)

    class Meta:
        verbose_name = _("counting by the program")
