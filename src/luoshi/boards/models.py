"""Collects the models for Django; other modules import them from their topics."""

from luoshi.boards.base import models as base
from luoshi.boards.places import models as places

__all__ = ["base", "places"]
