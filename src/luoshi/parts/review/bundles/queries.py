"""Everything from which anybody recomputes a round, under codes that are made for it alone.

A code of an assessor is a keyed hash: whoever knows the pool cannot try names. A code of a project is the receipt that
its applicant was given at sending. Everything is in the order of the codes, which tells nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from luoshi.figures.style import decimal_text
from luoshi.parts.calls.queries import CHOSEN, chosen_by_place, quotas_of_call, receipts_of_call
from luoshi.parts.review import queries
from luoshi.parts.review.bundles.check_review import DECISION, FORMAT, HEADS, LATER_HEADS, heads_of
from luoshi.parts.review.codes import object_code, sheet_code
from luoshi.parts.review.models import Assessed, ReviewRound, ReviewSheet, SheetMark
from luoshi.parts.review.rules import Reviewer, Spread, Subject, find_conflict
from luoshi.parts.review.seats.queries import collect_seat_proof, draws_of_round

DECLINED = ("unchosen", "revoked", "withdrawn")  # applications that a decision on record leaves out
NOT_YET = ("checked", "assessed")  # applications of whose result nothing is known outside


def moment_text(moment: datetime) -> str:
    """Return a moment in UTC, all of one length, so that texts compare as moments do."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def number_text(value: Decimal | None, places: int) -> str | None:
    """Return a stored number with all its decimals."""
    return None if value is None else f"{value:.{places}f}"


def sheet_content(round_: ReviewRound, sheet: ReviewSheet, marks: Mapping[str, str | None]) -> dict[str, object]:
    """Return what the receipt of a sheet covers."""
    return {
        "object": object_code(round_, sheet.assessed),
        "assessor": sheet.layer or sheet_code(round_, sheet),
        "marks": dict(marks),
        "scored_at": moment_text(sheet.scored_at) if sheet.scored_at else "",
        "salt": sheet.salt,
    }


def describe_opening(
    round_: ReviewRound,
    candidates: Sequence[Reviewer],
    codes: Mapping[int, str],
    objects: Mapping[int, Assessed],
    subjects: Iterable[Subject],
    leaders: frozenset[int],
    spread: Spread,
    traded: str,
) -> dict[str, object]:
    """Return who could assess what, and who was asked, under codes; ``traded``: ``ReviewRound.traded``."""
    things = {subject.key: object_code(round_, objects[subject.key]) for subject in subjects}
    conflicts = [
        [things[subject.key], codes[candidate.person], why]
        for subject in subjects
        for candidate in candidates
        if (why := find_conflict(candidate, subject, leaders))
    ]
    said: dict[str, object] = {"assigning": round_.assigning or "even", "most": round_.most, "least": round_.least}
    if traded:
        said["trade"] = {name: json.loads(traded)[name] for name in ("total", "best_total", "floor")}
        said["fits"] = [[things[subject.key], spread.fits[subject.key]] for subject in subjects]
    return said | {
        "round": round_.number,
        "seating": round_.seating,
        "size": round_.form.size,
        "assessors": [[codes[candidate.person], candidate.branch] for candidate in candidates],
        "objects": [[things[subject.key], subject.branch] for subject in subjects],
        "classes": {code: objects[key].cls for key, code in things.items()},
        "conflicts": sorted(conflicts),
        "assigned": [
            [things[subject.key], [codes[person] for person in spread.people.get(subject.key, ())]]
            for subject in subjects
        ],
    }


def describe_layers(round_: ReviewRound, objects: Iterable[Assessed]) -> dict[str, object]:
    """Return what is assessed by which layers, one after the other; it stands where else the assessors do."""
    every = list(objects)
    return {
        "round": round_.number,
        "seating": round_.seating,
        "size": 1,
        "layers": round_.layers,
        "assessors": [],
        "objects": sorted([object_code(round_, row), row.branch] for row in every),
        "classes": {object_code(round_, row): row.cls for row in every},
    }


def describe_draws(round_: ReviewRound) -> list[dict[str, object]]:
    """Return the draws of a round, also those declared void. One query."""

    return [{**collect_seat_proof(draw), "void": draw.state == "void"} for draw in draws_of_round(round_.pk)]


def form_of_round(round_: ReviewRound) -> tuple[int, str]:
    """Return how many sheets of each object count, and how they are combined: of layers the last one. No query."""
    return (1, "mean") if round_.layers else (round_.form.size or 1, round_.form.way)


def describe_rules(round_: ReviewRound) -> dict[str, object]:
    """Return the rules by which a round ranks, as they stand now. Two queries."""
    form = round_.form
    assert round_.from_at is not None and round_.to_at is not None
    size, way = form_of_round(round_)
    said: dict[str, object] = {"ranks": round_.ranks} if round_.layers else {}
    return said | {
        "round": round_.number,
        "stage": round_.stage,
        "from": moment_text(round_.from_at),
        "to": moment_text(round_.to_at),
        "blind": round_.blind,
        "after": round_.after,
        "form": {
            "number": form.number,
            "way": way,
            "size": size,
            "pass_mark": decimal_text(form.pass_mark or Decimal(0)),
            "items": [[item.code, decimal_text(item.weight), item.special] for item in queries.items_of_form(form.pk)],
        },
        "places": [[quota.cls, quota.grade, quota.n, quota.exact] for quota in quotas_of_call(round_.call_id)],
    }


def describe_sheets(round_: ReviewRound) -> list[dict[str, object]]:
    """Return all sheets of a round, by code; a mark only of those that count. Four queries.

    One that came late says how late, why it was let in and since when, if it was.
    """
    objects = {row.pk: row for row in queries.objects_of_round(round_.pk)}
    rows = list(ReviewSheet.objects.filter(assessed__in=objects, erased=None))
    for row in rows:
        row.assessed = objects[row.assessed_id or 0]
    marks: dict[int, dict[str, str | None]] = {row.pk: {} for row in rows}
    for line in SheetMark.objects.filter(record__in=[row.pk for row in rows if row.state == "scored"]):
        marks[line.record_id][line.item] = None if line.mark is None else decimal_text(line.mark)
    found: list[dict[str, object]] = []
    for row in rows:
        counts = row.state == "scored"
        said = sheet_content(round_, row, marks[row.pk])
        if not counts:
            said |= {"scored_at": said["scored_at"] if row.state == "late" else "", "salt": ""}
        if row.late_by is not None and row.state in ("late", "scored"):
            let_in_at = moment_text(row.let_in_at) if row.let_in_at else ""
            said["late"] = {"seconds": row.late_by, "why": row.let_in, "let_in_at": let_in_at}
        total = number_text(row.total, 4) if counts else None
        found.append({**said, "state": row.state, "total": total, "receipt": row.receipt})
    return sorted(found, key=lambda said: (str(said["object"]), str(said["assessor"]), str(said["receipt"])))


def describe_result(round_: ReviewRound) -> list[dict[str, object]]:
    """Return what each object got, what a committee voted, and what was decided on it, by code. One query.

    A vote is whether it carried, and its share as a fraction. Once the call was decided it is what was decided then,
    and ``since`` is what holds now, where that differs.
    """
    found: list[dict[str, object]] = []
    fixed: dict[str, list[object]] = {}
    if round_.result:
        fixed = {code: said for code, *said in json.loads(round_.result)[2]}
    for row in queries.objects_of_round(round_.pk):
        about = row.thing
        numbers = {name: number_text(getattr(row, name), 4) for name in ("raw", "adjusted", "error")}
        said: dict[str, object] = {"object": object_code(round_, row), "cls": row.cls, **numbers}
        said |= {"n": row.n or 0, "rank": row.rank, "near": row.near}
        decision = ""
        if not round_.of:
            decision = "chosen" if about.state in CHOSEN else "declined" if about.state in DECLINED else ""
        vote = queries.vote_on(about)
        said |= {"decision": decision, "grade": about.grade if decision == "chosen" else ""}
        said["vote"] = None if vote is None else [vote.carried, *vote.share.as_integer_ratio()]
        now = [said[name] for name in DECISION]
        if (then := fixed.get(str(said["object"]), now)) != now:  # revoked since, or regraded
            said |= {**dict(zip(DECISION, then, strict=True)), "since": now}
        found.append(said)
    return sorted(found, key=lambda said: str(said["object"]))


def is_call_decided(round_: ReviewRound) -> bool:
    """Whether the call of a round was decided."""
    return round_.call is not None and round_.call.state in ("decided", "filed")


def describe_decision(round_: ReviewRound) -> list[object]:
    """Return that it was decided, the places taken of the call, and the decision on each object. Three queries."""
    assert round_.call is not None
    taken = sorted([cls, grade, n] for (cls, grade), n in chosen_by_place(round_.call).items())
    rows = [[row["object"], *(row[name] for name in DECISION)] for row in describe_result(round_)]
    return [True, taken, rows]


def list_received(round_: ReviewRound) -> list[str]:
    """List under codes what could be assessed: all that was sent for the call, or what was brought in. Two queries."""
    if not round_.of:
        return receipts_of_call(round_.call_id)
    return sorted(object_code(round_, row) for row in queries.objects_of_round(round_.pk))


def compute_heads(round_: ReviewRound, received: Sequence[str], names: Iterable[str] = HEADS) -> dict[str, str]:
    """Return hashes to publish: those of the closing, or others; the draws are hashed with the opening. Six queries."""
    said = {"rules": describe_rules(round_), "opening": json.loads(round_.opening), "received": list(received)}
    heads = heads_of({**said, "draws": describe_draws(round_), "sheets": describe_sheets(round_)}, names)
    return dict(heads)


def collect_bundle(round_: ReviewRound) -> dict[str, object]:
    """Return everything from which a decided round is recomputed, with the heads as they were at closing. Six queries.

    It is made from what is stored now: what was changed since closing does not have the published heads.
    """
    return {
        "format": FORMAT,
        "rules": describe_rules(round_),
        "opening": json.loads(round_.opening),
        "received": json.loads(round_.received),
        "draws": describe_draws(round_),
        "sheets": describe_sheets(round_),
        "objects": describe_result(round_),
        "decided": is_call_decided(round_),
        "heads": published_heads(round_),
        **({"taken": json.loads(round_.result)[1]} if round_.result else {}),
    }


def published_heads(round_: ReviewRound) -> dict[str, str]:
    """Return the four hashes as they were published at closing, and those that were published after it."""
    closing = {name: getattr(round_, f"{name}_head") for name in HEADS}
    return closing | {name: head for name in LATER_HEADS if (head := getattr(round_, f"{name}_head"))}


def is_bundle_open(round_: ReviewRound) -> bool:
    """Whether the result may be known: it was decided, and of nothing in it a result is still to be published.

    Outside nobody is told of a round without a call (``Public`` of rounds); who reads it may recompute it. One query.
    """
    if round_.state not in ("decided", "paid") or not round_.opening or not round_.rules_head:
        return False
    return not Assessed.objects.filter(round=round_.pk, erased=None, about__state__in=NOT_YET).exists()
