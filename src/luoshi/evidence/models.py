"""The tables of the room for Django, which looks for them here; all others import them from their topics."""

from luoshi.evidence.journal import models as journal
from luoshi.evidence.witness import models as witness

__all__ = ["journal", "witness"]
