"""Cards of calls and applications: how many are chosen at which place, and whether something came in time."""

from __future__ import annotations

from datetime import date, datetime
from math import ceil
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.timezone import localtime

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, Light
from luoshi.base.rights.rules.rights import Actor
from luoshi.figures.shares import growth_percent
from luoshi.figures.style import decimal_text
from luoshi.kernel.base.words import words_in, words_now
from luoshi.kernel.kinds.fields import field_text
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rights.queries.rights import relations_to_record
from luoshi.matching.copied_texts import TitledText, find_alike_texts
from luoshi.parts.calls import queries
from luoshi.parts.calls.actions import place_words
from luoshi.parts.calls.designs.cards import show_answers, show_lacking
from luoshi.parts.calls.models import Application, Call
from luoshi.parts.calls.opening.cards import is_shut, show_received
from luoshi.parts.calls.rules import places_by_class

_ = words_now(__name__)
_p = words_in(__name__)

APPLICANTS = frozenset({"author", "keeper", "unit", "head"})
CHECKED_IN = ("sent", "certified", "supplement", "checked")  # states in which somebody looks for duplicates
LOOKS_BACK = 3  # years
LEAST_ALIKE = 30  # per cent of title or summary from which on it is shown


def list_result(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """Show how many were sent and chosen, by class and grade, beside the places and the call of the year before.

    At most five queries.
    """
    assert isinstance(record, Call)
    call = record
    if is_shut(call):
        return show_received(call, actor, day)
    quotas, taken = queries.quotas_of_call(call.pk), queries.chosen_by_place(call)
    counts = queries.count_by_state(call.pk)
    sent = sum(n for state, n in counts.items() if state in queries.COUNTED or state in ("turned_down", "revoked"))
    if not quotas and not sent:
        return []
    title = _("What was sent and chosen")
    columns = [DataColumn(_("Class and grade")), DataColumn(_("Places"), "number"), DataColumn(_("Chosen"), "number")]
    listed = f"{reverse('records:list', args=['applications'])}?{urlencode({'call': call.number})}"
    rows = []
    places = {(quota.cls, quota.grade): quota for quota in quotas}
    for cls, of in places_by_class(quotas).items():
        there = [place for place in dict.fromkeys([*places, *taken]) if place[0] == cls]
        for place in there:
            quota = places.get(place)
            url = f"{listed}&{urlencode({'cls': place[0], 'grade': place[1]})}"
            words = place_words(place, call.unit_id, day)
            limit = "" if quota is None else f"{quota.n}" if quota.exact else _("at most %(n)d") % {"n": quota.n}
            rows.append(_row(words, limit, taken.get(place, 0), url))
        chosen = sum(n for place, n in taken.items() if place[0] == cls)
        label = _("%(class)s together") % {"class": place_words((cls, ""), call.unit_id, day)}
        rows.append(_row(label, str(of), chosen, ""))
    total = sum(quota.n for quota in quotas)
    last = [
        DataCell(_("All"), head=True),
        DataCell(str(total) if quotas else "", _("Places"), "number"),
        DataCell(str(sum(taken.values())), _("Chosen"), "number"),
    ]
    table = DataTable(title, columns, rows, Empty(""), total=last)
    found: dict[str, object] = {"id": "result", "title": title, "count": sent, "table": table}
    found["more"] = {"label": _("What was sent, as a list"), "url": listed}
    cards = [found]
    if (before := queries.call_before(call)) is not None:
        cards.append(_compared(call, before, sum(taken.values())))
    return cards


def _row(words: str, limit: str, n: int, url: str) -> DataRow:
    cells = [DataCell(words, head=True), DataCell(limit, _("Places"), "number")]
    return DataRow(words, words, [*cells, DataCell(str(n), _("Chosen"), "number", url=url if n else "")])


def _compared(call: Call, before: Call, chosen: int) -> dict[str, object]:
    """Compare with the call of the year before: the difference, and the growth in per cent, rounded once."""
    then = sum(queries.chosen_by_place(before).values())
    growth = growth_percent(chosen, then)
    title = _("Against the call before")
    columns = [DataColumn(_("Call")), DataColumn(_("Chosen"), "number"), DataColumn(_("Change"), "number")]
    change = f"{chosen - then:+d}"
    if growth is None:
        change += " " + _("growth not computable: none before")
    else:
        change += f" ({'+' if growth >= 0 else '−'}{decimal_text(abs(growth), 1)} %)"
    rows = [
        DataRow("now", str(call.year), [DataCell(str(call.year), head=True), DataCell(str(chosen), "", "number"),
                                        DataCell(change, _("Change"), "number")]),
        DataRow("then", str(before.year), [DataCell(str(before.year), head=True), DataCell(str(then), "", "number"),
                                           DataCell("")]),
    ]  # fmt: skip
    return {"id": "compared", "title": title, "count": None, "table": DataTable(title, columns, rows, Empty(""))}


def minutes_late(sent: datetime, until: datetime) -> int:
    """Return how many minutes something came after a window, begun ones counted whole; 0: in time."""
    return max(0, ceil((sent - until).total_seconds() / 60))


def show_application(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """Show what it lacks, its answers and the window of its call, the receipt to its side, and what is like it."""
    assert isinstance(record, Application)
    held = relations_to_record(record, actor, day)
    cards = show_lacking(record) if record.state in ("drafted", "supplement") else []
    cards += [*show_answers(record), *show_window(record, actor, day)]
    if record.receipt and not APPLICANTS.isdisjoint(held):
        cards.append(_receipt_card(record))
    if "desk" in held and record.state in CHECKED_IN:
        cards += _alike_card(record, day)
    return cards


def show_window(application: Application, actor: Actor, day: date) -> list[dict[str, object]]:
    """Show the window of an application's call and when the application was received. No query but the call's."""
    call = application.call
    if call is None or call.from_at is None or call.to_at is None:
        return []
    title = _("Window of the call")
    heads = [DataColumn(_p("particular", "What")), DataColumn(_("Moment")), DataColumn(_("Status"))]
    moments: list[tuple[str, datetime, Light | None]] = [
        (_("Open from"), call.from_at, None),
        (_("Open until"), call.to_at, None),
    ]
    if application.called_at is not None:
        moments.append((_("Begun"), application.called_at, None))
    if application.sent_at is not None:
        late = minutes_late(application.sent_at, call.to_at)
        moments.append((_("Received"), application.sent_at, _lateness(late, call)))
    rows = [
        DataRow(label, label, [
            DataCell(label, head=True),
            DataCell(localtime(moment).strftime("%Y-%m-%d %H:%M:%S"), _("Moment"), "date"),
            DataCell("", _("Status"), light=light) if light else DataCell(""),
        ])
        for label, moment, light in moments
    ]  # fmt: skip
    return [{"id": "window", "title": title, "count": None, "table": DataTable(title, heads, rows, Empty(""))}]


def _receipt_card(application: Application) -> dict[str, object]:
    """Show the receipt: whoever knows it finds the row in a result without names."""
    title = _("Receipt")
    words = _("Keep it: under this code, which nobody else knows, the application stands in the published review.")
    rows = [
        DataRow("receipt", title, [DataCell(application.receipt, title, "code", head=True)]),
        DataRow("words", title, [DataCell(words, title)]),
    ]
    table = DataTable(title, [DataColumn(title)], rows, Empty(""))
    return {"id": "receipt", "title": title, "count": None, "table": table}


def _alike_card(application: Application, day: date) -> list[dict[str, object]]:
    """List what has much of the same title or text, now or in the years before, and the same people in this call.

    It decides nothing: a person looks. Five queries.
    """
    own = TitledText(application.title, application.summary)
    since = (application.year or 0) - LOOKS_BACK
    alike = find_alike_texts(own, queries.texts_beside(application, since, day), least=LEAST_ALIKE)
    known = queries.applications_named([found.key for found in alike])
    rows = []
    for found in alike:
        words = _("title %(title)d %%, summary %(body)d %% the same") % {"title": found.title, "body": found.body}
        rows.append(_alike_row(known[found.key], words))
    rows += [_alike_row(other, _("the same people")) for other in queries.same_people(application, day)]
    if not rows:
        return []
    title = _("Like it: look before you pass it")
    columns = [DataColumn(_("Application")), DataColumn(_("Year"), "number"), DataColumn(_("Status"))]
    table = DataTable(title, [*columns, DataColumn(_("What is the same"))], rows, Empty(""))
    return [{"id": "alike", "title": title, "count": len(rows), "table": table}]


def _alike_row(other: Application, words: str) -> DataRow:
    cells = [
        DataCell(f"{other.number} {other.title}", _("Application"), head=True, url=other.get_absolute_url()),
        DataCell(str(other.year or ""), _("Year"), "number"),
        DataCell(field_text(other, "state"), _("Status")),
        DataCell(words, _("What is the same")),
    ]
    return DataRow(f"{other.pk} {words}", other.number, cells)


def _lateness(late: int, call: Call) -> Light:
    if not late:
        return Light("green", _("In time"))
    taken = _("the call takes it") if call.late == "yes" else _("the call takes nothing late")
    return Light("red", _("%(n)d minutes late") % {"n": late}, taken)
