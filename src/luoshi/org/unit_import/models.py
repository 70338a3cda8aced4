"""The import of a long sheet of units."""

from __future__ import annotations

from django.db import models

from luoshi.base.sheets.staged_imports import StagedRun
from luoshi.org.actors.models import Person


class UnitRun(StagedRun):
    """A sheet that an administrator confirmed and the worker imports: all of it becomes visible at once, or nothing.

    Its new units have ids above ``UnitsMark.hidden_from``, where they are invisible until the last step removes that
    mark. ``count`` and ``written`` count new units.
    """

    uncompared_columns = (("rows", "what waits to be written"), ("said", "why it was given up"))

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    day = models.DateField()  # from which its rows apply
    agreed = models.CharField(max_length=64)  # the digest of the plan that was shown
