"""The tables of the room for Django, which looks for them here; all others import them from their topics."""

from luoshi.records.code_lists import models as code_lists
from luoshi.records.duties import models as duties
from luoshi.records.erasing import models as erasing
from luoshi.records.files import models as files
from luoshi.records.journal import models as journal
from luoshi.records.kinds import models as kinds
from luoshi.records.leaders import models as leaders
from luoshi.records.messages import models as messages
from luoshi.records.search import models as search
from luoshi.records.terms import models as terms
from luoshi.records.unique import models as unique
from luoshi.records.views import models as views
from luoshi.records.witness import models as witness

__all__ = [
    "code_lists",
    "duties",
    "erasing",
    "files",
    "journal",
    "kinds",
    "leaders",
    "messages",
    "search",
    "terms",
    "unique",
    "views",
    "witness",
]
