"""Queries for papers: the template in use for an office on a day, and the field values."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from hmac import compare_digest
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.base.texts.qr_codes import square_png
from luoshi.commitments.letters.models import FORMS, OUT, Further, Letter
from luoshi.commitments.light_tables.queries.tables import supervisor_unit_ids
from luoshi.commitments.lights.queries.measures import facts_of
from luoshi.commitments.lights.rules.due_status import classify_matter
from luoshi.commitments.progress.queries import last_words
from luoshi.dates.lateness import LATE
from luoshi.desk.bulk.queries import bulk_guard, plan_bulk_step
from luoshi.desk.bulk.rules import BulkPlan
from luoshi.evidence.journal.queries.seals import head_of_day
from luoshi.kernel.conditions.queries.evaluation import definitely_true
from luoshi.kernel.files.models import Attachment
from luoshi.kernel.files.queries import kept_bytes
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.row_words import label_of, value_of
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.models import Record, Row
from luoshi.kernel.kinds.registry import get_kind, kind_of, list_kinds
from luoshi.kernel.parameters.queries.parameters import parameter_values as values_in_force
from luoshi.kernel.references.queries import Reference
from luoshi.kernel.rights.queries.access import readable_condition
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.kernel.rows.queries import attach_record, rows_of_record
from luoshi.org.actors.models import Post, Tenure
from luoshi.org.actors.queries import ancestor_unit_ids, current_placements
from luoshi.org.people.queries.people import tenures_in_force
from luoshi.org.tree.models import Unit
from luoshi.papers.fields import LETTER
from luoshi.papers.models import Issued, LetterPaper, Template
from luoshi.papers.paper_declaration import CHECK, Declared
from luoshi.papers.paper_sorts import Sort
from luoshi.papers.rules import MOST, as_kept, as_written, code_as_kept, code_as_written, long_day
from luoshi.plans.base.models.commitment import Commitment

SHIPPED = Path(__file__).parent / "shipped"
CHECKED_AT = "/open/paper/"  # the public page for checking a paper


@dataclass(frozen=True)
class LoadedTemplate:
    """A template: its bytes, and its version (None: as shipped)."""

    data: bytes
    template: Template | None

    @property
    def sha256(self) -> str:
        """SHA-256 of the file."""
        return hashlib.sha256(self.data).hexdigest()


@cache
def load_shipped_template(like: str) -> bytes:
    """Load a template that comes with the program."""
    return (SHIPPED / f"{like}.docx").read_bytes()


def templates_in_use(units: Collection[int], day: date, **only: str) -> dict[tuple[int, str], Template]:
    """Return the versions in use on a day, by unit and sort: the unit's own, else those of the nearest unit above it.

    ``only``: ``form``, the key of one sort. Two queries.
    """
    upwards: dict[int, list[int]] = {unit: [] for unit in units}
    for unit, ancestor in (
        current_placements(day).filter(unit__in=units).order_by("depth").values_list("unit", "ancestor")
    ):
        upwards[unit].append(ancestor)
    every = {ancestor for some in upwards.values() for ancestor in some}
    found = Template.objects.filter(unit__in=every, start__lte=day, **only).order_by("start", "version")
    latest = {(template.unit_id, template.form): template for template in found.select_related("evidence", "unit")}
    used: dict[tuple[int, str], Template] = {}
    for unit, some in upwards.items():
        for above_it in reversed(some):  # the nearest comes last and overrides the others
            used |= {(unit, form): template for (of, form), template in latest.items() if of == above_it}
    return used


def form_of(sort: Sort, unit: int, day: date) -> LoadedTemplate:
    """Load the template in use for a unit.

    Raises:
        RecordError: ``missing``: the stored file is gone.
    """
    template = templates_in_use([unit], day, form=sort.key).get((unit, sort.key))
    data = kept_bytes(template.evidence) if template else load_shipped_template(sort.like)
    if data is None:
        raise RecordError(
            "missing",
            _("The template is not where it was stored, or it was changed there."),
            where=str(template),
            remedy=_("Upload the template again, or call the helpline: it can be restored from the backup."),
        )
    return LoadedTemplate(data, template)


def template_version_by_pk(pk: int) -> Template | None:
    """Return a template version with its office and file. One query."""
    return Template.objects.select_related("unit", "evidence").filter(pk=pk).first()


def example_commitment(number: str, actor: Actor, day: date) -> Commitment | None:
    """Return the item of this number, without one the newest, that the actor may read. One query."""
    rows = Commitment.objects.filter(readable_condition(get_kind("commitments"), actor, day)).select_related(
        "unit", "desk", "plan"
    )
    return rows.filter(number=number).first() if number else rows.order_by("-pk").first()


def example_of(declared: CompiledKind, number: str, actor: Actor, day: date) -> Record | None:
    """Return the record of this number, without one the newest, of a kind that the actor may read. One query."""
    rows = readable_records(declared, actor, day).filter(erased=None).select_related("unit").order_by("-pk")
    return rows.filter(number=number).first() if number else rows.first()


def ever_sent(units: Collection[int]) -> QuerySet[Template]:
    """Select all versions of these units' templates, newest first, with who uploaded them."""
    return Template.objects.filter(unit__in=units).select_related("unit", "entry__person", "evidence").order_by("-pk")


def may_set(actor: Actor, unit: Unit, day: date) -> bool:
    """Whether the actor may set an office's templates: its supervisor, or an administrator above it. One query."""
    administers = {seat.unit for seat in actor.seats if seat.role is Role.ADMINISTRATOR}
    return bool((supervisor_unit_ids(actor) | administers) & ancestor_unit_ids([unit.pk], day)[unit.pk])


def template_offices(actor: Actor, day: date) -> QuerySet[Unit]:
    """Select the offices in the actor's charge that may need templates: they supervise, or have records with papers."""
    administers = {seat.unit for seat in actor.seats if seat.role is Role.ADMINISTRATOR}
    mine = Q(pk__in=supervisor_unit_ids(actor)) | Q(
        pk__in=current_placements(day).filter(ancestor__in=administers).values("unit")
    )
    desks = tenures_in_force(day).filter(post__role=Role.SUPERVISOR).values("post__unit")
    papered = [kind.name for kind in list_kinds() if kind.every(Declared)]
    about = Record.objects.filter(kind__in=papered).values("unit")
    return Unit.objects.filter(mine, Q(pk__in=desks) | Q(pk__in=about)).order_by("pk")


def may_view_templates(actor: Actor) -> bool:
    """Whether the actor may open the templates pages."""
    return bool({Role.SUPERVISOR, Role.ADMINISTRATOR} & set(actor.roles))


def choose_letter_items(
    keys: Sequence[int], actor: Actor, day: date, at: datetime
) -> tuple[list[Commitment], BulkPlan]:
    """Return the chosen items the actor may write about, and the plan with reasons for the others. Six queries."""
    declared = get_kind("commitments")
    push = declared.cycle.by_name["push"]  # a letter is a written push: same permission, same states
    plan, _records = plan_bulk_step(declared, push, keys, actor, day, bulk_guard(push, {}, at))
    rows = Commitment.objects.filter(pk__in=plan.will).select_related("unit", "desk", "plan")
    return sorted(rows, key=lambda one: plan.will.index(one.pk)), plan


def late_by(one: Commitment, day: date) -> int:
    """Return by how many working days an item is late on a day; 0 if it is not. Papers take lateness only from here."""
    towards = classify_matter(facts_of(one, day, ()), day)
    return towards.far.workdays if towards.code == LATE and towards.far else 0


@dataclass(frozen=True)
class LetterContent:
    """The content of a letter besides its items."""

    form: str
    number: str
    day: date
    words: str
    limit: date | None
    contact: str


def letter_field_values(said: LetterContent, items: Sequence[Commitment], copies: Sequence[str]) -> dict[str, Any]:
    """Return the values for a letter's template, in the office's language. Three queries for any number of items."""
    items = items[:MOST]
    first = items[0]
    written, year, serial = as_written(said.number)
    head = head_of_day(said.day)
    heads = tenures_in_force(said.day).filter(post__unit=first.unit_id, post__role=Role.HEAD).select_related("person")
    plans = list(dict.fromkeys(commitment.plan.title for commitment in items))
    plain = {
        "form": str(dict(FORMS)[said.form]),
        "number": written,
        "year": year,
        "serial": serial,
        "date": long_day(said.day),
        "office": first.desk.name,
        "unit": first.unit.name,
        "addressee": "、".join(head.person.name for head in heads.order_by("pk")[:2]),
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
    return LETTER.by_both_names(
        plain, [_row(at, commitment, said.day, reported) for at, commitment in enumerate(items, 1)]
    )


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


def post_holder_names(posts: Collection[int], day: date) -> list[str]:
    """List the holders of these posts on a day. One query."""
    rows: QuerySet[Tenure] = tenures_in_force(day).filter(post__in=posts)
    return list(rows.order_by("post", "pk").values_list("person__name", flat=True)) if posts else []


ABOUT = (Reference(Letter, "commitment"), Reference(Further, "commitment"))


def letters_about(record: Record, actor: Actor, day: date) -> list[Letter]:
    """List the letters sent about a commitment that the actor may read, newest first. At most one query."""
    if not any(reference.may_exist(record) for reference in ABOUT):
        return []
    mine = Q(commitment=record.pk) | Q(further__commitment=record.pk)
    rows = Letter.objects.filter(
        mine, readable_condition(get_kind("letters"), actor, day), form__in=OUT, sent__isnull=False
    )
    return list(rows.select_related("paper__attachment").order_by("-sent", "-pk").distinct())


def papers_of(letters: Collection[int], actor: Actor, day: date) -> list[LetterPaper]:
    """List the papers of these letters that the actor may read. One query."""
    read = Letter.objects.filter(readable_condition(get_kind("letters"), actor, day), pk__in=letters).values("pk")
    return list(
        LetterPaper.objects.filter(letter__in=read).select_related("letter", "attachment__evidence").order_by("pk")
    )


@dataclass(frozen=True)
class PaperDraft:
    """The content of a paper about a record, before it is a file."""

    sort: Sort
    record: Record
    office: Unit
    number: str
    code: str
    day: date
    contact: str


def office_of(seat: int, record: Record) -> Unit:
    """Return the office that issues a paper: that of the writer's post, else the record's unit. One query."""
    post = Post.objects.select_related("unit").filter(pk=seat).first() if seat else None
    return post.unit if post else record.unit


def has_paper_checker(unit: int, day: date) -> bool:
    """Whether the public may check a unit's papers on a day. At most two queries."""
    return bool(values_in_force(CHECK, [unit], day).get(unit))


def paper_field_values(told: PaperDraft) -> dict[str, Any]:
    """Return the values for the template of a kind's paper, in the office's language. One query."""
    written, year, serial = as_written(told.number)
    head = head_of_day(told.day)
    assert told.sort.part is not None
    names = told.sort.part.shows
    said = {name: _on_paper(told.record, name) for name in names}
    address = f"{settings.ADDRESS}{CHECKED_AT}" if told.code and settings.ADDRESS else ""
    plain = said | {
        "form": str(told.sort.label),
        "number": written,
        "year": year,
        "serial": serial,
        "date": long_day(told.day),
        "office": told.office.name,
        "unit": told.record.unit.name,
        "contact": told.contact,
        "telephone": settings.OFFICE["helpline"],
        "journal": head.short if head else "",
        "code": code_as_written(told.code),
        "address": address,
        "square": square_png(f"{address}?{urlencode({'number': told.number, 'code': told.code})}") if address else "",
    }
    rows = [
        {"name": fields.field_label(kind_of(told.record), name), "value": said[name]} for name in names if said[name]
    ]
    rows += _lines_of_rows(told.record, told.sort.part)
    return told.sort.fields.by_both_names(plain, rows)


def _lines_of_rows(record: Record, part: Declared) -> Iterator[dict[str, str]]:
    """Yield a line for each row inside the record that a paper lists. One query for each sort of rows."""
    for rows in (rows for rows in kind_of(record).every(Rows) if rows.name in part.rows):
        for place, row in enumerate(attach_record(list(rows_of_record(rows, record)), record), 1):
            values = ((label_of(rows, name), _row_text(rows, row, name)) for name in rows.page_columns)
            told = "，".join(f"{label}{text}" if at else text for at, (label, text) in enumerate(values) if text)
            yield {"name": f"{rows.label} {place}", "value": told}


def _row_text(part: Rows, row: Row, name: str) -> str:
    found = getattr(row, name)
    return str(found.title or found.number) if isinstance(found, Record) else value_of(part, row, name)


def _on_paper(record: Record, name: str) -> str:
    found = getattr(record, name)
    return long_day(found) if type(found) is date else fields.field_text(record, name)


def issued_of(records: Any) -> list[Issued]:
    """List all papers about these records (ids, or a query of them), newest first. One query."""
    return list(Issued.objects.filter(record__in=records).select_related("attachment__evidence").order_by("-pk"))


def valid_paper_files(declared: CompiledKind, keys: Collection[int], actor: Actor, day: date) -> list[Attachment]:
    """List the files of valid papers about these records that the actor may read. One query."""
    mine = readable_records(declared, actor, day).filter(pk__in=keys, erased=None).values("pk")
    return [paper.attachment for paper in issued_of(mine) if paper.ended is None and paper.attachment is not None]


def record_of(one: Issued) -> Record:
    """Return the record of a paper, as its kind's model, with its unit. One query."""
    return kind_of(one.record).record._default_manager.select_related("unit").get(pk=one.record_id)


def part_of(one: Issued, record: Record) -> Declared | None:
    """Return the declaration of a paper; None if its kind does not declare it any more."""
    return next((part for part in kind_of(record).every(Declared) if part.name == one.name), None)


def publicly_shown(part: Declared, record: Record, day: date) -> list[str]:
    """List the fields of a paper that a public check tells: some only as long as the record's unit says so."""
    unit = record.unit_id
    closed = {name for name, value in part.open_while if not values_in_force(value, [unit], day).get(unit)}
    return [name for name in part.shows if name not in closed]


HOLDS, ENDED, REPLACED, PAST = "holds", "ended", "replaced", "past"


def issued_paper_status(one: Issued, record: Record, day: date) -> str:
    """Return a paper's status on a day: valid, replaced, past its last day, or ended by its record's state.

    At most one query.
    """
    part = part_of(one, record)
    if one.ended is not None:
        return REPLACED
    until = getattr(record, part.until) if part and part.until else None
    if until is not None and until < day:
        return PAST
    if part is None or part.stands is None:
        return HOLDS
    model = kind_of(record).record
    so = model._default_manager.filter(definitely_true(part.stands, model, day), pk=record.pk).exists()
    return HOLDS if so else ENDED


def checked_paper(number: str, code: str, allowed: Q) -> Issued | None:
    """Return the paper of this number and code, if its unit allows public checks; else None, with the same effort.

    One query, whatever the result.

    Args:
        allowed: ``where_so`` for ``CHECK``.
    """
    rows = Record.objects.filter(allowed, erased=None)
    found = Issued.objects.filter(number=as_kept(number)[:40], record__in=rows).select_related("record__unit").first()
    same = compare_digest(code_as_kept(code)[:40].encode(), (found.code if found else "").encode())
    return found if found and found.code and same else None
