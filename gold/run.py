#!/usr/bin/env python3
"""Read the labelled documents and print how well. Usage: run.py [--misses N] [--check] [--only NAME …] [SET …]

Sets: ``docs`` (given with the task), ``seeds`` (``../shared/gold/seeds`` beside the repository, where it is there),
``own`` (written and labelled here, used while the reader was made), ``held`` (of the same hand, kept aside), ``more``
(of another hand), ``shapes`` and ``papers`` (our own words in the shapes of real papers), ``tables`` (tables and papers
with duty lines as offices make them) and ``unseen`` (their even numbers, kept aside). Without a set: all that are there
but ``unseen``. ``left`` is what a clerk still types, as a share of the whole (clerk.py). ``--check`` exits with 1 if a
score is below its floor in ``floors.json``, or what is left above it.
"""

from __future__ import annotations

import argparse
import collections
import json
import pathlib
import sys
from typing import Any

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "src")]

import clerk  # noqa: E402
import score  # noqa: E402
from expected import expected  # noqa: E402

from luoshi.cli.compose import compose_ledger_rows  # noqa: E402
from luoshi.reading.ledger import build_ledger  # noqa: E402
from luoshi.reading.model import Reading  # noqa: E402
from luoshi.reading.paper_doubts import WARNINGS  # noqa: E402
from luoshi.reading.read import read_text_document  # noqa: E402

SEEDS = HERE.parent.parent / "shared" / "gold" / "seeds"
SETS = {
    "docs": (HERE / "docs", "*"),
    "seeds": (SEEDS, "*"),
    "own": (HERE / "own", "[a-f]*"),
    "held": (HERE / "own", "g*"),
    "more": (HERE / "more", "*"),
    "shapes": (HERE / "shapes", "*"),
    "papers": (HERE / "papers", "*"),
    "tables": (HERE / "tables", "t?[13579]"),
    "unseen": (HERE / "tables", "t?[02468]"),
}
ASIDE = "unseen"  # read only if named: a score that all can see is no score of what nobody has seen
GROUPS = {
    "docs and seeds": ["docs", "seeds"],
    **{name: [name] for name in SETS if name not in ("docs", "seeds", ASIDE)},
}
_MUCH = 25  # per cent left of a document that should have been doubted
EMPTY: dict[str, Any] = {"headings": [], "statements": [], "quantities": [], "duties": []}


def as_labels(reading: Reading, text: str) -> dict[str, Any]:
    """A Reading in the form of GUIDE.md, with the doubts and the rows of the ledger."""
    found = build_ledger(reading, text)
    return {
        "kind": reading.kind,
        "title": reading.title,
        "issuer": reading.issuer,
        "number": reading.number,
        "year": reading.year,
        "headings": [{**_span(h), "marker": h.marker, "level": h.level, "title": h.title} for h in reading.headings],
        "statements": [{**_span(s), "role": s.role} for s in reading.statements],
        "quantities": [
            {
                **_span(q),
                "value": float(q.value),
                "upper": None if q.upper is None else float(q.upper),
                **{f: getattr(q, f) for f in ("unit", "bound", "role", "aspect", "indicator", "period", "scope")},
                "rule": q.rule,
            }
            for q in reading.quantities
        ],
        "duties": [
            {
                **_span(a),
                "lead": a.lead,
                "support": a.support,
                "due": a.due and a.due.isoformat(),
                "every": a.every,
                "times": a.times,
            }
            for a in reading.assignments
        ],
        "rows": compose_ledger_rows(reading, found, text),
        "doubted": list(found.doubts),
    }


def _span(record: Any) -> dict[str, Any]:
    return {"start": record.start, "end": record.end, "doubts": record.doubts}


def _wrong(kind: str, found: dict[str, Any], gold: list[dict[str, Any]]) -> bool:
    """Whether a found record differs from what the labels say at its place."""
    beside = [g for g in gold if score.overlap(found, g)]
    if kind == "headings":
        return not any(
            score.norm(found["title"]) == score.norm(g["title"]) and found["level"] == g["level"] for g in beside
        )
    if kind == "statements":
        return not any(score.iou(found, g) >= 0.5 and found["role"] == g["role"] for g in beside)
    if kind == "duties":
        near = max(beside, key=lambda g: len(score.atoms(found) & score.atoms(g)), default=None)
        return near is None or score.atoms(found) != score.atoms(near)
    return not any(
        score.same_number(found["value"], g["value"])
        and score.same_number(found["upper"], g.get("upper"))
        and score.norm(found["unit"]) == score.norm(g["unit"])
        and all(found[f] == g[f] for f in ("bound", "role", "aspect"))
        and score.chars_f1(found["indicator"], g["indicator"]) >= 0.6
        for g in beside
    )


def doubts(pairs: list[tuple[str, dict[str, Any], dict[str, Any], str]]) -> dict[str, dict[str, float]]:
    """Of the records that are wrong by the labels, and of the right ones, the share that carry a doubt."""
    out = {}
    total = [0, 0, 0, 0]
    for kind in ("headings", "statements", "quantities", "duties"):
        tally = [0, 0, 0, 0]  # wrong, of these doubted, right, of these doubted
        for _, found, gold, _ in pairs:
            for record in found[kind]:
                at = 0 if _wrong(kind, record, gold[kind]) else 2
                tally[at] += 1
                tally[at + 1] += bool(record["doubts"])
        out[kind] = _shares(tally)
        total = [a + b for a, b in zip(total, tally, strict=True)]
    out["all"] = _shares(total)
    return out


def left(pairs: list[tuple[str, dict[str, Any], dict[str, Any], str]]) -> tuple[float, float, dict[str, int]]:
    """What a clerk still types, in per cent of what an empty ledger asks for, and for each 100 rows; with its kinds."""
    count, nothing, rows = collections.Counter[str](), 0, 0
    for _, found, gold, _ in pairs:
        wrong, own = clerk.corrections(found, gold)
        count += wrong
        rows += own
        nothing += sum(clerk.corrections(EMPTY, gold)[0].values())
    return 100 * count.total() / max(nothing, 1), 100 * count.total() / max(rows, 1), dict(count.most_common())


def ledger_left(pairs: list[tuple[str, dict[str, Any], dict[str, Any], str]]) -> tuple[float, float, dict[str, int]]:
    """The same of the ledger's rows: in per cent of what typing it takes, and for each 100 rows; with its kinds."""
    count, nothing, whole = collections.Counter[str](), 0, 0
    for _, found, gold, text in pairs:
        asked = {**gold, "rows": expected(gold, text)}
        count += clerk.ledger_to_correct(found, asked)
        nothing += clerk.to_type(asked)
        whole += len(asked["rows"])
    return 100 * count.total() / nothing, 100 * count.total() / whole, dict(count.most_common())


def ledger_doubts(pairs: list[tuple[str, dict[str, Any], dict[str, Any], str]]) -> str:
    """Of the ledger's rows that a clerk must change, and of the right ones, how many carry a doubt."""
    tally = [0, 0, 0, 0]
    for _, found, gold, text in pairs:
        own = clerk.doubts_by_row(found, {**gold, "rows": expected(gold, text)})
        tally = [a + b for a, b in zip(tally, own, strict=True)]
    wrong, wrong_doubted, right, right_doubted = tally
    shares = [100 * part / max(whole, 1) for part, whole in ((wrong_doubted, wrong), (right_doubted, right))]
    return (
        f"{wrong_doubted} of {wrong} wrong rows ({shares[0]:.0f} %), "
        f"{right_doubted} of {right} right ones ({shares[1]:.0f} %)"
    )


def papers(pairs: list[tuple[str, dict[str, Any], dict[str, Any], str]]) -> tuple[int, int, int, int]:
    """Of the documents of which over a quarter is left how many carry a warning on the whole, and of the others."""
    tally = [0, 0, 0, 0]
    for pair in pairs:
        at = 0 if left([pair])[0] > _MUCH else 2
        tally[at] += bool(WARNINGS.intersection(pair[1]["doubted"]))
        tally[at + 1] += 1
    return tally[0], tally[1], tally[2], tally[3]


def _shares(tally: list[int]) -> dict[str, float]:
    wrong, wrong_doubted, right, right_doubted = tally
    return {
        "wrong": wrong,
        "wrong_with_doubt": round(wrong_doubted / wrong, 3) if wrong else 1.0,
        "right": right,
        "right_with_doubt": round(right_doubted / right, 3) if right else 0.0,
    }


def main() -> int:
    """Read, score, print; with ``--check`` compare with the floors."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "sets", nargs="*", choices=[*SETS, []], help=", ".join(SETS) + "; all that are there but unseen"
    )
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    floors = json.loads((HERE / "floors.json").read_text(encoding="utf-8")) if args.check else {}
    low = []
    groups = GROUPS
    if args.check:
        groups = {name: [name] for name in SETS if name not in ("seeds", ASIDE)}
    if args.sets:
        groups = {" and ".join(args.sets): args.sets}
    for group, names in groups.items():
        pairs = []
        for name in names:
            folder, pattern = SETS[name]
            if not folder.is_dir():
                print(f"{name}: not there, left out")
            for path in sorted(folder.glob(f"{pattern}.json")):
                if args.only and path.stem not in args.only:
                    continue
                gold = json.loads(path.read_text(encoding="utf-8"))
                text = (path.parent / gold["source"]).read_text(encoding="utf-8")
                pairs.append((path.stem, as_labels(read_text_document(text), text), gold, text))
        if not pairs:
            continue
        print(f"== {group}: {len(pairs)} documents")
        result = score.score(pairs, args.misses)
        for key, row in result.items():
            if key != "misses":
                print(f"{key:22} {row}")
                value = row["f1"] if isinstance(row, dict) else row
                if value < floors.get(group, {}).get(key, 0):
                    low.append(f"{group} {key}: {value} is below {floors[group][key]}")
        share, of_100, kinds = left(pairs)
        print(f"left                   {share:.1f} %, {of_100:.0f} corrections for each 100 rows: {kinds}")
        print("left of the ledger     {:.1f} %, {:.0f} corrections for each 100 rows: {}".format(*ledger_left(pairs)))
        if share > floors.get(group, {}).get("left", 100):
            low.append(f"{group} left: {share:.1f} % is above {floors[group]['left']}")
        print("doubts of documents    {} of {} of which over a quarter is left, {} of {} others".format(*papers(pairs)))
        print(f"doubts of the ledger   {ledger_doubts(pairs)}")
        for kind, shares in doubts(pairs).items():
            print(f"doubts.{kind:15} {shares}")
        for line in result.get("misses", []):
            print("  ", line)
    print("\n".join(low))
    return bool(low)


if __name__ == "__main__":
    sys.exit(main())
