"""Countings: indicators whose values are figures of a line."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.facts.countings import figure_choices
from luoshi.facts.indicators.models import IN_USE, Definition
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord


class Countable(models.CharField[str, str]):
    """A figure of a line, ``activities.events``; the choices are known once all lines are declared."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"choices": figure_choices.countable_figure_choices, "max_length": 90, **kwargs})

    def deconstruct(self) -> Any:
        """Deconstruct as plain text without choices, because the lines do not affect the table."""
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("choices", None)
        return name, "django.db.models.CharField", args, {"max_length": 90, **kwargs}


class Counting(KindRecord):
    """Fills an indicator with a figure of a line from a day on; the title is the indicator's name.

    Attributes:
        days: how many days after a period's end it is counted, so that late entries count; None: 0.
        done: the last day of the last counted period.
    """

    indicator = Linked(Definition, _("indicator"), where=IN_USE)
    figure = Countable(_("figure of the line of work"), blank=True)
    since = models.DateField(_("from"), null=True, blank=True)
    days = models.PositiveSmallIntegerField(
        _("days after the end of the period"), null=True, blank=True, validators=[MaxValueValidator(90)]
    )
    done = models.DateField(_("stored up to"), null=True, editable=False)

    class Meta:
        verbose_name = _("counting by the program")
