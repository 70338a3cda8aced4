"""Close, merge and split units. Their open items go to others first, or the units do not end."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.database.locks import Lock, acquire_lock, units_may_close
from luoshi.base.errors import OrgError
from luoshi.base.rights.rules.rights import PROGRAM, Actor
from luoshi.base.sheets import trials
from luoshi.evidence.journal.actions.journal import NamedAct, journal_act, journal_many
from luoshi.org.actors.models import Post
from luoshi.org.base import ports
from luoshi.org.orders.actions.post_transfers import hand_on_posts
from luoshi.org.orders.queries import surviving_unit_id
from luoshi.org.orders.rules import Estate, assign_heirs
from luoshi.org.tree.models import Succession, Unit
from luoshi.org.tree.queries import exists_on
from luoshi.org.tree.rules.orders import Close, Merge, Order, Split
from luoshi.org.tree.rules.particulars import Particulars
from luoshi.org.units.actions import (
    change_tree,
    create_unit_record,
    keep_names,
    refuse_unless_administrator,
    write_tree_orders,
)

log = logging.getLogger("luoshi.org")


@dataclass(frozen=True, slots=True)
class Closed:
    """The result of an order.

    Attributes:
        unit: the unit that continues: the heir, or the unit itself if it keeps existing.
        reached: how many units changed place, the closed and founded ones among them.
        things: the open items, with the unit that each goes to.
        posts: the posts that ended or moved.
        goes: for each of them that continues, the id of the post it continues in, by its own id.
        later: items are handed over only when the day has come.
    """

    unit: Unit
    reached: int
    things: tuple[tuple[ports.OpenItem, Unit], ...]
    posts: tuple[Post, ...]
    later: bool
    goes: Mapping[int, int] = field(default_factory=dict)


def close_unit(
    unit: Unit, day: date, estate: Estate, actor: Actor, *, at: datetime, children_to: Unit | None = None
) -> Closed:
    """Close a unit from a day on; its children go under another unit.

    Raises:
        OrgError: refused; ``unit.no_heir`` if something is open and no unit is named to take it over; or the tree would
            be inconsistent.
    """
    refuse_unless_administrator(actor)
    with transaction.atomic():
        change_tree()
        order = Close(unit.pk, day, children_to.pk if children_to else None)
        done = _leave([unit], [order], day, estate, actor, at)
        said = {"day": day, "children_to": str(children_to or ""), **_said(done)}
        journal_act(f"unit:{unit.pk}", "unit.close", actor, said, at=at)
    return done


def merge_units(
    units: Sequence[Unit],
    into: Unit | Particulars,
    day: date,
    estate: Estate,
    actor: Actor,
    *,
    at: datetime,
    parent: Unit | None = None,
) -> Closed:
    """Merge units into another from a day on; a new one is founded under ``parent``. By default it takes over all.

    Raises:
        OrgError: as ``close_unit``; incomplete if the new unit's particulars are invalid.
    """
    refuse_unless_administrator(actor)
    with transaction.atomic():
        change_tree()
        target = into if isinstance(into, Unit) else create_unit_record(into, day, at)
        new = target.pk if isinstance(into, Unit) else (target.pk, parent.pk if parent else None)
        order = Merge(tuple(unit.pk for unit in units), new, day)
        codes = {target.code: target.pk}
        estate = Estate(estate.heir or target.pk, estate.each, estate.posts, estate.owner)
        done = _leave(units, [order], day, estate, actor, at, codes)
        said = {"day": day, "into": target.name, **_said(done)}
        acts: list[NamedAct] = [(f"unit:{unit.pk}", "unit.merge", said) for unit in units]
        taken = {"day": day, "units": [unit.name for unit in units], "new": not isinstance(into, Unit)}
        acts.append((f"unit:{target.pk}", "unit.take_in", taken))
        journal_many(acts, actor, at=at)
    return done


def split_unit(
    unit: Unit,
    into: Sequence[Particulars],
    day: date,
    keeps: bool,
    estate: Estate,
    actor: Actor,
    *,
    at: datetime,
    parent: Unit | None = None,
    children_to: str = "",
) -> Closed:
    """Found units split off from another from a day on, beside it if it ``keeps`` existing, else instead of it.

    Args:
        into: the new units, under ``parent``.
        estate: where the rest goes if the unit ends; a new unit is named by its code.
        children_to: the code of the new unit that gets the children of the ending one.

    Raises:
        OrgError: as ``close_unit``; incomplete if a new unit's particulars are invalid.
    """
    refuse_unless_administrator(actor)
    with transaction.atomic():
        change_tree()
        news = [create_unit_record(particulars, day, at) for particulars in into]
        codes = {new_unit.code: new_unit.pk for new_unit in news}
        if children_to and children_to not in codes:
            wrong = _("None of the new units has the code %(code)s.") % {"code": children_to}
            raise OrgError("unit.no_such_new", wrong, fields={"children_to": [wrong]})
        above = parent.pk if parent else None
        order = Split(unit.pk, tuple((new_unit.pk, above) for new_unit in news), day, keeps, codes.get(children_to))
        ending = [] if keeps else [unit]
        done = _leave(ending, [order], day, estate, actor, at, codes, unit if keeps else None)
        names = [new_unit.name for new_unit in news]
        given = {"parent": str(parent or ""), "day": day, "from": unit.name}
        acts: list[NamedAct] = [
            (f"unit:{unit.pk}", "unit.split", {"day": day, "into": names, "keeps": keeps, **_said(done)}),
            *(
                (f"unit:{new_unit.pk}", "unit.found", {"name": new_unit.name, "code": new_unit.code, **given})
                for new_unit in news
            ),
        ]
        journal_many(acts, actor, at=at)
    return done


def day_begins(day: date, at: datetime) -> None:
    """Apply what was ordered for this day: names, and the hand-over of closed units. May run twice a day.

    What cannot be handed over, because no heir exists, stays with the closed unit and is logged as a warning.
    """
    trials.sweep_expired_trials(at)
    with transaction.atomic():
        acquire_lock(Lock.TREE)
        keep_names(None, day)
    for pk in Succession.objects.filter(done=None, day__lte=day).order_by("day", "pk").values_list("pk", flat=True):
        with transaction.atomic():
            acquire_lock(Lock.TREE)
            row = Succession.objects.select_for_update(no_key=True).get(pk=pk)
            if row.done is None and not _succeed(row, day, at):
                log.warning("unit %s closed on %s: no heir is left for what it leaves open", row.unit_id, row.day)


def _leave(
    units: Sequence[Unit],
    orders: Sequence[Order],
    day: date,
    estate: Estate,
    actor: Actor,
    at: datetime,
    codes: Mapping[str, int] | None = None,
    goes_on: Unit | None = None,
) -> Closed:
    """Execute the orders and transfer what the ending units leave behind; ``codes`` are of units founded by them."""
    ending = [unit.pk for unit in units]
    if ending:
        units_may_close()
    posts = list(Post.objects.select_for_update(no_key=True).filter(unit__in=ending, until__gt=day).order_by("pk"))
    today = timezone.localdate(at)
    open_now = ports.open_items(actor, today, units=ending, posts=[post.pk for post in posts]) if ending else []
    reached = write_tree_orders(orders, at)
    chosen = _chosen(estate, codes or {})
    if (open_now or posts) and chosen.heir is None:
        raise _no_heir(units, open_now, posts)
    _refuse_dead_heirs(chosen, ending, day)
    if not ending or chosen.heir is None:
        return Closed(goes_on or units[0], reached, (), (), False)
    heir = int(chosen.heir)
    goes: dict[str, dict[str, Any]] = {
        "records": {reference: int(unit) for reference, unit in chosen.each.items()},
        "posts": hand_on_posts(posts, ending, heir, day, chosen, actor, at=at),
    }
    for unit in units:
        why = _("%(unit)s ends on %(day)s.") % {"unit": unit, "day": day}
        row = Succession.objects.create(unit=unit, day=day, heir_id=heir, goes=goes, why=why)
        if day <= today and not _succeed(row, today, at, actor):
            raise OrgError("unit.heir_gone", _("The successor no longer exists today."))
    named = [(matter.reference, matter.unit, matter.post) for matter in open_now]
    to = {reference: unit for reference, (unit, _post) in assign_heirs(named, ending, goes, heir).items()}
    names = Unit.objects.in_bulk({*to.values(), heir})
    things = tuple((matter, names[to[matter.reference]]) for matter in open_now)
    kept = {} if chosen.posts == "end" else {post.pk: goes["posts"].get(str(post.pk), post.pk) for post in posts}
    return Closed(names[heir], reached, things, tuple(posts), day > today, kept)


def _chosen(estate: Estate, codes: Mapping[str, int]) -> Estate:
    def unit(one: int | str) -> int:
        if isinstance(one, str) and one not in codes:
            raise OrgError("unit.no_such_new", _("None of the new units has the code %(code)s.") % {"code": one})
        return codes[one] if isinstance(one, str) else one

    heir = None if estate.heir is None else unit(estate.heir)
    return Estate(heir, {key: unit(heir_unit) for key, heir_unit in estate.each.items()}, estate.posts, estate.owner)


def _no_heir(units: Iterable[Unit], things: Sequence[ports.OpenItem], posts: Sequence[Post]) -> OrgError:
    said = _(
        "%(unit)s still has %(count)d open matters and %(posts)d posts, so it cannot be closed without a successor."
    )
    values = {"unit": "、".join(map(str, units)), "count": len(things), "posts": len(posts)}
    needed = _("Choose the unit that takes them over.")
    return OrgError("unit.no_heir", said % values, remedy=needed, fields={"heir": [needed]})


def _refuse_dead_heirs(estate: Estate, ending: Sequence[int], day: date) -> None:
    for unit in {estate.heir, *estate.each.values()} - {None}:
        if unit in ending or not exists_on(int(unit or 0), day):
            name = Unit.objects.get(pk=int(unit or 0)).name
            wrong = _("%(unit)s does not exist on %(day)s, so it cannot take anything over.")
            raise OrgError("unit.dead_heir", wrong % {"unit": name, "day": day})


def _succeed(row: Succession, day: date, at: datetime, actor: Actor = PROGRAM) -> bool:
    """Hand over the open items of a closed unit now; return False if no heir exists that day."""
    if exists_on(row.unit_id, day):  # founded again meanwhile: nothing is left behind
        row.done = at
        row.save(update_fields=["done"])
        return True
    posts = [int(post) for post in row.goes["posts"]]
    found = ports.open_items(PROGRAM, day, units=[row.unit_id], posts=posts)  # only their references are needed
    open_now = [(matter.reference, matter.unit, matter.post) for matter in found]
    to = assign_heirs(open_now, [row.unit_id], row.goes, row.heir_id)
    heirs = {}
    for reference, (unit, post) in to.items():
        goes_on = surviving_unit_id(unit, day)
        if goes_on is None:
            return False
        heirs[reference] = ports.Heir(goes_on, post if goes_on == unit else None)
    ports.hand_over(heirs, actor, day=row.day, at=at, why=row.why)
    row.done = at
    row.save(update_fields=["done"])
    return True


def _said(done: Closed) -> dict[str, object]:
    heir = done.unit.name if done.things or done.posts else ""
    return {"heir": heir, "things": len(done.things), "posts": len(done.posts)}
