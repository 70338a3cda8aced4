"""The room's models for Django, which looks for them here; all other code imports them from their topics."""

from luoshi.org.accounts import models as accounts
from luoshi.org.actors import models as actors
from luoshi.org.address import models as address
from luoshi.org.people import models as people
from luoshi.org.tokens import models as tokens
from luoshi.org.tree import models as tree
from luoshi.org.unit_import import models as unit_import
from luoshi.org.units import models as units

__all__ = ["accounts", "actors", "address", "people", "tokens", "tree", "unit_import", "units"]
