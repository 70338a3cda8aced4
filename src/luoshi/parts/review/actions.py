"""Follow-ups of the steps of rounds and sheets: who assesses what, the totals, the ranking.

A step of a round locks the round and writes its objects and sheets; a step of a sheet locks the sheet, and its needs
the object and the round. So marks that come while a round is closed come before or not at all. A step that voids sheets
locks them before the round, too: else it and a step of a sheet could wait for each other.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.db import transaction

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.desk.bulk.actions.bulk import open_many
from luoshi.figures.rounding import round_to_places
from luoshi.figures.style import decimal_text
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.assessed import assessed_part
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import take
from luoshi.parts.calls.actions import code_words
from luoshi.parts.calls.queries import quotas_of_call
from luoshi.parts.calls.rules import SETTLING, places_by_class
from luoshi.parts.review import queries
from luoshi.parts.review.assigning.actions import ask_for_sheets, choose_assessors, opening_text, queue_assignment
from luoshi.parts.review.assigning.problems import SolvedRound
from luoshi.parts.review.assigning.queries import RoundReading, read_round
from luoshi.parts.review.bundles import queries as bundles
from luoshi.parts.review.bundles.check_review import encode_canonically, hash_value, pair_chance, sheet_receipt
from luoshi.parts.review.codes import object_code, seat_code
from luoshi.parts.review.layers.actions import open_layers
from luoshi.parts.review.models import BEING_ASSIGNED, Assessed, MarkForm, ReviewRound, ReviewSheet, SheetMark
from luoshi.parts.review.reported import explain_lacking
from luoshi.parts.review.rules import Spread, spread_sheets
from luoshi.parts.review.seats.actions import refuse_second_draw
from luoshi.scoring.combining import combine_scores
from luoshi.scoring.places import close_to_cut, rank_objects
from luoshi.scoring.sheets import total_sheet, weights_fault

_ = words_now(__name__)

DIGITS = 4
KEY_BYTES, SALT_BYTES = 32, 16


def make_round_key(took: Took[ReviewRound]) -> None:
    """Make the secret from which the codes of this round are computed, before anybody is in it."""
    took.set_fields(key=secrets.token_hex(KEY_BYTES))


def refuse_wrong_weights(took: Took[MarkForm]) -> None:
    """Refuse a form whose normal items do not weigh 100 together.

    Raises:
        RecordError: ``guarded``.
    """
    found = weights_fault(queries.items_of_form(took.record.pk))
    if found is not None:
        words = _("The normal items weigh %(sum)s together; it must be 100.") % {"sum": decimal_text(found)}
        raise RecordError("guarded", words, where=str(took.record), remedy=_("Correct the weights."))


def gather_subjects(took: Took[ReviewRound]) -> None:
    """Bring in what the form found; each once. Its title is its number: it names nobody."""
    round_ = took.record
    part = assessed_part(get_kind(round_.subject_kind))
    group = part.group if part else ""
    found = queries.list_subjects(round_, took.actor, took.day)
    rows = [
        {"title": row.number, "unit": round_.unit, "round": round_, "about": row,
         "branch": getattr(row, group) if group else ""}
        for row in found if row.number in took.given["numbers"]
    ]  # fmt: skip
    opened = open_many(get_kind("assessed"), rows, took.actor, at=took.at)
    brought = [row for row in opened if isinstance(row, Assessed) and round_.of]  # an application has its receipt
    things = {thing.pk: thing for thing in found}
    for row in brought:
        row.thing = things[row.about_id]
        row.code = object_code(round_, row)
    Assessed.objects.bulk_update(brought, ["code"])


def keep_to_subjects(took: Took[ReviewRound]) -> None:
    """Keep a round to the call, or to the kind, of what was brought in already.

    Raises:
        RecordError: ``guarded``.
    """
    round_ = took.record
    for row in queries.objects_of_round(round_.pk):
        if row.about.kind != round_.subject_kind or (not round_.of and row.thing.call_id != round_.call_id):
            words = _("%(number)s was brought in already, and belongs to another call or kind.")
            raise RecordError("guarded", words % {"number": row.about.number}, where=str(round_))


def open_round(took: Took[ReviewRound]) -> None:
    """Ask the assessors: each object so many of its field, without a conflict; or have the worker find whom to ask.

    Raises:
        RecordError: ``guarded``: the form leaves something unset, nothing was brought in, or assessors lack.
    """
    round_, form = took.record, took.record.form
    if round_.layers:
        objects = _require_objects(round_)
        open_layers(took, objects)
        took.set_fields(opening=encode_canonically(bundles.describe_layers(round_, objects)).decode())
        return
    unset = {"size": form.size, "way": form.way, "pass_mark": form.pass_mark}
    if missing := [
        str(form._meta.get_field(name).verbose_name) for name, value in unset.items() if value in (None, "")
    ]:
        words = _("The form of marks leaves unset: %(names)s.") % {"names": "、".join(missing)}
        raise RecordError("guarded", words, where=str(round_), remedy=_("Choose a form that says it."))
    _refuse_undrawn_seats(took)
    objects = _require_objects(round_)
    if round_.state == BEING_ASSIGNED:
        queue_assignment(took)
        return
    solved: SolvedRound | None = took.given.get("solved")
    reading, spread, traded = ask_assessors(took, objects, solved)
    opening = solved.opening if solved else opening_text(round_, reading, spread, traded)
    took.set_fields(opening=opening, traded=traded)
    if round_.after == "yes":
        _name_chairs(took, objects)


def _require_objects(round_: ReviewRound) -> list[Assessed]:
    objects = queries.objects_of_round(round_.pk)
    if not objects:
        raise RecordError("guarded", _("Nothing was brought in yet."), where=str(round_))
    return objects


def _refuse_undrawn_seats(took: Took[ReviewRound]) -> None:
    """Refuse to open a round whose assessors are drawn while it has others, or lacks one who was drawn.

    Raises:
        RecordError: ``guarded``; names them.
    """
    round_ = took.record
    if round_.seating != "drawn":
        return
    refuse_second_draw(round_)
    seats = queries.current_seats(round_.pk, took.day)
    here = {seat_code(round_, seat): str(seat.person or "") for seat in seats}
    drawn = queries.drawn_codes(round_.pk)
    wrong = [here.get(code, code) for code in sorted(drawn ^ set(here))]
    if wrong or not here:
        words = _("The assessors are not those who were drawn: %(names)s.") % {"names": "、".join(wrong) or _("none")}
        remedy = _("Draw them; or say why they are named, and let the leader approve it.")
        raise RecordError("guarded", words, where=str(round_), remedy=remedy)


def ask_assessors(
    took: Took[ReviewRound], objects: Sequence[Assessed], solved: SolvedRound | None = None
) -> tuple[RoundReading, Spread, str]:
    """Ask as many assessors as each of these objects lacks; return among whom, whom, and what was traded.

    Args:
        solved: what the worker found for an optimised round.

    Raises:
        RecordError: ``guarded``: names each object with how many lack; nobody is asked then. ``changed``: what was
            solved is no longer what is asked.
    """
    round_ = took.record
    reading, traded = read_round(round_, objects, took.day), ""
    if round_.assigning == "best":
        spread, traded = choose_assessors(took, reading, solved)
    else:
        chance = _pair_chance(round_, reading) if round_.assigning == "drawn" else None
        spread = spread_sheets(
            reading.candidates, reading.subjects, round_.form.size or 0, reading.leaders, reading.given,
            reading.former, most=round_.most, chance=chance,
        )  # fmt: skip
    if spread.short:
        names = "、".join(
            _("%(number)s %(n)d short") % {"number": reading.numbers[pk], "n": n} for pk, n in spread.short.items()
        )
        words = _("Not enough assessors without a conflict: %(names)s.") % {"names": names}
        raise RecordError("guarded", words, where=str(round_), remedy=_("Add assessors of the field to the round."))
    rows = [
        {"title": row.title, "unit": round_.unit, "assessed": row, "assessor": reading.people[person]}
        for row in objects
        for person in spread.people.get(row.pk, ())
    ]
    ask_for_sheets(round_, rows, reading.codes, took.actor, took.at)
    return reading, spread, traded


def _pair_chance(round_: ReviewRound, reading: RoundReading) -> Callable[[int, int], str]:
    """Return the order of the draw of each object: hashes of codes that nobody chose, which anybody recomputes."""
    things = {pk: object_code(round_, row) for pk, row in reading.objects.items()}
    return lambda thing, person: pair_chance(things[thing], reading.codes[person])


def _name_chairs(took: Took[ReviewRound], objects: Iterable[Assessed]) -> None:
    chairs = [seat for seat in queries.current_seats(took.record.pk, took.day) if seat.chair]
    for row in objects:
        chair = next((seat.person for seat in chairs if seat.branch in ("", row.branch)), None)
        if chair is not None and row.chair_id is None:
            take(row, "name_chair", took.actor, {"chair": chair}, at=took.at, within=True)


def lay_out_marks(took: Took[ReviewSheet]) -> None:
    """Lay out a line for each item of the form, without a mark."""
    sheet = took.record
    items = queries.items_of_form(sheet.assessed.round.form_id)
    rows = [SheetMark(record=sheet, item=item.code, place=place) for place, item in enumerate(items, 1)]
    SheetMark.objects.bulk_create(rows)


def add_up_sheet(took: Took[ReviewSheet]) -> None:
    """Add up a sheet; refuse one that lacks a mark, or has one for an item that the form does not have.

    Raises:
        RecordError: ``guarded``; names the items.
    """
    sheet = took.record
    items = queries.items_of_form(sheet.assessed.round.form_id)
    marks = {row.item: row.mark for row in SheetMark.objects.filter(record=sheet.pk)}
    strange = [code for code in marks if code not in {item.code for item in items}]
    found = None if strange else total_sheet(items, marks)
    lacking = strange or (found.missing if found is not None else ())
    if found is None or found.total is None:
        names = "、".join(code_words(SheetMark, "item", code, sheet.unit_id, took.day) for code in lacking)
        said = (
            _("The form has no item %(names)s.")
            if strange
            else _("A mark is missing: %(names)s. An empty one is no 0.")
        )
        raise RecordError("guarded", said % {"names": names}, where=str(sheet))
    took.set_fields(total=round_to_places(found.total, DIGITS), salt=secrets.token_hex(SALT_BYTES))
    given = {code: None if mark is None else decimal_text(mark) for code, mark in marks.items()}
    round_ = sheet.assessed.round
    took.set_fields(receipt=sheet_receipt(bundles.sheet_content(round_, sheet, given), round_.number))


def refuse_end_before_marks(took: Took[ReviewRound]) -> None:
    """Refuse to move the end of a round before marks that were given: these would not have been in time.

    Raises:
        RecordError: ``guarded``; names the sheet.
    """
    round_ = took.record
    scored = queries.sheets_of_round(round_.pk).filter(state="scored", scored_at__gt=round_.to_at, late_by=None)
    given = scored.order_by("pk").first()
    if given is not None:
        words = _("%(number)s was given in time and would be late.") % {"number": given.number}
        remedy = _("Choose an end after the last marks that were given.")
        raise RecordError("guarded", words, where=str(round_), remedy=remedy)


def publish_heads(took: Took[ReviewRound]) -> None:
    """Fix rules, assignment, what was received and all sheets by their hashes, when the round is closed."""
    round_ = took.record
    took.set_fields(ended_at=took.at)
    if not round_.opening:  # it was opened before rounds kept it
        return
    received = bundles.list_received(round_)
    heads = {f"{name}_head": head for name, head in bundles.compute_heads(round_, received).items()}
    took.set_fields(received=encode_canonically(received).decode())
    took.write()
    take(round_, "fix", PROGRAM, heads, at=took.at, within=True)  # so that they stand in the journal too


def publish_decision(took: Took[ReviewRound]) -> None:
    """Fix what was decided by its hash, once both the round and its call are decided: no later change passes for it."""
    round_ = took.record
    if not (round_.rules_head and bundles.is_call_decided(round_)):
        return
    said = bundles.describe_decision(round_)
    took.set_fields(result=encode_canonically(said).decode())
    took.write()
    take(round_, "fix_result", PROGRAM, {"result_head": hash_value(said)}, at=took.at, within=True)


def refill_object(took: Took[ReviewSheet]) -> None:
    """Ask the next assessor of the round in the place of one who declined, if there is one without a conflict."""
    assessed = took.record.assessed
    Record.lock([assessed.round_id])
    round_ = ReviewRound.objects.get(pk=assessed.round_id)
    took.write()
    try:
        with transaction.atomic():
            ask_assessors(Took(round_, took.entry, {}, PROGRAM, took.at, took.day), [assessed])
    except RecordError:
        return  # the round's page says who lacks an assessor


def replace_assessor(took: Took[ReviewRound]) -> None:
    """Void the sheets of whoever left the round, and ask others: marks of a person found in conflict do not count.

    Source: 招标投标法实施条例 art. 48.
    """
    round_ = took.record
    seated = {seat.person_id for seat in queries.current_seats(round_.pk, took.day)}
    gone = [sheet for sheet in queries.sheets_of_round(round_.pk) if sheet.assessor_id not in seated]
    for sheet in gone:
        take(sheet, "void", took.actor, {}, at=took.at, within=True)
    objects = [row for row in queries.objects_of_round(round_.pk) if row.pk in {sheet.assessed_id for sheet in gone}]
    if not objects:
        return
    if round_.seating == "named":
        ask_assessors(took, objects)
        return
    try:
        with transaction.atomic():
            ask_assessors(took, objects)
    except RecordError:
        return  # the next of the draw takes the place


def fill_seats(took: Took[ReviewRound]) -> None:
    """Ask for the sheets that still lack, in a round that is open."""
    if took.record.state == "open":
        ask_assessors(took, queries.objects_of_round(took.record.pk))


def rank_round(took: Took[ReviewRound]) -> None:
    """Combine the sheets and rank by class: exactly, equal values with equal ranks; what lacks a sheet has no rank."""
    round_ = took.record
    form, objects = round_.form, queries.objects_of_round(took.record.pk)
    items = queries.items_of_form(form.pk)
    totals: dict[int, dict[int, Fraction]] = {row.pk: {} for row in objects}
    for (assessed, person), marks in queries.marks_of_round(round_).items():
        total = total_sheet(items, marks).total
        if total is not None:
            totals[assessed][person] = total
    size, way = bundles.form_of_round(round_)
    full = {pk: given for pk, given in totals.items() if len(given) >= size}
    combined = combine_scores(full, way)
    places = places_by_class(quotas_of_call(round_.call_id))
    by_class: dict[str, list[int]] = {}
    for row in objects:
        if row.pk in combined:
            by_class.setdefault(row.cls, []).append(row.pk)
    ranks: dict[int, int] = {}
    near: set[int] = set()
    for cls, keys in by_class.items():
        ranks |= rank_objects({pk: combined[pk].adjusted for pk in keys})
        near |= close_to_cut({pk: (combined[pk].adjusted, combined[pk].error) for pk in keys}, places.get(cls, 0))
    for row in objects:
        if row.pk not in combined:
            why = explain_lacking(row, took.day) or _("%(n)d of %(of)d sheets") % {"n": len(totals[row.pk]), "of": size}
            _note(row, "pass_over", took, {"n": len(totals[row.pk]), "why": why})
            continue
        found = combined[row.pk]
        values: dict[str, object] = {
            "n": found.n,
            "rank": ranks[row.pk] if round_.ranks or not round_.layers else None,
            "near": row.pk in near,
        }
        values |= {"raw": _rounded(found.raw), "adjusted": _rounded(found.adjusted), "error": _rounded(found.error)}
        if found.adjusted < Fraction(form.pass_mark or 0):
            values["why"] = _("below the pass mark")
        _note(row, "rank", took, values)


def _rounded(value: Fraction | None) -> Decimal | None:
    return None if value is None else round_to_places(value, DIGITS)


def _note(row: Assessed, step: str, took: Took[ReviewRound], values: Mapping[str, object]) -> None:
    nothing: dict[str, object] = {
        "n": None,
        "raw": None,
        "adjusted": None,
        "error": None,
        "rank": None,
        "near": False,
        "why": "",
    }
    take(row, step, took.actor, {**nothing, **values}, at=took.at, within=True)


def hand_over_results(took: Took[ReviewRound]) -> None:
    """Hand score and rank over to what was assessed, once the ranking is confirmed, where its kind takes them."""
    for row in queries.objects_of_round(took.record.pk):
        if row.rank is not None and row.part.takes and row.thing.state in row.part.at:
            given = {"score": row.adjusted, "rank": row.rank}
            take(row.thing, row.part.takes, took.actor, given, at=took.at, within=True)


def end_rounds(at: datetime) -> None:
    """Close the rounds whose window is over and settled; one that moved stays. One transaction for each."""
    for round_ in queries.rounds_past(at - SETTLING):
        with transaction.atomic():
            ReviewRound.lock([round_.pk])
            now = ReviewRound.objects.get(pk=round_.pk)
            if now.state == "open" and now.to_at is not None and now.to_at < at - SETTLING:
                take(now, "end", PROGRAM, {}, at=at, within=True)
