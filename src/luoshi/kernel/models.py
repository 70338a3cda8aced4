"""The tables of the room for Django, which looks for them here; all others import them from their topics."""

from luoshi.kernel.code_lists import models as code_lists
from luoshi.kernel.duties import models as duties
from luoshi.kernel.duties.terms import models as terms
from luoshi.kernel.files import models as files
from luoshi.kernel.kinds import models as kinds
from luoshi.kernel.messages import models as messages
from luoshi.kernel.search import models as search
from luoshi.kernel.switches import models as switches
from luoshi.kernel.unique import models as unique

__all__ = ["code_lists", "duties", "files", "kinds", "messages", "search", "switches", "terms", "unique"]
