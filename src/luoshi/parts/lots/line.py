"""The line of lots: no kind of its own, but a table to which moves are only added, and a job that lets them expire."""

from __future__ import annotations

from luoshi.evidence.append_only import AppendOnlyTable
from luoshi.kernel.base.jobs import DAY, Job
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.lines import Line
from luoshi.parts.lots.expiring import expire_lots

_ = words(__name__)

LINE = Line(
    "lots",
    _("Lots"),
    (),
    append_only=(AppendOnlyTable("lots_lotmove"),),
    jobs=(Job("lots", _("Lots that have expired"), DAY, expire_lots),),
    fixed=True,
)
