"""A long sheet of units on its way into the tree."""

from __future__ import annotations

from django.db import models

from luoshi.org.actors.models import Person
from luoshi.org.base.staged_imports import StagedRun


class UnitRun(StagedRun):
    """A sheet that an administrator said yes to and that the worker brings in: all of it at once, or nothing.

    Its new units have ids above ``UnitsMark.hidden_from``, where nobody finds them before the last step takes that
    mark away. ``count`` and ``written`` count new units.
    """

    uncompared_columns = (("rows", "what waits to be written"), ("said", "why it was given up"))

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    day = models.DateField()  # from which its rows hold
    agreed = models.CharField(max_length=64)  # the digest of the plan that was shown
