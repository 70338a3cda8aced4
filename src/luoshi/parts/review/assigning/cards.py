"""Cards of a round: that it is being assigned; how it was, and what was traded for what."""

from __future__ import annotations

import json
from collections.abc import Mapping

from luoshi.assignment.problem import SCALE
from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, Light
from luoshi.kernel.base.words import words_in, words_now
from luoshi.parts.review import queries
from luoshi.parts.review.assigning.problems import LOW
from luoshi.parts.review.models import BEING_ASSIGNED, ReviewRound

_ = words_now(__name__)
_p = words_in(__name__)

SHOWN = 12  # numbers of objects, at most


def show_waiting(round_: ReviewRound) -> dict[str, object] | None:
    """Show that the worker assigns a round, and of how many; None if it does not. Two queries."""
    if round_.state != BEING_ASSIGNED:
        return None
    said = {"objects": queries.count_objects(round_.pk), "people": len(queries.all_seats(round_.pk))}
    words = _(
        "%(objects)d objects and %(people)d assessors: this may take a minute, and goes on if you leave the page. Then "
        "the round is open and the assessors are asked. If something of it changes meanwhile, nobody is asked, and the "
        "round is in preparation again."
    )
    title = _("Assessors are being assigned")
    rows = [DataRow("waits", title, [DataCell(words % said, light=Light("none", _("in progress")))])]
    return {"id": "waits", "title": title, "count": None,
            "table": DataTable(title, [DataColumn(_("State"))], rows, Empty(""))}  # fmt: skip


def show_trade(round_: ReviewRound, counts: Mapping[int, Mapping[str, int]]) -> dict[str, object] | None:
    """Show what the optimisation gave for what; None where nothing was optimised. One query."""
    if not round_.traded:
        return None
    said = json.loads(round_.traded)
    seated = {seat.person_id: 0 for seat in queries.all_seats(round_.pk) if seat.to_day is None}
    loads = seated | {
        person: sum(by_state.get(state, 0) for state in queries.LIVE)
        for person, by_state in counts.items()
        if person in seated
    }
    low = "、".join(said["low"][:SHOWN]) + ("…" if len(said["low"]) > SHOWN else "")
    ends = {"least": min(loads.values(), default=0), "most": max(loads.values(), default=0)}
    floors = {"before": _percent(said["first_floor"], SCALE), "after": _percent(said["floor"], SCALE)}
    lines = [
        (
            _("Total fit"),
            _("%(share)s %% of the best") % {"share": _percent(said["total"], said["best_total"])},
            _("The best total is what could be reached if no object counted more than another."),
        ),
        (
            _("Worst-served object"),
            _("%(before)s %% → %(after)s %%") % floors,
            _("How well its assessors fit it on average, before and after it was lifted."),
        ),
        (_("Sheets of an assessor"), _("%(least)d to %(most)d") % ends, _("As it stands now, with all replacements.")),
        (_("Sheets outside the field"), str(said["strange"]), _("The assessor has not the object’s field.")),
        (
            _("Objects that nobody fits well"),
            str(len(said["low"])),
            low or _("None is under %(low)s %%.") % {"low": _percent(LOW, SCALE)},
        ),
    ]
    title = _("How it was assigned")
    labels = (_p("particular", "What"), _("Value"), _("What it means"))
    rows = [
        DataRow(what, what, [DataCell(what, head=True), DataCell(value, labels[1]), DataCell(words, labels[2])])
        for what, value, words in lines
    ]
    table = DataTable(title, [DataColumn(label) for label in labels], rows, Empty(""))
    return {"id": "assigned", "title": title, "count": None, "table": table}


def _percent(part: int, whole: int) -> str:
    """A share in per cent with two decimals, rounded down: what is not the whole is never shown as 100."""
    hundredths = part * 10_000 // whole if whole else 10_000
    return f"{hundredths // 100}.{hundredths % 100:02}".removesuffix(".00")
