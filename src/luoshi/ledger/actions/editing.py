"""One change to rows of a plan: whole or not at all, never over another's, journaled, and undone by its snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.ledger.models import Edit, Figure, Plan, Row, RowUnit
from luoshi.ledger.queries.rows import row_by_row
from luoshi.org.rules.rights import Actor
from luoshi.records.actions.journal import journal
from luoshi.records.actions.refusals import NotTheirs
from luoshi.records.errors import RecordError
from luoshi.records.queries.rights import held
from luoshi.records.rules import markings

OPEN = ("draft", "amending")  # the states of a plan in which its rows are corrected
FIELDS = ("part_id", "span_id", "place", "words", "role", "state", "reason", "look", "due", "every", "times", "phrase",
          "inherited", "each", "doubts", "notes")  # fmt: skip
SINCE: dict[str, Any] = {"notes": []}  # what an edit of an earlier version does not say
OF_UNIT = ("role", "place", "name", "unit_id")
OF_FIGURE = ("quote", "value", "upper", "unit", "bound", "role", "aspect", "indicator", "period", "scope", "state",
             "doubts")  # fmt: skip


@dataclass(frozen=True)
class By:
    """Who changes rows, when, and under which key of the request: a repeat finds what the first did."""

    actor: Actor
    at: datetime
    once: UUID | None = None


@dataclass
class Editing:
    """The rows under change, locked and fresh, by id; rows made meanwhile are added to ``made``.

    Behind the change, ``edit`` is what is kept of it, and ``after`` the rows as they were written, by id.
    """

    plan: Plan
    rows: dict[int, Row]
    made: list[Row] = field(default_factory=list)
    said: dict[str, Any] = field(default_factory=dict)  # for the journal
    edit: Edit = field(default_factory=Edit)
    after: dict[int, Row] = field(default_factory=dict)


@contextmanager
def editing(
    plan: Plan, name: str, seen: Mapping[int, int], by: By, *, quiet: bool = False, gone: bool = False
) -> Iterator[Editing]:
    """Change rows within one transaction; on leaving, they get a new version, an Edit and a journal entry.

    Args:
        name: of the change, for instance "confirm"; the journal's step is "row.confirm".
        seen: the versions that the page showed, by row's id.
        quiet: many rows at once: the entry names how many, not which words.
        gone: rows that were merged or taken back may be among them.

    Raises:
        RecordError: ``refused`` (not theirs, or the plan is not open for correction), ``missing``, ``changed``.
    """
    with transaction.atomic():
        plan = editable(plan, by.actor, by.at)
        rows = row_by_row(plan, list(seen))
        if missing := [pk for pk in seen if pk not in rows or (rows[pk].state == Row.GONE and not gone)]:
            raise RecordError("missing", _("This row is not there any more."), where=str(missing[0]))
        for pk, version in seen.items():
            if rows[pk].version != version:
                raise changed(rows[pk])
        before: dict[str, Any] = {str(pk): snapshot(row) for pk, row in rows.items()}
        work = Editing(plan, rows)
        yield work
        for row in [*rows.values(), *work.made]:
            row.version += 1
            row.save()
        pks = [row.pk for row in (*rows.values(), *work.made)]
        work.after = row_by_row(plan, pks)
        after = {str(pk): snapshot(row) for pk, row in work.after.items()}
        before |= {str(row.pk): None for row in work.made}
        work.edit = Edit.objects.create(
            plan=plan,
            person_id=by.actor.person,
            at=by.at,
            name=name,
            before=before,
            after=after,
            once=by.once,
            undone=name == "undo",
        )
        first = next(iter(work.rows.values()), None) or next(iter(work.made), None)
        said = {"row": first.words[:120] if first and not quiet else None, "count": len(pks), **work.said}
        refuse_marked(said)
        journal(plan, f"row.{name}", by.actor, {key: value for key, value in said.items() if value}, at=by.at)


def editable(plan: Plan, actor: Actor, at: datetime) -> Plan:
    """The plan, locked, if the actor may correct its rows now.

    Raises:
        RecordError: ``refused``.
    """
    fresh = Plan.locked(plan.pk)
    if "keeper" not in held(fresh, actor, timezone.localdate(at)) or actor.behalf:
        raise NotTheirs(fresh, "refused", _("The rows of this plan are not yours to correct."), where=str(fresh))
    if fresh.state == "closed":
        raise RecordError("refused", _("The year of this plan is closed: nothing in it changes."), where=str(fresh))
    if fresh.state not in OPEN:
        raise RecordError(
            "refused",
            _("The plan is published: its rows are changed by an amendment."),
            where=str(fresh),
            remedy=_("Begin an amendment on the plan's page."),
        )
    return fresh


def changed(row: Row) -> RecordError:
    """Somebody was quicker: who, when, and what the row is now."""
    last = Edit.objects.filter(plan=row.plan_id, after__has_key=str(row.pk)).select_related("person").last()
    return RecordError(
        "changed",
        _("Changed meanwhile by %(who)s at %(at)s.")
        % {
            "who": last.person if last else "?",
            "at": timezone.localtime(last.at).strftime("%H:%M") if last else "?",
        },
        where=row.words[:60],
        remedy=_("Look at the row as it is now and decide again."),
    )


def refuse_marked(said: Mapping[str, Any]) -> None:
    """Raise ``marked`` where any words bear a secrecy marking."""
    if any(isinstance(words, str) and markings.in_typed(words) for words in said.values()):
        raise RecordError("marked", _("The words bear a secrecy marking: nothing was saved."))


def snapshot(row: Row) -> dict[str, Any]:
    """A row with its units and figures as plain data; ``restore`` reads it."""
    return {
        **{name: _plain(getattr(row, name)) for name in FIELDS},
        "version": row.version,
        "units": [{name: getattr(one, name) for name in OF_UNIT} for one in row.units.all()],
        "figures": {str(one.pk): {name: _plain(getattr(one, name)) for name in OF_FIGURE} for one in row.figures.all()},
    }


def restore(row: Row, kept: Mapping[str, Any]) -> None:
    """Make a row what a snapshot says; its figures come back to it from whatever row they went to."""
    for name in FIELDS:
        setattr(row, name, {**SINCE, **kept}[name])
    row.due = date.fromisoformat(kept["due"]) if kept["due"] else None
    set_units(row, kept["units"])
    # Typed in since then, for instance: nothing asks for them any more. Those of rows merged into it go back below.
    row.figures.exclude(pk__in=list(kept["figures"])).update(state=Figure.BACKGROUND)
    for pk, values in kept["figures"].items():
        exact = {name: Decimal(values[name]) if values[name] is not None else None for name in ("value", "upper")}
        Figure.objects.filter(pk=int(pk), row__plan=row.plan_id).update(**{**values, **exact}, row=row)


def set_units(row: Row, units: list[dict[str, Any]]) -> None:
    """Give a row these units instead of those it has."""
    RowUnit.objects.filter(row=row).delete()
    RowUnit.objects.bulk_create([RowUnit(row=row, **one) for one in units])


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Decimal) else value
