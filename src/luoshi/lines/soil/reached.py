"""When a village is served as a whole, and when it has a demonstration point and all notices. Source: S000-85, -86."""

from __future__ import annotations

from luoshi.desk.declarations.office import office
from luoshi.kernel.kinds.language.conditions import Is, Meets, Some, Valid

VALUES = office(__name__).values
NOW_WHOLE = Is(whole_on__not=None) & Valid("whole_on", "lapsed_on")
POINT = Some("soilfields", via="village", where=Is(sort="point plot") & Meets("area", VALUES["soilvillages.point"])
             & Valid("from_day", "to_day"))  # fmt: skip
REACHED = (POINT & Some("notices", item="formula") & Some("notices", item="supply")
           & Some("notices", item="guidance"))  # fmt: skip
