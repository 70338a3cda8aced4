"""Follow-ups of the line's steps."""

from __future__ import annotations

from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.experiences.models import Experience


def end_replaced(took: Took[Experience]) -> None:
    """End the edition that this one replaces.

    Raises:
        RecordError: ``refused``: it has been replaced already.
    """
    if took.record.replaces is not None:
        take(took.record.replaces, "replace", PROGRAM, {}, at=took.at, within=True)
