"""What recognitions need, and which of their sorts do what. Pure."""

from __future__ import annotations

from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import Field, Given, Is, Least, Need, Valid

_ = words(__name__)

RUNGS = "sme cultivated hightech"
INSTITUTIONS = "institution engineering technology base863 centre"
# What those above decide, without publicity of the office's own.
DECIDED_ABOVE = Is(sort="centre cluster zone university makerspace pilot demonstration listing base863 standard")
OF_FIRMS, IS_INSTITUTION = Is(sort=RUNGS), Is(sort=INSTITUTIONS)
LEVELLED = Is(level="national province")
THERE = Is(from_day__not=None) & Valid("from_day", "to_day")
WITH_LEVEL = Need(~IS_INSTITUTION | Is(level__not=None), _("Say the level of an R&D institution."))
IN_ORDER = Need(
    Is(to_day=None) | Is(from_day=None) | Least("to_day", Field("from_day")),
    _("It ends before it begins: check both days."),
)
TUTORED = Need(~Given(row__gate="tutored") | Is(adviser__not=None), _("Name the agency that tutors the firm first."))
