"""The models of the ledger for Django's discovery; other code imports them from their topics."""

from luoshi.ledger.base.models import commitment as base_commitment
from luoshi.ledger.base.models import conversion as base_conversion
from luoshi.ledger.base.models import plan as base_plan
from luoshi.ledger.base.models import row as base_row
from luoshi.ledger.columns import models as columns
from luoshi.ledger.draws import models as draws
from luoshi.ledger.editions.models import edition as editions_edition
from luoshi.ledger.editions.models import sheet_work as editions_sheet_work
from luoshi.ledger.letters import models as letters
from luoshi.ledger.lights import models as lights
from luoshi.ledger.names import models as names
from luoshi.ledger.progress import models as progress
from luoshi.ledger.supporting import models as supporting
from luoshi.ledger.twins import models as twins

__all__ = [
    "base_commitment",
    "base_conversion",
    "base_plan",
    "base_row",
    "columns",
    "draws",
    "editions_edition",
    "editions_sheet_work",
    "letters",
    "lights",
    "names",
    "progress",
    "supporting",
    "twins",
]
