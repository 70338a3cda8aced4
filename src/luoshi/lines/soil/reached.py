"""When a village is served as a whole, and when it has a demonstration point and all notices. Source: S000-85, -86."""

from __future__ import annotations

from luoshi.desk.declarations.office import office
from luoshi.kernel.kinds.language.conditions import Beside, Is, Meets, Some, Valid
from luoshi.lines.soil.models import ColumnNotice

VALUES = office(__name__).values
NOW_WHOLE = Is(whole_on__not=None) & Valid("whole_on", "lapsed_on")
POINT = Some("soilfields", via="village", where=Is(sort="point plot") & Meets("area", VALUES["soilvillages.point"])
             & Valid("from_day", "to_day"))  # fmt: skip


def _posted(item: str) -> Beside:
    """Return the condition that such a notice had been put up by the day."""
    return Beside(item, lambda day: ColumnNotice.objects.filter(item=item, day__lte=day))


REACHED = POINT & _posted("formula") & _posted("supply") & _posted("guidance")
