"""Collects the models for Django; other modules import them from their topics."""

from luoshi.facts.base.models import fact as base_fact
from luoshi.facts.base.models import indicator as base_indicator
from luoshi.facts.base.models import target as base_target
from luoshi.facts.bulletins import models as bulletins
from luoshi.facts.countings import models as counted
from luoshi.facts.foreign_tables import models as foreign
from luoshi.facts.indicators import models as indicators
from luoshi.facts.supplies import models as supplied

__all__ = [
    "base_fact",
    "base_indicator",
    "base_target",
    "bulletins",
    "counted",
    "foreign",
    "indicators",
    "supplied",
]
