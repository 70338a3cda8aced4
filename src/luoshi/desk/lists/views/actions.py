"""Save lists with their filters and order. Only what is shared with the whole office, or no longer, is journaled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.lists.views.models import COLUMNS, SavedView
from luoshi.desk.lists.views.queries import columns_by_face, may_publish_views
from luoshi.evidence.journal.actions.journal import journal_act
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
        RecordError: ``refused``: it would be shared with another's unit, there are too many, or the one of this name
            is shared with the office.
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
    if found.office:
        raise _shared_with_office()
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
    """Delete one of the person's own views.

    Raises:
        RecordError: ``missing``, or ``refused``: it is shared with the office.
    """
    view = SavedView.objects.select_for_update().filter(person=actor.person, kind=kind.name, pk=pk).first()
    if view is None:
        raise RecordError("missing", _("There is no such view, or it is not your own."))
    if view.office:
        raise _shared_with_office()
    view.delete()


@transaction.atomic
def publish_view(kind: CompiledKind, actor: Actor, name: str, asked: str, *, at: datetime) -> SavedView:
    """Save a list under a name and share it with the whole office; one of the same name is replaced.

    Raises:
        RecordError: ``refused``: the actor neither supervises nor administers, or has too many views.
    """
    if not may_publish_views(actor):
        raise RecordError("refused", _("Views for the whole office are shared by who supervises or administers."))
    SavedView.objects.filter(person=actor.person, kind=kind.name, name=name, office=True).update(office=False)
    view = save_view(kind, actor, name, asked, None)
    view.office = True
    view.save(update_fields=["office"])
    journal_act(kind.name, "view.publish", actor, {"name": name, "filter": asked}, at=at)
    return view


@transaction.atomic
def withdraw_view(kind: CompiledKind, actor: Actor, pk: int, *, at: datetime) -> None:
    """Share a view no longer with the office; its owner keeps it. Whoever may publish may withdraw another's too.

    Raises:
        RecordError: ``missing``: it is not shared, or the actor may neither publish nor owns it.
    """
    shared = SavedView.objects.select_for_update().filter(kind=kind.name, pk=pk, office=True)
    view = shared.first() if may_publish_views(actor) else shared.filter(person=actor.person).first()
    if view is None:
        raise RecordError("missing", _("There is no such view, or it is not your own."))
    view.office = False
    view.save(update_fields=["office"])
    journal_act(kind.name, "view.withdraw", actor, {"name": view.name, "filter": view.asked}, at=at)


def _shared_with_office() -> RecordError:
    words = _("This view is shared with the whole office.")
    return RecordError("refused", words, remedy=_("Withdraw it first under “Manage views”."))
