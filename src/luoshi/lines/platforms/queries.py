"""What the list of sectors says of a tenant, and who may open the yearly table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.base.words import words_now
from luoshi.kernel.code_lists.queries import code_word, column_values
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import may_see_any
from luoshi.lines.platforms.models import LISTS, Tenant
from luoshi.parts.registers.models import Organisation

_ = words_now(__name__)


def sector_reasons(record: Tenant, given: Mapping[str, object], at: datetime) -> list[str]:
    """Return the reason against a tenant of a sector that the office admits nowhere. One query a request.

    Source: S000-48 (housing speculation is barred).
    """
    sector = str(given.get("sector") or record.sector)
    day = timezone.localdate(at)
    listed, pk = LISTS["tenants.sectors"], getattr(given.get("unit"), "pk", None) or record.unit_id
    if not sector or not column_values(listed, "barred", pk, day).get(sector):
        return []
    return [_("The list of sectors bars “%(sector)s”.") % {"sector": code_word(listed, sector, pk, day)}]


def organisations_called(name: str) -> list[Organisation]:
    """Return the active entries of the register that have exactly this name, at most two. One query."""
    return list(Organisation.objects.filter(title=name, state="active", erased=None).order_by("pk")[:2])


def may_view_table(actor: Actor) -> bool:
    """Whether the actor might read a platform and a commitment. No query."""
    return all(may_see_any(get_kind(name), actor) for name in ("platforms", "commitments"))
