"""What follows from the steps of schemes and their items. Each runs in the transaction of its step.

A step on an item locks the item and then its scheme; a step on a scheme locks the scheme alone and reads the items, so
that no two wait for each other, and an item is never changed while its scheme moves on.
"""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from luoshi.assess import queries
from luoshi.assess.models import Scheme, Score
from luoshi.ledger.actions.assigning import given_in, who
from luoshi.ledger.actions.standing import day_of, set_on
from luoshi.org.queries.actors import above
from luoshi.org.rules.rights import PROGRAM
from luoshi.records.actions.bulk import open_many
from luoshi.records.actions.messages import send
from luoshi.records.errors import RecordError
from luoshi.records.kinds import kind
from luoshi.records.models import Entry, Party, Record
from luoshi.records.queries.rights import posts_told
from luoshi.records.rules.cycle import Consequence

NAMED = 8  # items named in a sentence; the rest is counted


def named(some: list[str]) -> str:
    """These items in a sentence."""
    more = _(" and %(more)d more") % {"more": len(some) - NAMED} if len(some) > NAMED else ""
    return "、".join(some[:NAMED]) + more


def _refused(record: Record, what: str, remedy: str = "") -> RecordError:
    return RecordError("guarded", what, where=str(record), remedy=remedy)


def put_in(record: Record, entry: Entry) -> None:
    """Each commitment that was chosen becomes an item, led by the unit that leads it now."""
    given: dict[str, Any] = given_in(entry)
    found = queries.free(record).filter(number__in=given["commitments"])  # type: ignore[arg-type]
    common = {
        "scheme": record,
        "line": given["line"],
        "marks": Score._meta.get_field("marks").to_python(given["marks"]),
    }
    rows = [{"title": one.title, "unit": one.unit, "commitment": one, **common} for one in found]
    made = open_many(kind("scores"), rows, PROGRAM, at=entry.at, says=("unit", "commitment", "line", "marks"))
    Party.objects.bulk_create([Party(record=one, name="desk", unit_id=record.unit_id) for one in made])


def adopted(record: Record, entry: Entry) -> None:
    """From now its items are fixed, and each unit reads its own.

    Raises:
        RecordError: ``guarded``, there are none.
    """
    scheme: Any = record
    some = queries.items(scheme.pk)
    if not some:
        raise _refused(record, _("It has no items yet."), _("Put commitments in first."))
    set_on(scheme, edition=scheme.edition + 1)
    rows = [Party(record=one, name="about", unit_id=one.unit_id) for one in some]
    Party.objects.bulk_create(rows, ignore_conflicts=True)
    _tell_units(some, "schemes.own_asked" if scheme.own else "schemes.adopted", entry)


def given_back(record: Record, entry: Entry) -> None:
    """It may be changed again, as long as nothing was scored: what comes of it is another edition.

    Raises:
        RecordError: ``guarded``, naming what was scored.
    """
    some = queries.items(record.pk)
    if scored := [one.number for one in some if one.score is not None]:
        raise _refused(
            record,
            _("Items are scored already: %(items)s.") % {"items": named(scored)},
            _("Take their scores back first, or set up another scheme."),
        )
    Party.objects.filter(record__in=[one.pk for one in some], name="about").delete()


def none_in(record: Record, entry: Entry) -> None:
    """Nothing is thrown away with items in it.

    Raises:
        RecordError: ``guarded``.
    """
    if some := queries.items(record.pk):
        words = _("It has items: %(items)s.") % {"items": named([one.number for one in some])}
        raise _refused(record, words, _("Take them out first; in the list of items all at once."))


def all_scored(record: Record, entry: Entry) -> None:
    """Every item has its score: from this day each unit may object to its own.

    Raises:
        RecordError: ``guarded``, naming those that have none.
    """
    some = queries.items(record.pk)
    if missing := list(queries.totals(some).missing):
        raise _refused(record, _("Not decided yet: %(items)s.") % {"items": named(missing)})
    set_on(record, scored=day_of(entry))
    _tell_units(some, "schemes.scored", entry)


def looked_at_again(record: Record, entry: Entry) -> None:
    """What is scored again may be objected to again, from its new day."""
    _nothing_contested(record)
    set_on(record, scored=None)


def settled(record: Record, entry: Entry) -> None:
    """It is used only after the last day to object, and with every objection decided.

    Raises:
        RecordError: ``guarded``.
    """
    _nothing_contested(record)
    last = queries.last_to_object(record)  # type: ignore[arg-type]
    if last and day_of(entry) <= last:
        raise _refused(record, _("Units may object until %(day)s.") % {"day": last})


def _nothing_contested(record: Record) -> None:
    if some := queries.contested(record.pk):
        raise _refused(record, _("Objections wait for an answer: %(items)s.") % {"items": named(some)})


def while_scheme(*states: str) -> Consequence:
    """The step holds only while its scheme is in one of these states: the scheme is locked and looked at."""

    def held(record: Record, entry: Entry) -> None:
        scheme = Scheme.locked(record.scheme_id)  # type: ignore[attr-defined]
        if scheme.state not in states:
            said = {"state": scheme.declared.cycle.states[scheme.state], "scheme": scheme}
            raise _refused(record, _("The scheme “%(scheme)s” is in the state “%(state)s”.") % said)

    return held


def another_decides(record: Record, entry: Entry) -> None:
    """Nobody scores the unit that they belong to, nor what they reported on. Source: 02 §2.2: checker ≠ author.

    The staff of an office beneath the unit that it assesses (督查室 beneath 县政府) belong to their office.

    Raises:
        RecordError: ``guarded``.
    """
    one: Any = record
    own = above(who(entry).units, day_of(entry))
    theirs = [unit for unit, over in own.items() if one.unit_id in over]
    if any(unit != one.scheme.unit_id or unit == one.unit_id for unit in theirs) or queries.reported(
        one.commitment_id, entry.person_id
    ):
        raise _refused(
            record,
            _("You belong to the unit that is assessed, or reported on this: another person decides its score."),
            _("Ask a colleague of the office that assesses, who does not belong to it."),
        )


def noted(record: Record, entry: Entry) -> None:
    """Beside the score stays what was found and proposed on that day."""
    one: Any = record
    day = day_of(entry)
    set_on(one, found=queries.how(one, day), proposed=queries.proposal(one, day))


def cleared(record: Record, entry: Entry) -> None:
    """The item has no score any more."""
    set_on(record, score=None, reason="", found="", proposed=None)


def own_again(record: Record, entry: Entry) -> None:
    """What the unit gave itself was of other marks: it says so anew."""
    set_on(record, own=None, own_reason="")


def in_time(record: Record, entry: Entry) -> None:
    """An objection comes within the days that the office has set; where it set none, until the scheme is used.

    Raises:
        RecordError: ``guarded``.
    """
    last = queries.last_to_object(record.scheme)  # type: ignore[attr-defined]
    if last and day_of(entry) > last:
        raise _refused(record, _("Units could object until %(day)s.") % {"day": last})


def another_answers(record: Record, entry: Entry) -> None:
    """Who decided the score does not decide on the objection to it. Source: 政府督查工作条例 art. 17.

    Raises:
        RecordError: ``guarded``.
    """
    if entry.person_id in queries.decided_by(record.pk, entry.pk):
        words = _("You decided this score: another person answers the objection to it.")
        raise _refused(record, words, _("Ask a colleague."))


def _tell_units(some: list[Score], code: str, entry: Entry) -> None:
    """One message a unit, whatever the number of its items."""
    day, first = localdate(entry.at), {one.unit_id: one for one in reversed(some)}
    relation = kind("scores").rights.by_name["assessed"]
    for one in first.values():
        values = {"who": entry.person.name if entry.person else "", "unit": str(one.unit), "due": ""}
        posts = posts_told(relation, one, day)
        send(code, values, occasion=f"entry:{entry.pk}:{one.unit_id}", at=entry.at, posts=posts, record=one)
