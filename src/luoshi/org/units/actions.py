"""Found, rename, move and amend units from a day on, also retroactively.

``orders.actions.unit_closures`` closes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.database.locks import Lock, acquire_lock, units_may_close
from luoshi.base.errors import OrgError
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.base.texts.pinyin import pinyin_initials
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.org.actors.models import Post
from luoshi.org.base import ports
from luoshi.org.tree.messages import fault_sentences, tree_sentence
from luoshi.org.tree.models import ALWAYS, Placement, Unit, UnitName, in_sight
from luoshi.org.tree.queries import exists_on, is_import_running, names_by_unit, rows_needed_by_orders
from luoshi.org.tree.rules.names import DatedName, apply_rename, name_on_day
from luoshi.org.tree.rules.orders import Close, Found, Merge, Move, Order, Split, apply_orders, order_reach
from luoshi.org.tree.rules.particulars import DETAILS, Particulars
from luoshi.org.tree.rules.tree import TreeError, TreePlace, diff_places, edges_of, places_from_edges

CHUNK = 500  # ids in one statement; SQLite allows some 30,000 parameters, PostgreSQL plans long lists badly
BATCH = 2000  # rows in one insert
Done = TypeVar("Done")


def dry_run_action(act: Callable[[], Done]) -> Done:
    """Return what an action would do: it is carried out and rolled back.

    Raises:
        OrgError: any error of the action.
    """
    with transaction.atomic():
        done = act()
        transaction.set_rollback(True)
    return done


def apply_if_unchanged(act: Callable[[], Done], same: Callable[[Done], bool]) -> Done:
    """Carry out an action if its effect is still the one confirmed after the trial.

    Raises:
        OrgError: ``changed``: its effect would now differ, so nothing was done.
    """
    with transaction.atomic():
        done = act()
        if not same(done):
            raise OrgError("changed", _("Something has changed since the preview. Look at it again; nothing was done."))
    return done


def change_tree() -> None:
    """Lock units, their names and places until the transaction ends.

    Raises:
        OrgError: ``importing``: a long sheet of units is being imported, whose places depend on the present tree.
    """
    acquire_lock(Lock.TREE)
    if is_import_running():
        said = _("A long sheet of units is being imported: units cannot be changed until it has finished.")
        raise OrgError("importing", said, remedy=_("Under Import you can see its progress and cancel it."))


def establish_unit(
    name: str, code: str, parent: Unit | None, day: date, actor: Actor, *, at: datetime, **fields: Any
) -> Unit:
    """Found a unit under another, or as a root, from a day on; ``fields``: short, division, credit, remark, sort.

    Raises:
        OrgError: refused; incomplete (see ``fields``); the code is taken; the tree would be inconsistent.
    """
    refuse_unless_administrator(actor)
    with transaction.atomic():
        change_tree()
        unit = create_unit_record(Particulars(code, name, **fields), day, at)
        write_tree_orders([Found(unit.pk, parent.pk if parent else None, day)], at)
        given = {"name": name, "code": code, "parent": str(parent or ""), "day": day, **fields}
        journal_act(f"unit:{unit.pk}", "unit.found", actor, given, at=at)
    return unit


def create_unit_record(what: Particulars, day: date, at: datetime) -> Unit:
    """Create a unit with its first name, still without a place; within the order's transaction."""
    if faults := what.faults():
        raise OrgError(
            "incomplete",
            _("The particulars of %(unit)s are not valid.") % {"unit": what.name or what.code},
            fields={name: fault_sentences(name, remarks, getattr(what, name)) for name, remarks in faults.items()},
        )
    if Unit.objects.filter(code=what.code).exists():
        taken = _("The unit code %(code)s is already taken.") % {"code": what.code}
        raise OrgError("unit.code_taken", taken, remedy=_("Choose another code; a code is never used twice."))
    unit = Unit.objects.create(
        name=what.name,
        short=what.short,
        code=what.code,
        division=what.division,
        credit=what.credit,
        remark=what.remark,
        sort=what.sort,
        initials=pinyin_initials(what.name + what.short),
    )
    UnitName.objects.create(unit=unit, name=what.name, short=what.short, start=day, known_from=at)
    return unit


def execute_tree_orders(orders: Sequence[Order], actor: Actor, *, at: datetime, said: Mapping[str, object]) -> None:
    """Change the tree by these orders, all or none; ``said`` is what the journal records.

    Orders that close units are carried out here only if the units have no open items and no posts; otherwise by
    ``unit_closures``, which transfers these.

    Raises:
        OrgError: refused; ``unit.owes``; or the tree would be inconsistent: it names unit and day.
    """
    refuse_unless_administrator(actor)
    with transaction.atomic():
        change_tree()
        _refuse_if_owing(orders)
        write_tree_orders(orders, at)
        for order in orders:
            name = "unit." + type(order).__name__.lower()
            unit = order.units[0] if isinstance(order, Merge) else order.unit
            journal_act(f"unit:{unit}", name, actor, {**said, "day": order.day}, at=at)


def _refuse_if_owing(orders: Iterable[Order]) -> None:
    for order in orders:
        units: Iterable[int] = ()
        if isinstance(order, Merge):
            units = order.units
        elif isinstance(order, Close) or (isinstance(order, Split) and not order.keeps):
            units = [order.unit]
        if units:
            units_may_close()
        posts = Post.objects.filter(unit__in=units, until__gt=order.day)
        if units and (posts.exists() or ports.count_waiting(units=list(units))):
            raise OrgError(
                "unit.owes",
                _("It still has open matters or posts, so it cannot be closed without a successor."),
                remedy=_("Close it with a successor for its open matters and its posts."),
            )


def move_unit(unit: Unit, parent: Unit | None, day: date, actor: Actor, *, at: datetime) -> None:
    """Move a unit with its whole subtree under another from a day on, or make it a root.

    Raises:
        OrgError: refused, or the tree would be inconsistent.
    """
    refuse_unless_administrator(actor)
    with transaction.atomic():
        change_tree()
        rows = Placement.objects.filter(unit=unit, depth=1, known_to=ALWAYS, start__lte=day, until__gt=day)
        old = rows.values_list("ancestor__name", flat=True).first()
        write_tree_orders([Move(unit.pk, parent.pk if parent else None, day)], at)
        said = {"old": old or "", "new": str(parent or ""), "day": day}
        journal_act(f"unit:{unit.pk}", "unit.move", actor, said, at=at)


def rename_unit(unit: Unit, name: str, short: str, day: date, actor: Actor, *, at: datetime) -> None:
    """Rename a unit from a day on, up to its next name that is already recorded.

    Raises:
        OrgError: refused; invalid; the unit does not exist on that day, or has this name already.
    """
    refuse_unless_administrator(actor)
    if faults := Particulars("-", name, short).faults():
        sentences = {field: fault_sentences(field, remarks) for field, remarks in faults.items()}
        raise OrgError("incomplete", _("The name is not valid."), where=str(unit), fields=sentences)
    with transaction.atomic():
        change_tree()
        known = dict(names_by_unit([unit.pk]).get(unit.pk, {}))
        current = name_on_day(known, day)
        if current is None or not exists_on(unit.pk, day):
            raise OrgError("unit.not_there", _("%(unit)s does not exist on %(day)s.") % {"unit": unit, "day": day})
        if (current.name, current.short) == (name, short):
            called = _("%(unit)s already has this name on %(day)s.") % {"unit": unit, "day": day}
            raise OrgError("unit.same_name", called)
        write_names({unit.pk: (known, apply_rename(known, name, short, day))}, at)
        said = {"old": current.name, "new": name, "short": short, "day": day}
        journal_act(f"unit:{unit.pk}", "unit.rename", actor, said, at=at)
        keep_names([unit.pk], timezone.localdate(at))


def amend_unit(unit: Unit, actor: Actor, *, at: datetime, **fields: str) -> bool:
    """Correct particulars without dates: codes, remark, order number. Return False if nothing changed.

    Raises:
        OrgError: refused; incomplete (see ``fields``).
    """
    refuse_unless_administrator(actor)
    if unknown := set(fields) - set(DETAILS):
        raise TypeError(f"no details of a unit: {sorted(unknown)}")
    if faults := Particulars("-", "-", **fields).faults():
        sentences = {field: fault_sentences(field, remarks, fields[field]) for field, remarks in faults.items()}
        raise OrgError("incomplete", _("The particulars are not valid."), where=str(unit), fields=sentences)
    with transaction.atomic():
        change_tree()
        fresh = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        changed = {field: value for field, value in fields.items() if getattr(fresh, field) != value}
        if changed:
            said = {field: {"old": getattr(fresh, field), "new": value} for field, value in changed.items()}
            Unit.objects.filter(pk=unit.pk).update(**changed)
            journal_act(f"unit:{unit.pk}", "unit.amend", actor, {"what": said}, at=at)
    return bool(changed)


def keep_names(units: Iterable[int] | None, day: date) -> None:
    """Set the units' present names from their dated ones (None: of all units); run at the start of each day."""
    rows = UnitName.objects.filter(in_sight(), known_to=ALWAYS, start__lte=day, until__gt=day)
    if units is not None:
        rows = rows.filter(unit__in=list(units))
    late = []
    for row in rows.exclude(name=F("unit__name"), short=F("unit__short")).select_related("unit"):
        row.unit.name, row.unit.short, row.unit.initials = row.name, row.short, pinyin_initials(row.name + row.short)
        late.append(row.unit)
    # As an upsert: five times as fast as bulk_update with its CASE for each row and field.
    fields = ["name", "short", "initials"]
    Unit.objects.bulk_create(late, BATCH, update_conflicts=True, unique_fields=["id"], update_fields=fields)


def write_tree_orders(orders: Sequence[Order], at: datetime) -> int:
    """Apply orders to the rows of the tree, within a transaction. Return how many units they affect.

    Raises:
        OrgError: the tree would be inconsistent.
    """
    mine, leaned = rows_needed_by_orders(orders)
    affected = {place.unit for place in mine} | {unit for order in orders for unit in order_reach(order).changed}
    try:
        after = places_from_edges(apply_orders(edges_of({**leaned, **mine}), *orders), only=affected)
    except TreeError as error:
        raise OrgError(error.code, tree_sentence(error, _names_in(error))) from error
    write_places(mine, after, at)
    return len(affected)


def write_places(before: Mapping[TreePlace, int], after: Iterable[TreePlace], at: datetime) -> None:
    """End belief in the rows (place → id) that no longer hold, and add the new ones."""
    made = diff_places(before, set(after))
    ends = [before[place] for place in made.ends]
    for first in range(0, len(ends), CHUNK):
        Placement.objects.filter(pk__in=ends[first : first + CHUNK]).update(known_to=at)
    rows = (
        Placement(ancestor_id=p.ancestor, unit_id=p.unit, depth=p.depth, start=p.start, until=p.until, known_from=at)
        for p in made.begins
    )
    Placement.objects.bulk_create(rows, batch_size=BATCH)


def write_names(made: Mapping[int, tuple[Mapping[DatedName, int], Iterable[DatedName]]], at: datetime) -> None:
    """End belief in the names (name → id) that no longer hold, and add the new ones, by unit."""
    ends: list[int] = []
    begins = []
    for unit, (before, after) in made.items():
        new = set(after)
        ends += [pk for dated_name, pk in before.items() if dated_name not in new]
        begins += [
            UnitName(unit_id=unit, name=n.name, short=n.short, start=n.start, until=n.until, known_from=at)
            for n in sorted(new - set(before), key=lambda one: one.start)
        ]
    for first in range(0, len(ends), CHUNK):
        UnitName.objects.filter(pk__in=ends[first : first + CHUNK]).update(known_to=at)
    UnitName.objects.bulk_create(begins, batch_size=BATCH)


def _names_in(error: TreeError) -> dict[int, str]:
    ids = [value for name, value in error.values.items() if name != "count" and isinstance(value, int)]
    return dict(Unit.objects.filter(pk__in=ids).values_list("pk", "name"))


def refuse_unless_administrator(actor: Actor) -> None:
    """Raise OrgError ``refused`` unless the actor is an administrator or the program itself."""
    if Role.ADMINISTRATOR not in actor.roles and actor.person:
        raise OrgError("refused", _("Only an administrator can change units and people."))
