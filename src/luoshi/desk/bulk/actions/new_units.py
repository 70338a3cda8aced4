"""Units that a sheet names and the tree has not yet: entered by an administrator, asked for by all others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.bulk.names.actions import remember_names
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.registry import find_kind
from luoshi.org.actors.queries import actor_of
from luoshi.org.orders.actions.unit_requests import MissingUnit, request_units
from luoshi.org.tree.models import Unit
from luoshi.org.units.actions import establish_unit
from luoshi.org.units.models import UnitRequest
from luoshi.org.units.queries import own_units, proposed_codes


@transaction.atomic
def enter_units(
    kind: CompiledKind, field: str, actor: Actor, words: Sequence[str], parent: Unit | None, *, at: datetime
) -> list[Unit]:
    """Found a unit for each name, from today on, and remember that the name in this column means it. All or none.

    Raises:
        OrgError: as ``establish_unit``.
    """
    day, codes = timezone.localdate(at), proposed_codes(words)
    units = [establish_unit(word, codes[word], parent, day, actor, at=at) for word in words]
    remember_names(kind, actor, {(field, word): unit.pk for word, unit in zip(words, units, strict=True)})
    return units


@transaction.atomic
def ask_for_units(kind: CompiledKind, field: str, actor: Actor, words: Sequence[str], *, at: datetime) -> None:
    """Ask the administrators for a unit of each name in a column, and say so in the journal."""
    missing = [MissingUnit(word, word, field) for word in words]
    request_units(missing, "imports", kind.name, own_units(actor).first(), actor, at=at)
    journal_act(kind.name, "import.units", actor, {"units": list(words)}, at=at)


def remember_requested_unit(request: UnitRequest, unit: Unit | None, at: datetime) -> None:
    """Remember for who asked what the name in this column means; their sheet is checked again when they open it."""
    kind = find_kind(request.subject)
    if unit is not None and kind is not None:
        actor = actor_of(request.person, timezone.localdate(at))
        remember_names(kind, actor, {(request.field, request.printed): unit.pk})
