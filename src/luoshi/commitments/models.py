"""The tables of the room for Django, which looks for them here; all others import them from their topics."""

from luoshi.commitments.assigning.supporting import models as supporting
from luoshi.commitments.draws import models as draws
from luoshi.commitments.letters import models as letters
from luoshi.commitments.lights import models as lights
from luoshi.commitments.progress import models as progress
from luoshi.commitments.tags import models as tags

__all__ = ["draws", "letters", "lights", "progress", "supporting", "tags"]
