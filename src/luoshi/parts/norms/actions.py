"""Follow-ups of the line's steps."""

from __future__ import annotations

from datetime import timedelta

from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.steps.actions.steps import take
from luoshi.parts.norms.models import Norm

DAY = timedelta(days=1)


def end_replaced(took: Took[Norm]) -> None:
    """End the version that is replaced on the day before the new one is in force: no day has both or none.

    Raises:
        RecordError: ``refused``: it has been replaced or abolished already.
    """
    new = took.record
    if new.replaces is None or new.from_day is None:
        return
    take(new.replaces, "replace", PROGRAM, {"to_day": new.from_day - DAY}, at=took.at, within=True)
