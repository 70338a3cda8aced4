"""Stores template versions, sends letters about chosen items, and writes papers as files."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.letters.actions.letters import issue_letter
from luoshi.commitments.letters.models import OUT, Letter
from luoshi.commitments.letters.queries import letter_commitments
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.received.files import Received, accept_made_file
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.files.actions.files import store_evidence
from luoshi.kernel.files.models import Attachment
from luoshi.kernel.kinds.language.parts import Number
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.rights.queries.rights import posts_in
from luoshi.kernel.steps.actions.idempotency import done_before, remember_request
from luoshi.kernel.steps.actions.numbers import one_number
from luoshi.kernel.steps.actions.refusals import NotTheirs, refusals_journaled
from luoshi.org.tree.models import Unit
from luoshi.papers import queries
from luoshi.papers.fields import LETTER, PaperFields
from luoshi.papers.models import Issued, LetterPaper, Template
from luoshi.papers.paper_declaration import Declared
from luoshi.papers.paper_sorts import Sort, of_kind, of_letter, paper_sorts_by_key
from luoshi.papers.rules import MOST, generate_paper_code, group_paper_items
from luoshi.papers.template_messages import format_template_fault
from luoshi.reading.errors import ReadError
from luoshi.reading.load import workers
from luoshi.reading.load.limits import DEFAULT

LARGEST = 3_000_000  # bytes of a template
LIMITS = replace(DEFAULT, seconds=15, memory=600_000_000)
_CHECK = "luoshi.papers.checking:check_template"


@dataclass(frozen=True)
class LetterRequest:
    """A request for letters: form, text and deadline; ``each``: one letter for each item instead of each unit."""

    form: str
    words: str
    limit: date
    each: bool


def render_template_examples(data: bytes, name: str, fields: PaperFields = LETTER) -> bytes:
    """Fill a template with example values, in as many rows as a paper can have.

    Raises:
        RecordError: ``template``: its faults, each with its place.
    """
    if len(data) > LARGEST:
        raise _refused(
            [_("The template is larger than %(n)d MB: remove pictures.") % {"n": LARGEST // 1_000_000}], name
        )
    known = fields.template_names
    lists = {list_name: sorted(of_row) for list_name, of_row in known.lists.items()}
    given = {
        "plain": sorted(known.plain),
        "lists": lists,
        "values": fields.examples(MOST),
        "drawn": fields.picture_names,
    }
    try:
        found, made = workers.call_in_worker(_CHECK, data, LIMITS, given)
    except ReadError as error:
        late = error.code == "load.too_slow"
        said = _("Checking the template took too long.") if late else _("The template cannot be opened.")
        raise _refused([said], name) from None
    if found["faults"]:
        raise _refused([format_template_fault(fault) for fault in found["faults"]], name)
    return made


def _refused(sentences: list[str], name: str) -> RecordError:
    remedy = _("Nothing was saved. Correct the template and upload it again.")
    return RecordError("template", " ".join(sentences), where=name, remedy=remedy, fields={"file": sentences})


def send_template(form: str, unit: Unit, start: date, received: Received, actor: Actor, *, at: datetime) -> Template:
    """Store a new version of an office's template, in use from a day on.

    Raises:
        RecordError: ``refused``: the actor may not set this office's templates; ``template``: its faults; ``guarded``:
            the day is past.
    """
    day, known = timezone.localdate(at), paper_sorts_by_key()
    with refusals_journaled("papers.template", actor, at):
        if form not in known or not queries.may_set(actor, unit, day):
            said = _("Only the unit's supervisors or administrators can set its templates.")
            raise NotTheirs(f"unit:{unit.pk}", "refused", said, where=str(unit))
    if start < day:
        past = _("Papers of past days used the template of their time: choose today or a later day.")
        raise RecordError("guarded", past, fields={"start": [past]})
    render_template_examples(received.data, received.name, known[form].fields)
    with transaction.atomic():
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)  # two at once would get one version number
        rows = Template.objects.filter(unit=unit, form=form)
        version = (rows.aggregate(last=Max("version"))["last"] or 0) + 1
        given = {"form": form, "name": received.name, "version": version, "from": start, "sha256": received.sha256}
        entry = journal_act(f"unit:{unit.pk}", "papers.template", actor, given, at=at)
        kept = store_evidence(received, actor, at=at)
        return Template.objects.create(
            unit=unit, form=form, version=version, start=start, name=received.name, evidence=kept, entry=entry
        )


def send_letters(
    keys: Collection[int], asked: LetterRequest, actor: Actor, *, at: datetime, once: UUID
) -> tuple[list[Letter], int]:
    """Send letters about chosen items, each in its own transaction; return them and the number of items left out.

    Repeating the request with the same idempotency key returns the letters already sent and sends the rest.
    """
    items, plan = queries.choose_letter_items(list(keys), actor, timezone.localdate(at), at)
    by_key = {commitment.pk: commitment for commitment in items}
    sent = []
    for some in group_paper_items(
        [(commitment.pk, commitment.unit_id, commitment.desk_id) for commitment in items], each=asked.each
    ):
        key = uuid5(once, ",".join(map(str, some)))
        print_of = hashlib.sha256(repr((some, asked)).encode()).hexdigest()
        with transaction.atomic():
            taken = done_before(actor, key, print_of, at)
            if taken is None:
                about_these = [by_key[pk] for pk in some]
                taken = issue_letter(about_these, asked.form, asked.words, asked.limit, actor, at=at)
                remember_request(actor, key, print_of, taken.record, taken.entry)
        sent.append(taken.record)
    return sent, len(plan.skipped)  # type: ignore[return-value]


def write_letter_paper(took: Took[Letter]) -> None:
    """Write a letter as a file, in the transaction that sends it; the file is evidence from then on.

    Raises:
        RecordError: ``missing``: the template's file is gone.
    """
    letter = took.record
    if letter.form not in OUT:
        return
    items = letter_commitments(letter)
    form = queries.form_of(of_letter(letter.form), items[0].desk_id, took.day)
    copied = kind_of(letter).rights.by_name["copied"]
    copies = queries.post_holder_names(posts_in(copied, letter, took.day).values_list("pk", flat=True), took.day)
    said = queries.LetterContent(letter.form, letter.number, took.day, letter.words, letter.limit, took.actor.name)
    made = fill_letter_template(form, said, items, copies)
    name = f"{letter.get_form_display()} {letter.number}.docx"
    kept = store_evidence(accept_made_file(name, "docx", made), took.actor, at=took.at)
    file = Attachment.objects.create(evidence=kept, record=letter, entry=took.entry, part="paper", name=name[:120])
    LetterPaper.objects.create(letter=letter, template=form.template, made_from=form.sha256, attachment=file)


def fill_letter_template(
    form: queries.LoadedTemplate, said: queries.LetterContent, items: Sequence[Any], copies: Sequence[str]
) -> bytes:
    """Fill a template for these items, in the office's language."""
    with translation.override(settings.LANGUAGE_CODE):
        return _fill_template(form.data, queries.letter_field_values(said, items, copies))


def _fill_template(data: bytes, values: dict[str, Any]) -> bytes:
    from luoshi.writing.template_filling import fill_docx_template

    return fill_docx_template(data, values)


def draft_of(sort: Sort, record: Record, actor: Actor, day: date) -> bytes:
    """Write today's draft of a paper about a record, without number and code."""
    form = queries.form_of(sort, record.unit_id, day)
    with translation.override(settings.LANGUAGE_CODE):
        return _fill_template(
            form.data,
            queries.paper_field_values(queries.PaperDraft(sort, record, record.unit, "", "", day, actor.name)),
        )


def put_on_paper(part: Declared, took: Took[Any]) -> None:
    """Write a paper about a record, in the transaction of the step; the file is evidence from then on.

    Raises:
        RecordError: ``missing``: the template's file is gone.
    """
    record, day = took.record, took.day
    sort = of_kind(kind_of(record), part)
    unit = queries.office_of(took.seat, record)
    form = queries.form_of(sort, unit.pk, day)
    number = one_number(Number(), part.prefix, f"paper:{sort.key}", unit, day)
    code = generate_paper_code() if queries.has_paper_checker(record.unit_id, day) else ""
    with translation.override(settings.LANGUAGE_CODE):
        told = queries.PaperDraft(sort, record, unit, number, code, day, took.actor.name)
        made, name = _fill_template(form.data, queries.paper_field_values(told)), f"{sort.label} {number}.docx"
    kept = store_evidence(accept_made_file(name, "docx", made), took.actor, at=took.at)
    file = Attachment.objects.create(
        evidence=kept, record_id=record.pk, entry=took.entry, part=part.name, name=name[-120:]
    )
    Issued.objects.filter(record=record.pk, name=part.name, ended=None).update(ended=day)
    Issued.objects.create(
        record_id=record.pk,
        name=part.name,
        number=number,
        code=code,
        on=day,
        template=form.template,
        made_from=form.sha256,
        attachment=file,
        entry=took.entry,
    )
