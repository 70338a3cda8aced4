#!/usr/bin/env python3
"""Recompute the result of a review from its published file. Python's standard library alone; nothing else is needed.

    python3 check_review.py bundle.json --heads heads.json --receipt 3f2a… --receipt 91bc…

The office published ``bundle.json`` after the decision, the hashes of ``heads.json`` at closing and later; who
sent an application or sheet got a receipt. Hashes, draws, assignment, totals, ranks and places are recomputed. Exit
status: 0 all agrees, 3 something does not, 1 no such file. Codes are of this round; a project's is its receipt.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import fsum, sqrt
from pathlib import Path
from typing import Any

Json = dict[str, Any]
Fault = tuple[Any, ...]
Scores = dict[str, dict[str, Fraction]]  # totals by object and assessor
Marks = dict[str, list[list[Fraction]]]  # marks by object: of each sheet those given, in the order of the items
Values = dict[str, tuple[Fraction, Fraction | None]]  # value and standard error by object

FORMAT = "review-bundle/1"
HEADS, LATER_HEADS = ("rules", "opening", "received", "sheets"), ("late", "result")  # at closing; later
DECISION = ("decision", "grade", "vote")
CHOSEN = "chosen"  # the decision on an object; else "declined", or "": none
GIVEN, GONE = "scored", ("declined", "void")  # states of sheets: those that count, those that were replaced
BROKEN = (OSError, StopIteration, ValueError, KeyError, TypeError, AttributeError, IndexError, ArithmeticError)

SENTENCES = {
    "head": ("本文件中“{0}”的哈希值与其内容不符", "the hash of “{0}” is not that of its content"),
    "published": ("“{0}”与公布的哈希值不符", "“{0}” is not what was published"),
    "receipt": ("评分表 {0}／{1} 与评委的回执不符", "sheet {0}/{1} is not what the assessor’s receipt says"),
    "missing": ("回执 {0} 不在本文件中", "receipt {0} is not in this file"),
    "stranger": ("{0} 不在截止时收到的申报之列", "{0} had not been received at closing"),
    "window": ("评分表 {0}／{1} 不在评审时间内，也未准予计入", "sheet {0}/{1} was neither in time nor let in"),
    "marks": ("评分表 {0}／{1} 缺分或分值越界", "sheet {0}/{1} lacks a mark or has one out of bounds"),
    "total": ("评分表 {0}／{1} 的合计应为 {2}", "the total of sheet {0}/{1} should be {2}"),
    "weights": ("一般评分项目的权重之和不是 100", "the weights of the normal items are not 100 together"),
    "draw": ("抽取 {0} 复算不符：{1}", "draw {0} does not come out again: {1}"),
    "undrawn": ("评委 {0} 不是抽取产生的", "assessor {0} was not drawn"),
    "assigned": ("{0} 的评委应为 {1}", "{0} should have been given to {1}"),
    "chosen": ("{0} 的评委人数不对、重复或应当回避", "{0} has not its number of different assessors who may assess it"),
    "load": ("评委 {0} 分到 {1} 项，不在限度之内", "assessor {0} has {1} objects, not within the limits"),
    "trade": ("分配优化的合计或最低值与所列各项不符", "total or floor of the optimisation is not that of its pairs"),
    "conflict": ("{1} 应当回避 {0}（{2}），却有其评分表", "{1} may not assess {0} ({2}) and has a sheet"),
    "extra": ("{0} 有多出的评分表", "{0} has a sheet that nobody was asked for"),
    "layers": ("{0} 各层评分不是逐层一份、先后给出的", "{0}: not one sheet for each layer, one after the other"),
    "objects": ("评审对象与开评时不同", "what is assessed is not what it was at the opening"),
    "class": ("{0} 的类别与开评时不同", "the class of {0} is not what it was at the opening"),
    "value": ("{0} 的 {1} 应为 {2}", "{1} of {0} should be {2}"),
    "rank": ("{0} 的名次应为 {1}", "the rank of {0} should be {1}"),
    "near": ("{0} 是否与分数线分不出，标注不符", "whether {0} can be told from the cut is marked wrongly"),
    "places": ("{0}／{1} 定了 {2} 项，名额为 {3}", "{0}/{1}: {2} were chosen, there are {3} places"),
    "below": ("{0} 无名次或低于合格线，却被选中", "{0} has no rank or is below the pass mark, and was chosen"),
    "order": ("{0} 排在 {1} 之前，等次却更低", "{0} ranks before {1} and got less"),
}


def encode_canonically(value: object) -> bytes:
    """The bytes that are hashed: JSON with sorted keys, without blanks, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def hash_value(value: object) -> str:
    return hashlib.sha256(encode_canonically(value)).hexdigest()


def sheet_receipt(sheet: Json, round_number: str) -> str:
    """The receipt of a sheet: its hash with a salt, so that nobody finds the marks by trying."""
    names = ("object", "assessor", "marks", "scored_at", "salt")
    return hash_value({"round": round_number} | {name: sheet[name] for name in names})


def heads_of(bundle: Json, names: Iterable[str] = (*HEADS, *LATER_HEADS)) -> dict[str, str]:
    """The hashes of the parts that must not change; the draws are part of the opening."""
    said = [(s, ("accepted", "") if s.get("late") else (s["state"], s["receipt"])) for s in bundle["sheets"]]
    sheets = sorted([sheet["object"], sheet["assessor"], *then] for sheet, then in said)  # late: not there at closing
    late = [[*map(s.get, ("object", "assessor", "receipt", "scored_at", "late"))] for s, _ in said if s.get("late")]
    decided = [[row[name] for name in ("object", *DECISION)] for row in bundle.get("objects", ())]
    opening, result = [bundle["opening"], bundle["draws"]], [bundle.get("decided"), bundle.get("taken"), decided]
    parts = {**bundle, "sheets": sheets, "opening": opening, "late": late, "result": result}
    return {name: hash_value(parts[name]) for name in names}


def check_bundle(bundle: Json, published: Json | None = None, receipts: Iterable[str] = ()) -> list[Fault]:
    """List what does not agree, each as (code, *what); nothing if all does."""
    found: list[Fault] = []
    for name, head in heads_of(bundle).items():
        unset = head if name in LATER_HEADS else None  # a round that was not decided yet, or before they were published
        found += [("head", name)] if bundle["heads"].get(name, unset) != head else []
        found += [("published", name)] if published is not None and published.get(name, unset) != head else []
    there = {*bundle["received"], *(sheet["receipt"] for sheet in bundle["sheets"])}
    found += [("missing", receipt) for receipt in receipts if receipt not in there]
    check_who = check_layers if "layers" in bundle["opening"] else check_assignment
    found += check_draws(bundle) + check_who(bundle["opening"], bundle["sheets"])
    totals, given = Scores(), Marks()
    return found + check_sheets(bundle, totals, given) + check_result(bundle, totals) + check_places(bundle, given)


# --- The draw: HKDF with SHA-256 by label (RFC 5869); the numbers are written as in RFC 3797 section 4.
def check_draws(bundle: Json) -> list[Fault]:
    found, drawn = list[Fault](), set[str]()
    for draw in bundle["draws"]:
        drawn |= set() if draw["void"] else set(draw["drawn"]) | {row["number"] for row in draw["passed_over"]}
        found += [("draw", draw["draw"], fault)] if (fault := draw_fault(draw)) else []
    if bundle["opening"]["seating"] == "drawn":
        here = {code for code, _branch in bundle["opening"]["assessors"]} | {s["assessor"] for s in bundle["sheets"]}
        found += [("undrawn", code) for code in sorted(here - drawn)]
    return found


def draw_fault(draw: Json) -> str:
    """Name the first thing of a draw that does not agree, or return ""."""
    barred = [row["number"] + "\t" + row["state"] for row in draw.get("barred", ())]
    said = "\n".join([str(draw["size"]), draw["sources"], *draw["pool"], *([""] if barred else []), *barred])
    if hashlib.sha256(said.encode()).hexdigest() != draw["pool_sha256"]:
        return "pool"
    code = bytes.fromhex(draw["secret"])
    if hashlib.sha256(code).hexdigest() != draw["secret_sha256"]:
        return "secret"
    sources = [sorted(int(number) for number in line.split()) for line in draw["numbers"].splitlines()]
    mixed = hmac.digest(code, "".join("".join(f"{n}." for n in source) + "/" for source in sources).encode(), "sha256")
    order = sorted(draw["pool"], key=lambda label: (hmac.digest(mixed, label.encode() + b"\x01", "sha256"), label))
    passed = {row["number"] for row in draw["passed_over"]}
    taken = [label for label in order if label not in passed][: draw["size"]]
    if taken != draw["drawn"] or {row["number"] for row in draw.get("barred", ())} & {*taken}:
        return "drawn"
    way = order[: order.index(taken[-1])] if taken else order
    return "" if passed == passed & set(way) else "passed"


# --- Who assesses what: objects with few possible assessors first; an optimised assignment is checked, not solved.
def pair_chance(thing: str, code: str) -> str:
    return hashlib.sha256(f"{thing} {code}".encode()).hexdigest()


def check_assignment(opening: Json, sheets: list[Json]) -> list[Fault]:
    bars = {(thing, code): why for thing, code, why in opening["conflicts"]}
    size, assessors, said = opening["size"], opening["assessors"], dict(opening["assigned"])
    able = {t: [c for c, field in assessors if field in ("", b) and (t, c) not in bars] for t, b in opening["objects"]}
    found = (check_optimised if opening.get("assigning") == "best" else check_order)(opening, able, said)
    live: dict[str, list[str]] = {thing: [] for thing in able}
    for pair in [(sheet["object"], sheet["assessor"]) for sheet in sheets if sheet["state"] == GIVEN]:
        live.setdefault(pair[0], []).append(pair[1])
        found += [("conflict", *pair, bars[pair])] if pair in bars else []
    for thing, codes in live.items():
        gone = sum(sheet["object"] == thing and sheet["state"] in GONE for sheet in sheets)
        found += [("extra", thing)] if len(codes) > size or len({*codes} - {*said.get(thing, ())}) > gone else []
    return found


def check_order(opening: Json, able: dict[str, list[str]], said: Json) -> list[Fault]:
    """Assign again: those with the fewest sheets first, or drawn for each object by the hashes of the pairs."""
    load, first = {code: 0 for code, _field in opening["assessors"]}, dict[str, list[str]]()
    drawn, most = opening.get("assigning") == "drawn", opening.get("most") or len(able)
    for thing in sorted(able, key=lambda name: len(able[name])):
        free = [(pair_chance(thing, code) if drawn else load[code], code) for code in able[thing] if load[code] < most]
        first[thing] = [code for _turn, code in sorted(free, key=lambda pair: pair[0])][: opening["size"]]
        for code in first[thing]:
            load[code] += 1
    return [("assigned", thing, " ".join(first[thing])) for thing in able if said.get(thing) != first[thing]]


def check_optimised(opening: Json, able: dict[str, list[str]], said: Json) -> list[Fault]:
    """Check that an optimised assignment is one: number, conflicts, fields, loads, and the total that was stated."""
    found: list[Fault] = []
    for thing in sorted({*able, *said}):
        codes, may = said.get(thing, ()), {*able.get(thing, ())}
        found += [] if opening["size"] == len(codes) == len({*codes} & may) else [("chosen", thing)]
    for code, _field in opening["assessors"]:
        n = sum(code in codes for codes in said.values())
        found += [] if (opening["least"] or 0) <= n <= (opening["most"] or n) else [("load", code, n)]
    fits, trade = [sum(row) for _thing, row in opening["fits"]], opening["trade"]
    true = (sum(fits), min(fits) // opening["size"]) == (trade["total"], trade["floor"])
    return found if true and sum(fits) <= trade["best_total"] else [*found, ("trade",)]


# --- By layers: one sheet for each object and layer, each given after the one before; the last one counts.
def check_layers(opening: Json, sheets: list[Json]) -> list[Fault]:
    found: list[Fault] = []
    for thing in sorted({thing for thing, _branch in opening["objects"]} | {sheet["object"] for sheet in sheets}):
        given = [sheet for sheet in sheets if sheet["object"] == thing and sheet["state"] == GIVEN]
        given.sort(key=lambda sheet: (sheet["scored_at"], opening["layers"].find(sheet["assessor"])))
        layers = [sheet["assessor"] for sheet in given]
        found += [] if layers == [n for n in opening["layers"].split() if n in layers] else [("layers", thing)]
    return found


# --- Sheets and their totals, exact.
def check_sheets(bundle: Json, totals: Scores, given: Marks) -> list[Fault]:
    """Check each sheet that counts, and put its total and marks into ``totals`` and ``given``."""
    rules, found = bundle["rules"], list[Fault]()
    items = [(code, Fraction(weight), special) for code, weight, special in rules["form"]["items"]]
    found += [] if sum(weight for _code, weight, special in items if not special) == 100 else [("weights",)]
    for sheet in (sheet for sheet in bundle["sheets"] if sheet["state"] == GIVEN):
        pair = (sheet["object"], sheet["assessor"])
        found += [("receipt", *pair)] if sheet_receipt(sheet, rules["round"]) != sheet["receipt"] else []
        until = sheet.get("late", {"let_in_at": rules["to"]})["let_in_at"]  # "": came late, not let in
        found += [] if rules["from"] <= sheet["scored_at"] <= until else [("window", *pair)]
        marks = {code: None if mark is None else Fraction(mark) for code, mark in sheet["marks"].items()}
        lacks = any(marks.get(code) is None for code, _weight, special in items if not special)
        known = {code for code, _weight, _special in items}
        if lacks or set(marks) - known or any(mark is not None and not 0 <= mark <= 100 for mark in marks.values()):
            found.append(("marks", *pair))
            continue
        total = sum((weight * (marks.get(code) or 0) / 100 for code, weight, _special in items), Fraction(0))
        found += [] if round_half_up(total) == sheet["total"] else [("total", *pair, round_half_up(total))]
        if pair[1] == bundle["opening"].get("layers", pair[1]).split()[-1]:
            totals.setdefault(pair[0], {})[pair[1]] = total
            given.setdefault(pair[0], []).append([mark for code, *_ in items if (mark := marks.get(code)) is not None])
    return found


def round_half_up(value: Fraction | None, digits: int = 4) -> str | None:
    """Round half up, away from zero, and write with so many decimals; None stays None."""
    if value is None:
        return None
    whole = int(abs(value) * 10**digits + Fraction(1, 2))
    text = f"{whole // 10**digits}.{whole % 10**digits:0{digits}d}"
    return "-" + text if value < 0 and whole else text


# --- Combining: exact ways as fractions; ways with a root or a model rounded once to six decimals.
def round_once(value: float) -> Fraction:
    return Fraction(Decimal(value).quantize(Decimal("0.000001")))


def mean_of(values: Sequence[Fraction], trimmed: bool = False) -> Fraction:
    kept = sorted(values)[1:-1] if trimmed and len(values) >= 5 else values
    return sum(kept, Fraction(0)) / len(kept)


def mean_and_spread(values: list[Fraction]) -> tuple[float, float]:
    middle, free = mean_of(values), len(values) - 1
    return float(middle), sqrt(fsum(float((value - middle) ** 2) for value in values) / free) if free else 0.0


def totals_by_assessor(scores: Scores) -> dict[str, list[Fraction]]:
    codes = {code: None for given in scores.values() for code in given}
    return {code: [given[code] for given in scores.values() if code in given] for code in codes}


def standardise_totals(scores: Scores, shrinking: int) -> Scores:
    """Each assessor's own scale: ȳ + s · (y − μ) / σ, with μ and σ drawn towards all assessors by ``shrinking``."""
    own = totals_by_assessor(scores)
    overall, deviation = mean_and_spread([value for values in own.values() for value in values])
    scales = {}
    for code, values in own.items():
        if len(values) >= 4:
            middle, sd = mean_and_spread(values)
            weight = len(values) / (len(values) + shrinking)
            variance = weight * sd * sd + (1 - weight) * deviation * deviation
            scales[code] = (weight * middle + (1 - weight) * overall, sqrt(variance))

    def put(code: str, value: Fraction) -> Fraction:
        middle, sd = scales.get(code, (overall, deviation))
        return Fraction(overall + deviation * (float(value) - middle) / sd if sd else overall)

    return {thing: {code: put(code, value) for code, value in given.items()} for thing, given in scores.items()}


def share_of_ranks(scores: Scores) -> Scores:
    def share(value: Fraction, own: list[Fraction]) -> Fraction:
        return Fraction(200 * sum(v < value for v in own) + 100 * own.count(value), 2 * len(own))

    own = totals_by_assessor(scores)
    return {thing: {code: share(value, own[code]) for code, value in given.items()} for thing, given in scores.items()}


def summarise_totals(moved: Scores, summary: Callable[[list[Fraction]], Fraction] = mean_of) -> Values:
    """Value and standard error of each object from its moved totals."""
    spread = None
    if free := sum(len(given) - 1 for given in moved.values()):
        middles = {thing: mean_of(list(given.values())) for thing, given in moved.items()}
        spread = sqrt(fsum(float((v - middles[t]) ** 2) for t, given in moved.items() for v in given.values()) / free)
    error = {len(given): None if spread is None else round_once(spread / sqrt(len(given))) for given in moved.values()}
    return {thing: (summary(list(given.values())), error[len(given)]) for thing, given in moved.items()}


def fit_severity(scores: Scores, robust: bool) -> Values:
    """The mixed model of severity: μ + object + assessor + error; variances by expectation–maximisation."""
    cells = [(thing, code, float(value)) for thing, given in scores.items() for code, value in given.items()]
    things, judges = dict[str, list[int]](), dict[str, list[int]]()
    for at, (thing, code, _value) in enumerate(cells):
        things.setdefault(thing, []).append(at)
        judges.setdefault(code, []).append(at)
    if len(things) < 2 or all(len(places) < 2 for places in things.values()):
        return summarise_totals(scores)
    adjusted = [code for code, places in judges.items() if len(places) >= 4]
    mu = fsum(v for _t, _c, v in cells) / len(cells)
    whole = fsum((v - mu) ** 2 for _t, _c, v in cells) / len(cells) or 1.0
    vq, vb, ve, tiny = whole / 2, whole / 4 if adjusted else 0.0, whole / 4, 1e-9
    q, b = dict.fromkeys(things, 0.0), dict.fromkeys(judges, 0.0)
    cq, cb, weights = dict.fromkeys(things, 0.0), dict.fromkeys(judges, 0.0), [1.0] * len(cells)
    for _turn in range(300):
        before = (mu, vq, vb, ve)
        objects, assessors = (things, things, q, cq, 1, b, vq), (adjusted, judges, b, cb, 0, q, vb)
        for names, places, own, spread, side, other, v in (objects, assessors):
            for name in names:
                heavy = fsum(weights[at] for at in places[name])
                left = fsum(weights[at] * (cells[at][2] - mu - other[str(cells[at][side])]) for at in places[name])
                own[name], spread[name] = left / (heavy + ve / max(v, tiny)), 1 / (heavy / ve + 1 / max(v, tiny))
        mu = fsum(weights[at] * (v - q[t] - b[c]) for at, (t, c, v) in enumerate(cells)) / fsum(weights)
        squares = [(v - mu - q[t] - b[c]) ** 2 + cq[t] + cb[c] for t, c, v in cells]
        ve = max(fsum(w * s for w, s in zip(weights, squares, strict=True)) / len(cells), tiny)
        vq = fsum(q[t] ** 2 + cq[t] for t in things) / len(things)
        vb = fsum(b[c] ** 2 + cb[c] for c in adjusted) / len(adjusted) if adjusted else 0.0
        weights = [4.0 / (3.0 + square / ve) if robust else 1.0 for square in squares]
        if all(abs(new - old) <= tiny * (1 + abs(old)) for new, old in zip((mu, vq, vb, ve), before, strict=True)):
            break
    return {thing: (round_once(mu + q[thing]), round_once(sqrt(cq[thing]))) for thing in scores}


def combine_totals(scores: Scores, way: str) -> Values:
    """Value and standard error of each object, by the way that the form of marks names."""
    if way in ("mixed", "mixed_t"):
        return fit_severity(scores, way == "mixed_t")
    if way in ("z", "shrunk"):
        moved = summarise_totals(standardise_totals(scores, 0 if way == "z" else 5))
        return {thing: (round_once(float(value)), error) for thing, (value, error) in moved.items()}
    scores = share_of_ranks(scores) if way == "rank" else scores
    return summarise_totals(scores, lambda values: mean_of(values, way == "trimmed"))


# --- Ranks by class: exact values, equal values equal ranks.
def check_result(bundle: Json, totals: Scores) -> list[Fault]:
    rows = {row["object"]: row for row in bundle["objects"]}
    found: list[Fault] = [("stranger", code) for code in rows if code not in bundle["received"]]
    found += [] if sorted(rows) == sorted(thing for thing, _b in bundle["opening"]["objects"]) else [("objects",)]
    found += [("class", code) for code, row in rows.items() if row["cls"] != bundle["opening"]["classes"].get(code)]
    full = {code: totals[code] for code in rows if len(totals.get(code, ())) >= bundle["opening"]["size"]}
    values = combine_totals(full, bundle["rules"]["form"]["way"]) if full else {}
    for code, row in rows.items():
        n = len(totals.get(code, ()))
        found += [("value", code, "n", n)] if row["n"] != n else []
        value, error = values.get(code, (None, None))
        raw = mean_of(list(full[code].values())) if code in full else None
        for name, right in (("raw", raw), ("adjusted", value), ("error", error)):
            found += [] if row[name] == round_half_up(right) else [("value", code, name, round_half_up(right))]
        alike = [values[other][0] for other in values if rows[other]["cls"] == row["cls"]]
        rank = None if value is None else 1 + sum(other > value for other in alike)
        rank = rank if bundle["rules"].get("ranks", True) else None
        found += [("rank", code, rank)] if row["rank"] != rank else []
        alike.sort(reverse=True)
        n = sum(places for cls, _grade, places, _exact in bundle["rules"]["places"] if cls == row["cls"])
        told = value is not None and error is not None and 0 < n < len(alike)
        near = told and abs((value or 0) - (alike[n - 1] + alike[n]) / 2) <= 2 * (error or 0)
        found += [("near", code)] if row["near"] != near else []
    return found


def check_places(bundle: Json, given: Marks) -> list[Fault]:
    """Nobody below gets more than somebody above, but by a decision on record or a vote against the one above."""
    rules, objects = bundle["rules"], bundle["objects"]
    places = {(cls, grade): n for cls, grade, n, _exact in rules["places"]}
    chosen = [row for row in objects if row["decision"] == CHOSEN]
    taken = [(row["cls"], row["grade"]) for row in chosen if places]
    whole = {(cls, grade): n for cls, grade, n in bundle.get("taken", ())}  # in all rounds of the call
    least = {(cls, grade): n for cls, grade, n, exact in rules["places"] if exact and "taken" in bundle}
    counts = {place: max(taken.count(place), whole.get(place, 0)) for place in (*taken, *least)}
    wrong = [place for place, n in counts.items() if not least.get(place, 0) <= n <= places.get(place, 0)]
    found: list[Fault] = [("places", *place, counts[place], places.get(place, 0)) for place in wrong]
    live = [row for row in objects if row["rank"] and (row["vote"] or [True])[0]]

    def merit(row: Json) -> list[Fraction]:
        """By rank; equal ranks by the items of the form in their order, then by votes, if all have them."""
        alike = [o for o in live if (o["cls"], o["rank"]) == (row["cls"], row["rank"])]
        whole = all(len(marks) == len(rules["form"]["items"]) for o in alike for marks in given.get(o["object"], [[]]))
        items = [mean_of(column) for column in zip(*given[row["object"]], strict=True)] if whole else []
        vote = [Fraction(*row["vote"][1:])] if all(o["vote"] for o in alike) else []
        return [Fraction(-row["rank"]), *items, *vote]

    def worth(row: Json) -> int:
        order = [grade for cls, grade in places if cls == row["cls"]]
        return order.index(row["grade"]) if row["decision"] == CHOSEN and row["grade"] in order else len(order)

    merits = {row["object"]: merit(row) for row in live}
    for row in chosen:
        needed = row["rank" if rules.get("ranks", True) else "adjusted"]
        below = needed is None or Fraction(row["adjusted"]) < Fraction(rules["form"]["pass_mark"])
        found += [("below", row["object"])] if below else []
        own = merits.get(row["object"], [Fraction(0)])  # without a rank nobody stands before it
        rivals = [o for o in live if o["cls"] == row["cls"] and merits[o["object"]] > own]
        # Before the call is decided, those without a decision can still be chosen.
        above = [o for o in rivals if o["decision"] in (CHOSEN, *([""] if bundle["decided"] else []))]
        found += [("order", o["object"], row["object"]) for o in above if worth(o) > worth(row)]
    return found


def run_checker(arguments: list[str]) -> int:
    files, receipts, heads, english = list[str](), list[str](), None, "--english" in arguments
    words = iter([word for word in arguments if word != "--english"])
    try:
        for word in words:
            if word == "--heads":
                heads = json.loads(Path(next(words)).read_text("utf-8-sig"))
            elif word == "--receipt":
                receipts.append(next(words).strip().lower())
            else:
                files.append(word)
        (bundle,) = [json.loads(Path(file).read_text("utf-8-sig")) for file in files]
        if bundle["format"] != FORMAT:
            raise ValueError(bundle["format"])
        found = check_bundle(bundle, heads, receipts)
    except BROKEN as error:
        print(__doc__ if not files else f"不是可以复算的评审文件 / no file of a review: {error!r}", file=sys.stderr)
        return 1
    rows = bundle["objects"]
    print(*("✗ " + SENTENCES[code][english].format(*what) + "\n" for code, *what in found), sep="", end="")
    if not found:
        print(("✓ All recomputed: {} objects." if english else "✓ 全部复算一致：{} 项。").format(len(rows)))
    for row in (row for row in rows if row.get("since")):
        print(("· Changed since the decision: {}" if english else "· 决定以后有变更：{}").format(row["object"]))
    if heads is None:
        lines = (f"  {name:9} {head}" for name, head in heads_of(bundle).items() if name in bundle["heads"])
        said = "Compare with what was published:" if english else "请与公布的哈希值核对："
        print(said, *lines, sep="\n")
    return 3 if found else 0


if __name__ == "__main__":
    sys.exit(run_checker(sys.argv[1:]))
