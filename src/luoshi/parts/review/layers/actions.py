"""Follow-ups of the steps of rounds by layers: one sheet for each object and layer, each after the one before.

A step of a sheet locks the sheet, and its needs the object and the round: two layers of one object come one by one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.desk.bulk.actions.bulk import open_many
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.models import Party, Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.messages.actions.messages import send_message
from luoshi.kernel.rights.queries.rights import posts_told
from luoshi.parts.review.layers import queries
from luoshi.parts.review.layers.objections import ObjectionRules
from luoshi.parts.review.layers.sentences import name_some
from luoshi.parts.review.models import Assessed, ReviewRound, ReviewSheet
from luoshi.parts.review.queries import objects_of_round

_ = words_now(__name__)

READS, TOLD = "reads", "told"  # parties of a sheet: who goes on with it; the assessed unit, once the result is there
OBJECTIONS = ObjectionRules(
    Assessed, "round", "ranked", "title", queries.OBJECT_DAYS, queries.last_marked_sheet, ("score",)
)


def _refused(record: Record, words: str, remedy: str = "") -> RecordError:
    return RecordError("guarded", words, where=str(record), remedy=remedy)


def open_layers(took: Took[ReviewRound], objects: Sequence[Assessed]) -> None:
    """Keep which unit is assessed, and ask the first layer.

    Raises:
        RecordError: ``guarded``: names what is no unit, and so cannot give marks itself.
    """
    round_ = took.record
    sides = {row.pk: queries.unit_of_object(row) for row in objects}
    if "own" in round_.layers.split() and (none := [row.title for row in objects if sides[row.pk] is None]):
        words = _("No unit of the office, and so without marks of its own: %(names)s.")
        remedy = _("Say in the register which unit it is, or choose layers without the unit's own marks.")
        raise _refused(round_, words % {"names": name_some(none)}, remedy)
    add_parties([(row, side) for row in objects if (side := sides[row.pk]) is not None], queries.SIDE)
    _ask_layer(took, round_, objects, round_.layers.split()[0])


def _ask_layer(took: Took[Record], round_: ReviewRound, objects: Sequence[Assessed], layer: str) -> None:
    rows = [{"title": row.title, "unit": round_.unit, "assessed": row, "layer": layer} for row in objects]
    sheets = open_many(get_kind("marksheets"), rows, PROGRAM, at=took.at)
    sides = queries.sides_of_objects([row.pk for row in objects])
    parties = []
    for sheet, row in zip(sheets, objects, strict=True):
        who = sides[row.pk] if layer == "own" else round_.unit_id
        parties += [Party(record=sheet, name=layer, unit_id=who)]
        parties += [Party(record=sheet, name=READS, unit_id=round_.unit_id)]
    Party.objects.bulk_create(parties)
    for sheet in sheets:
        tell_relation(took, sheet, "marksheets.layer", layer, "score")


def tell_relation(took: Took[Record], record: Record, code: str, who: str, asks: str = "") -> None:
    """Notify those who stand in a relation to a record of what a step of another record brings them."""
    relation = get_kind(record.kind).rights.by_name[who]
    values = {"who": took.actor.name, "unit": str(record.unit), "due": ""}
    posts = posts_told(relation, record, took.day)
    occasion = f"entry:{took.entry.pk}:{record.pk}"
    send_message(code, values, occasion=occasion, at=took.at, posts=posts, record=record, asks=asks)


def add_parties(units: Iterable[tuple[Record, int]], party: str) -> None:
    """Keep a unit with each of these records as this party, whether it assesses or is assessed."""
    rows = [Party(record=record, name=party, unit_id=unit) for record, unit in units]
    Party.objects.bulk_create(rows, ignore_conflicts=True)


def drop_parties(records: Iterable[int], party: str) -> None:
    """Take this party from these records, so that it does not read them any more."""
    Party.objects.filter(record__in=[*records], name=party).delete()


def hand_on_sheet(took: Took[ReviewSheet]) -> None:
    """Ask the next layer once this one has given its marks, or was passed over.

    Raises:
        RecordError: ``guarded``: a later layer has given marks already; the last layer was passed over; or it is for
            others than the assessed unit.
    """
    sheet = took.record
    if not sheet.layer:
        return
    row, round_ = sheet.assessed, sheet.assessed.round
    if sheet.layer != "own":
        _refuse_own_side(took, row, round_)
    layers = round_.layers.split()
    later = layers[layers.index(sheet.layer) + 1 :]
    if not later and sheet.state == "void":
        raise _refused(sheet, _("The marks of this layer are those that count: nobody goes on without them."))
    there = {layer: other for (pk, layer), other in queries.sheets_by_layer(round_.pk).items() if pk == row.pk}
    if any(layer in there and there[layer].state == "scored" for layer in later):
        raise _refused(sheet, _("The next layer has given its marks already: these are not changed any more."))
    if later and later[0] not in there:
        took.write()
        _ask_layer(took, round_, [row], later[0])


def _refuse_own_side(took: Took[ReviewSheet], row: Assessed, round_: ReviewRound) -> None:
    side = queries.sides_of_objects([row.pk]).get(row.pk)
    if side is not None:
        refuse_own_side(
            took, side, {round_.unit_id, *(seat.unit for seat in took.actor.seats if seat.post == took.seat)}
        )


def refuse_own_side(took: Took[Record], side: int, assessing: Collection[int]) -> None:
    """Refuse marks by whoever belongs to the unit that is assessed. Source: 02 §2.2: checker ≠ author.

    Args:
        assessing: the units that assess.

    Raises:
        RecordError: ``guarded``.
    """
    if queries.is_own_side(took.actor, side, assessing, took.day):
        words = _("You belong to the unit that is assessed: another person must give these marks.")
        raise _refused(took.record, words, _("Ask a colleague of the assessing office who does not belong to it."))


def show_result(took: Took[ReviewRound]) -> None:
    """Let the units that are assessed read the result of a round by layers, and object."""
    round_ = took.record
    if not round_.layers:
        return
    objects = [row for row in objects_of_round(round_.pk) if row.state == "ranked"]
    sides = queries.sides_of_objects([row.pk for row in objects])
    records: list[tuple[Record, int]] = [(row, sides[row.pk]) for row in objects if row.pk in sides]
    records += [(sheet, sides[pk]) for (pk, _layer), sheet in queries.sheets_by_layer(round_.pk).items() if pk in sides]
    add_parties(records, TOLD)
    for row in objects:
        tell_relation(took, row, "assessed.result", TOLD)


def hide_result(took: Took[ReviewRound]) -> None:
    """Take the result back from the units that are assessed, when a round is opened again."""
    round_ = took.record
    if round_.layers:
        objects = [row.pk for row in objects_of_round(round_.pk)]
        sheets = [sheet.pk for sheet in queries.sheets_by_layer(round_.pk).values()]
        drop_parties([*objects, *sheets], TOLD)


def refuse_while_contested(took: Took[ReviewRound]) -> None:
    """Confirm no result by layers before the last day to object is over and every objection is answered.

    Raises:
        RecordError: ``guarded``.
    """
    if took.record.layers:
        OBJECTIONS.refuse_before_end(took)
