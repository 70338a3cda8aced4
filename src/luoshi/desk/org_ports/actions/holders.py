"""Hand over open work when its unit or post ends: records, parts in records, and duties without a record."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.lists.queries.pending import readable_of
from luoshi.evidence.journal.actions.journal import journal_many
from luoshi.kernel.duties.models import Duty, Occurrence
from luoshi.kernel.kinds.models import Party, Record
from luoshi.kernel.kinds.registry import get_kind as kind_of
from luoshi.kernel.kinds.registry import list_kinds
from luoshi.kernel.unique.actions import keep_keys
from luoshi.org.actors.models import Post
from luoshi.org.base.ports import Heir, OpenItem
from luoshi.org.tree.models import Unit

CHUNK = 500
DUTY = "duty"  # prefix of a duty without a record: "duty:5"
PARTY = "party"  # prefix of a unit's part in another unit's open record


class RecordHolder:
    """The holder that the organisation calls (``org.base.ports.Holder``)."""

    def count(self, *, units: Collection[int] = (), posts: Collection[int] = ()) -> int:
        """Return how many open records, parts in them, and running duties without one these units or posts have."""
        return _records(units, posts).count() + _duties(units, posts).count() + _parties(units).count()

    def list_open_items(
        self, asker: Actor, day: date, *, units: Collection[int] = (), posts: Collection[int] = ()
    ) -> list[OpenItem]:
        """Return open records, parts in them, and duties without one. Three queries, and those of ``readable_of``.

        Items that the asker may not read have only kind and number, and no URL.
        """
        fields = ("pk", "kind", "number", "title", "unit_id", "owner_id")
        rows = [("", *row) for row in _records(units, posts).values_list(*fields)]
        of_record = [f"record__{name}" for name in fields[:-2]]
        rows += [(f"{PARTY}:{row[0]}", *row[1:], None) for row in _parties(units).values_list("pk", *of_record, "unit")]
        readable = readable_of(((kind, pk) for _, pk, kind, *_rest in rows), asker, day) if asker.person else set()
        labels = {kind.name: str(kind.one) for kind in list_kinds()}
        found = []
        for reference, pk, kind, number, title, unit, owner in rows:
            words, url = [labels.get(kind, kind), number or f"#{pk}"], ""
            if pk in readable:
                words.append(title)
                url = reverse("records:detail", args=[kind, pk])
            found.append(OpenItem(reference or f"{kind}:{pk}", " ".join(words), url, unit, owner))
        for duty in _duties(units, posts):
            title = _("Duty “%(name)s” since %(day)s") % {"name": duty.name, "day": duty.start}
            found.append(OpenItem(f"{DUTY}:{duty.pk}", title, "", duty.unit_id, duty.owner_id))
        return found

    def hand_over(self, heirs: Mapping[str, Heir], actor: Actor, *, day: date, at: datetime, why: str) -> int:
        """Give each open item to its heir, with a new version and an entry ``handed_over`` for each record."""
        wanted: dict[str, dict[int, Heir]] = {DUTY: {}, PARTY: {}, "": {}}
        for reference, heir in heirs.items():
            kind, _colon, key = reference.partition(":")
            if key.isdecimal():
                wanted[kind if kind in wanted else ""][int(key)] = heir
        given = _give_records(wanted[""], actor, day, at, why) + _give_duties(wanted[DUTY], actor, day, at, why)
        return given + _give_parties(wanted[PARTY], actor, at, why)


def _records(units: Collection[int], posts: Collection[int]) -> QuerySet[Record]:
    asked = Q(unit__in=list(units)) | Q(owner__in=list(posts))
    return Record.objects.filter(asked, closed=None).order_by("pk")


def _duties(units: Collection[int], posts: Collection[int]) -> QuerySet[Duty]:
    asked = Q(unit__in=list(units)) | Q(owner__in=list(posts))
    return Duty.objects.filter(asked, record=None, ended=None).order_by("pk")


def _parties(units: Collection[int]) -> QuerySet[Party]:
    return Party.objects.filter(unit__in=list(units), record__closed=None).order_by("pk")


def _give_records(heirs: Mapping[int, Heir], actor: Actor, day: date, at: datetime, why: str) -> int:
    units, posts = _names(heirs)
    rows: list[Record] = []
    acts: list[tuple[Record | str, str, Mapping[str, object]]] = []
    for some in _chunks(heirs):
        found = Record.objects.select_for_update(of=("self",), no_key=True).select_related("unit", "owner__unit")
        for record in found.filter(pk__in=some, closed=None).order_by("pk"):
            heir = heirs[record.pk]
            given = _said(record, heir, units, posts, why)
            record.unit_id, record.owner_id = heir.unit, heir.post
            record.version += 1
            rows.append(record)
            acts.append((record, "handed_over", given))
    _give_running(rows, day)
    Record.objects.bulk_update(rows, ["unit", "owner", "version"], batch_size=CHUNK)
    journal_many(acts, actor, at=at)
    by_kind: dict[str, list[int]] = {}
    for record in rows:
        by_kind.setdefault(record.kind, []).append(record.pk)
    for name, some in by_kind.items():
        keep_keys(kind_of(name), some, actor, day)
    return len(rows)


def _give_running(records: Collection[Record], day: date) -> None:
    """Move the running duties of records with them, and future due dates; what was done or missed stays."""
    by_heir: dict[tuple[int, int | None], list[int]] = {}
    for record in records:
        by_heir.setdefault((record.unit_id, record.owner_id), []).append(record.pk)
    for (unit, owner), some in by_heir.items():
        for part in _chunks(some):
            Duty.objects.filter(record__in=part, ended=None).update(unit=unit, owner=owner)
            _owed_from(day).filter(duty__record__in=part).update(unit=unit)


def _owed_from(day: date) -> QuerySet[Occurrence]:
    """Return what falls due on a day or later; earlier due dates stay with the former unit."""
    return Occurrence.objects.filter(settled=None, dropped=None, due__gte=day)


def _give_duties(heirs: Mapping[int, Heir], actor: Actor, day: date, at: datetime, why: str) -> int:
    units, posts = _names(heirs)
    rows: list[Duty] = []
    acts: list[tuple[Record | str, str, Mapping[str, object]]] = []
    for some in _chunks(heirs):
        found = Duty.objects.select_for_update(of=("self",), no_key=True).select_related("unit", "owner__unit")
        for duty in found.filter(pk__in=some, record=None, ended=None).order_by("pk"):
            heir = heirs[duty.pk]
            acts.append((f"{DUTY}:{duty.pk}", "handed_over", _said(duty, heir, units, posts, why)))
            duty.unit_id, duty.owner_id = heir.unit, heir.post
            rows.append(duty)
            _owed_from(day).filter(duty=duty).update(unit=heir.unit)
    Duty.objects.bulk_update(rows, ["unit", "owner"], batch_size=CHUNK)
    journal_many(acts, actor, at=at)
    return len(rows)


def _give_parties(heirs: Mapping[int, Heir], actor: Actor, at: datetime, why: str) -> int:
    """Give a unit's parts to the heir; if the heir already has that part or owns the record, drop it."""
    units, _posts = _names(heirs)
    acts: list[tuple[Record | str, str, Mapping[str, object]]] = []
    for some in _chunks(heirs):
        for party in _parties_of(some):
            heir = units[heirs[party.pk].unit]
            acts.append((party.record, "handed_over", {"old": party.unit, "unit": heir, "reason": why}))
            if heir.pk != party.record.unit_id:
                Party.objects.get_or_create(record=party.record, name=party.name, unit=heir)
            party.delete()
    journal_many(acts, actor, at=at)
    return len(acts)


def _parties_of(ids: Collection[int]) -> list[Party]:
    rows = Party.objects.select_for_update(of=("self",), no_key=True).select_related("unit", "record")
    return list(rows.filter(pk__in=ids, record__closed=None).order_by("pk"))


def _names(heirs: Mapping[int, Heir]) -> tuple[dict[int, Unit], dict[int, Post]]:
    units = Unit.objects.in_bulk({heir.unit for heir in heirs.values()})
    posts = Post.objects.select_related("unit").in_bulk({heir.post for heir in heirs.values() if heir.post})
    return units, posts


def _said(
    thing: Record | Duty, heir: Heir, units: Mapping[int, Unit], posts: Mapping[int, Post], why: str
) -> dict[str, object]:
    given: dict[str, object] = {"old": thing.unit, "unit": units[heir.unit], "reason": why}
    if thing.owner_id or heir.post:
        given |= {"old_post": thing.owner, "post": posts[heir.post] if heir.post else None}
    return given


def _chunks(ids: Collection[int]) -> list[list[int]]:
    every = sorted(ids)
    return [every[first : first + CHUNK] for first in range(0, len(every), CHUNK)]
