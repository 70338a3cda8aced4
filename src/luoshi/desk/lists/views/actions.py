"""Save lists with their filters and order. They are not acts on records, so they are not journaled."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.lists.views.models import COLUMNS, SavedView
from luoshi.desk.lists.views.queries import columns_by_face
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.org.actors.models import Person

MOST = 30  # per kind and person


@transaction.atomic
def save_view(kind: CompiledKind, actor: Actor, name: str, asked: str, unit: int | None) -> SavedView:
    """Save a list under a name, as the last of the person's views; a view of the same name is replaced in place.

    Args:
        asked: The list's query string.
        unit: A unit of the actor's posts with which the view is shared, or None.

    Raises:
        RecordError: ``refused``: it would be shared with another's unit, or there are too many.
    """
    if unit is not None and unit not in actor.units:
        raise RecordError("refused", _("A view is shared only with a unit in which you hold a post."))
    Person.objects.select_for_update(no_key=True).get(pk=actor.person)  # two windows may save the same name at once
    mine = SavedView.objects.filter(person=actor.person, kind=kind.name).exclude(name=COLUMNS)
    found = mine.filter(name=name).first()
    if found is None and mine.count() >= MOST:
        raise RecordError(
            "refused",
            _("You already have %(count)d saved views of this list.") % {"count": MOST},
            remedy=_("Delete one that you no longer use."),
        )
    last = mine.aggregate(last=Max("place"))["last"] or 0
    found = found or SavedView(person_id=actor.person, kind=kind.name, name=name, place=last + 1)
    found.asked, found.unit_id = asked, unit
    found.save()
    return found


@transaction.atomic
def keep_columns(kind: CompiledKind, actor: Actor, face: str, names: Sequence[str]) -> None:
    """Keep the columns in which a person sees a list, or one face of it; none: as the kind has them."""
    Person.objects.select_for_update(no_key=True).get(pk=actor.person)
    found = SavedView.objects.filter(person=actor.person, kind=kind.name, name=COLUMNS).first()
    found = found or SavedView(person_id=actor.person, kind=kind.name, name=COLUMNS)
    kept = {known: columns for known, columns in columns_by_face(found).items() if known != face}
    if names:
        kept[face] = tuple(names)
    found.asked = urlencode({known: ",".join(columns) for known, columns in kept.items()})
    if not kept and found.pk:
        found.delete()
    elif kept:
        found.save()


@transaction.atomic
def move_view(kind: CompiledKind, actor: Actor, pk: int, up: bool) -> None:
    """Move one of the person's views one place up or down."""
    mine = list(
        SavedView.objects.select_for_update()
        .filter(person=actor.person, kind=kind.name)
        .exclude(name=COLUMNS)
        .order_by("place", "pk")
    )
    at = next((place for place, view in enumerate(mine) if view.pk == pk), None)
    if at is None:
        raise RecordError("missing", _("There is no such view, or it is not your own."))
    other = at - 1 if up else at + 1
    if 0 <= other < len(mine):
        mine[at], mine[other] = mine[other], mine[at]
    for place, view in enumerate(mine, 1):
        view.place = place
    SavedView.objects.bulk_update(mine, ["place"])


@transaction.atomic
def delete_view(kind: CompiledKind, actor: Actor, pk: int) -> None:
    """Delete one of the person's own views."""
    if not SavedView.objects.filter(person=actor.person, kind=kind.name, pk=pk).delete()[0]:
        raise RecordError("missing", _("There is no such view, or it is not your own."))
