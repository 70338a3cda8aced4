"""The tables of the room for Django, which looks for them here; all others import them from their topics."""

from luoshi.plans.base.models import commitment as base_commitment
from luoshi.plans.base.models import conversion as base_conversion
from luoshi.plans.base.models import plan as base_plan
from luoshi.plans.base.models import row as base_row
from luoshi.plans.columns import models as columns
from luoshi.plans.editions.models import edition as editions_edition
from luoshi.plans.editions.models import sheet_work as editions_sheet_work
from luoshi.plans.names import models as names
from luoshi.plans.twins import models as twins

__all__ = [
    "base_commitment",
    "base_conversion",
    "base_plan",
    "base_row",
    "columns",
    "editions_edition",
    "editions_sheet_work",
    "names",
    "twins",
]
