"""Which template holds for an office on a day, and what a paper about some items says."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from luoshi.dates.lateness import LATE
from luoshi.ledger.base.models.commitment import Commitment
from luoshi.ledger.letters.models import FORMS, OUT, Letter
from luoshi.ledger.light_tables.queries.tables import supervised
from luoshi.ledger.lights.queries.measures import facts_of
from luoshi.ledger.lights.rules.matters import matter
from luoshi.ledger.progress.queries import last_words
from luoshi.org.actors.models import Tenure
from luoshi.org.actors.queries import above, placed
from luoshi.org.people.queries.people import holding
from luoshi.org.rights.rules.rights import Actor, Role
from luoshi.org.tree.models import Unit
from luoshi.papers.fields import by_both_names
from luoshi.papers.models import Paper, Template
from luoshi.papers.rules import MOST, as_written, long_day
from luoshi.records.base.errors import RecordError
from luoshi.records.files.queries import kept_bytes
from luoshi.records.journal.queries.seals import head_of_day
from luoshi.records.kinds.models import Record
from luoshi.records.kinds.registry import kind
from luoshi.records.many.queries import guarded, planned
from luoshi.records.many.rules import Plan
from luoshi.records.rights.queries.rights import visible

SHIPPED = Path(__file__).parent / "shipped"


@dataclass(frozen=True)
class Form:
    """A template to be filled: its bytes, its version (None: as shipped), the hash of its bytes."""

    data: bytes
    template: Template | None

    @property
    def sha256(self) -> str:
        """Of the file."""
        return hashlib.sha256(self.data).hexdigest()


@cache
def shipped(form: str) -> bytes:
    """The template that comes with the program."""
    return (SHIPPED / f"{form}.docx").read_bytes()


def in_use(form: str, unit: int, day: date) -> Template | None:
    """The version that an office uses on a day: its own, else that of the nearest above it. Two queries."""
    upwards = list(placed(day).filter(unit=unit).order_by("depth").values_list("ancestor_id", flat=True))
    found = Template.objects.filter(form=form, unit__in=upwards, start__lte=day).order_by("start", "version")
    latest = {one.unit_id: one for one in found.select_related("evidence")}
    return next((latest[one] for one in upwards if one in latest), None)


def form_of(form: str, unit: int, day: date) -> Form:
    """The same with its bytes.

    Raises:
        RecordError: ``missing``: the kept file is not there.
    """
    template = in_use(form, unit, day)
    data = kept_bytes(template.evidence) if template else shipped(form)
    if data is None:
        raise RecordError(
            "missing",
            _("The template is not where it was kept, or it was changed there."),
            where=str(template),
            remedy=_("Send the template again, or call the helpline: it can be brought back from the backup."),
        )
    return Form(data, template)


def version(pk: int) -> Template | None:
    """One version of a template with its office and its file. One query."""
    return Template.objects.select_related("unit", "evidence").filter(pk=pk).first()


def example(number: str, actor: Actor, day: date) -> Commitment | None:
    """The item of this number, or the newest where none is named, that the actor may read. One query."""
    rows = Commitment.objects.filter(visible(kind("commitments"), actor, day)).select_related("unit", "desk", "plan")
    return rows.filter(number=number).first() if number else rows.order_by("-pk").first()


def ever_sent(units: Collection[int]) -> QuerySet[Template]:
    """Every version of these units' templates, the newest first, with who sent it."""
    return Template.objects.filter(unit__in=units).select_related("unit", "entry__person", "evidence").order_by("-pk")


def may_set(actor: Actor, unit: Unit, day: date) -> bool:
    """Whether the actor sets an office's templates: who supervises it, or administers a unit above it. One query."""
    administers = {seat.unit for seat in actor.seats if seat.role is Role.ADMINISTRATOR}
    return bool((supervised(actor) | administers) & above([unit.pk], day)[unit.pk])


def settable(actor: Actor, day: date) -> QuerySet[Unit]:
    """The offices whose templates the actor may set: those that supervise something, in their charge."""
    administers = {seat.unit for seat in actor.seats if seat.role is Role.ADMINISTRATOR}
    mine = Q(pk__in=supervised(actor)) | Q(pk__in=placed(day).filter(ancestor__in=administers).values("unit"))
    desks = holding(day).filter(post__role=Role.SUPERVISOR).values("post__unit")
    return Unit.objects.filter(mine, pk__in=desks).order_by("pk")


def may_look(actor: Actor) -> bool:
    """Whether templates concern the actor."""
    return bool({Role.SUPERVISOR, Role.ADMINISTRATOR} & set(actor.roles))


def choice(keys: Sequence[int], actor: Actor, day: date, at: Any) -> tuple[list[Commitment], Plan]:
    """Of the chosen items those about which the actor may send a letter, and why not about the others. Six queries."""
    declared = kind("commitments")
    push = declared.cycle.by_name["push"]  # a letter is a push in writing: the same right, the same states
    plan, _records = planned(declared, push, keys, actor, day, guarded(push, {}, at))
    rows = Commitment.objects.filter(pk__in=plan.will).select_related("unit", "desk", "plan")
    return sorted(rows, key=lambda one: plan.will.index(one.pk)), plan


def late_by(one: Commitment, day: date) -> int:
    """By how many working days an item is late on a day; 0: it is not. The one place where papers ask for it."""
    towards = matter(facts_of(one, day, ()), day)
    return towards.far.workdays if towards.code == LATE and towards.far else 0


@dataclass(frozen=True)
class Sent:
    """What a person says of a paper besides its items, and what it bears."""

    form: str
    number: str
    day: date
    words: str
    limit: date | None
    contact: str


def values(said: Sent, items: Sequence[Commitment], copies: Sequence[str]) -> dict[str, Any]:
    """What a template is filled with, in the office's language. Three queries, however many items."""
    items = items[:MOST]
    first = items[0]
    written, year, serial = as_written(said.number)
    head = head_of_day(said.day)
    heads = holding(said.day).filter(post__unit=first.unit_id, post__role=Role.HEAD).select_related("person")
    plans = list(dict.fromkeys(one.plan.title for one in items))
    plain = {
        "form": str(dict(FORMS)[said.form]),
        "number": written,
        "year": year,
        "serial": serial,
        "date": long_day(said.day),
        "office": first.desk.name,
        "unit": first.unit.name,
        "addressee": "、".join(one.person.name for one in heads.order_by("pk")[:2]),
        "basis": "".join(title if title.startswith("《") else f"《{title}》" for title in plans),
        "count": str(len(items)),
        "requirement": said.words,
        "limit": long_day(said.limit),
        "contact": said.contact,
        "telephone": settings.OFFICE["helpline"],
        "copies": "、".join(copies),
        "journal": head.short if head else "",
    }
    reported = last_words(items)
    return by_both_names(plain, [_row(at, one, said.day, reported) for at, one in enumerate(items, 1)])


def _row(at: int, one: Commitment, day: date, reported: dict[int, tuple[str, str]]) -> dict[str, str]:
    due, late = one.binds or one.until, late_by(one, day)
    progress, effect = reported.get(one.pk, ("", ""))
    return {
        "no": str(at),
        "number": one.number,
        "words": one.words.strip(),
        "lead": one.unit.name,
        "support": one.supports,
        "due": long_day(due),
        "first_due": long_day(one.first_due) if one.first_due != due else "",
        "days_late": str(late) if late else "",
        "progress": progress,
        "effect": effect,
    }


def names_of(posts: Collection[int], day: date) -> list[str]:
    """Who holds these posts on a day. One query."""
    rows: QuerySet[Tenure] = holding(day).filter(post__in=posts)
    return list(rows.order_by("post", "pk").values_list("person__name", flat=True)) if posts else []


def letters_about(record: Record, actor: Actor, day: date) -> list[Letter]:
    """The letters sent about a commitment that the actor may read, newest first. One query."""
    mine = Q(commitment=record.pk) | Q(further__commitment=record.pk)
    rows = Letter.objects.filter(mine, visible(kind("letters"), actor, day), form__in=OUT, sent__isnull=False)
    return list(rows.select_related("paper__attachment").order_by("-sent", "-pk").distinct())


def papers_of(letters: Collection[int], actor: Actor, day: date) -> list[Paper]:
    """The papers of these letters, as far as the actor may read them. One query."""
    read = Letter.objects.filter(visible(kind("letters"), actor, day), pk__in=letters).values("pk")
    return list(Paper.objects.filter(letter__in=read).select_related("letter", "attachment__evidence").order_by("pk"))
