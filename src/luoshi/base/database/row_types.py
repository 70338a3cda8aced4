"""The type of query sets whose rows are of several models, or single values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from django.db.models import QuerySet

# For rows that have columns in common, such as commitments and their stored lights, and for united ids.
AnyRows: TypeAlias = "QuerySet[Any, Any]"
