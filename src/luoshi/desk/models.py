"""The tables of the room for Django, which looks for them here; all others import them from their topics."""

from luoshi.desk.drafts import models as drafts
from luoshi.desk.leaders import models as leaders
from luoshi.desk.lists.views import models as views
from luoshi.desk.privacy.erasing import models as erasing

__all__ = ["drafts", "erasing", "leaders", "views"]
