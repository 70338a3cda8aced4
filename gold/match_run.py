#!/usr/bin/env python3
"""Match the labelled pairs and print how well. Usage: match_run.py [--misses N] [--check] [--only NAME …] [SET …]

Sets: ``given`` (came with the task), ``own`` (written and labelled here, used while matching was made) and ``held``
(written and labelled here, kept aside while matching was made, looked at since); ``turned`` holds targets of which
less is better or nobody says, figures of like unit that stand near, parts that are all there is; they were labelled
before matching was run on them, and looked at afterwards.

``--check`` exits with 1 if a score is below its floor in ``floors.json``.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import sys
from functools import partial
from typing import Any

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "src")]

import match_score  # noqa: E402

from luoshi.cli.language import LANGUAGES, translate_message  # noqa: E402
from luoshi.matching.compare import compare_plans  # noqa: E402
from luoshi.matching.match import match_plan_to_reports  # noqa: E402
from luoshi.matching.pair_builder import PairedDocument, compared_pair, matched_pair  # noqa: E402
from luoshi.reading.model import LoadedDocument  # noqa: E402
from luoshi.reading.read import read_text_document  # noqa: E402
from luoshi.writing.pair_json import pair_to_json  # noqa: E402

SETS = {
    "given": (HERE / "match", "*"),
    "own": (HERE / "own-match", "[pchkm]*"),
    "held": (HERE / "own-match", "[nr]*"),
    "pairs": (HERE / "pairs", "*"),
    "turned": (HERE / "own-match", "[stuv]*"),
}


def answer(gold: dict[str, Any], folder: pathlib.Path) -> dict[str, Any]:
    """The prediction for a labelled pair, in the form of MATCH.md."""

    def opened(name: str) -> PairedDocument:
        text = (folder / name).read_text(encoding="utf-8")
        return PairedDocument(LoadedDocument(name, "txt", "", text), read_text_document(text))

    names = [gold["plan"], *gold["reports"]] if "plan" in gold else [gold["upper"], gold["own"]]
    papers = [opened(name) for name in names]
    first, *others = (paired.paper for paired in papers)
    if "plan" in gold:
        pair = matched_pair(match_plan_to_reports(first, others), papers)
    else:
        pair = compared_pair(compare_plans(first, others[0]), papers)
    return pair_to_json(pair, {language: partial(translate_message, language) for language in LANGUAGES})


def main() -> int:
    """Match, score, print; with ``--check`` compare with the floors."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sets", nargs="*", choices=[*SETS, []], help="which sets; all that are there")
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    floors = json.loads((HERE / "floors.json").read_text(encoding="utf-8")).get("match", {}) if args.check else {}
    low = []
    for name in args.sets or SETS:
        folder, pattern = SETS[name]
        rows = []
        for path in sorted(folder.glob(f"{pattern}.json")):
            if args.only and path.stem not in args.only:
                continue
            gold = json.loads(path.read_text(encoding="utf-8"))
            rows.append((path.stem, answer(gold, folder), gold, match_score.read_texts(gold, folder)))
        if not rows:
            continue
        print(f"== {name}: {len(rows)} pairs")
        result = match_score.score(rows, args.misses)
        for key, row in result.items():
            if key != "misses":
                print(f"{key:24} {row}")
                value = row.get("f1", 0) if isinstance(row, dict) else row
                floor = floors.get(name, {}).get(key)
                if floor is not None and (value > floor if "wrong" in key else value < floor):
                    low.append(f"{name} {key}: {value} misses {floor}")
        for line in result.get("misses", []):
            print("  ", line)
    print("\n".join(low))
    return bool(low)


if __name__ == "__main__":
    sys.exit(main())
