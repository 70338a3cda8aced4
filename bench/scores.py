#!/usr/bin/env python3
"""The mixed model of marks: how long it takes, and how far its expected ranks are from those of a long Gibbs run.

    python bench/scores.py [--objects 300] [--sheets 5] [--turns 4000]

Marks are made by seed: qualities N(75, 6), an assessor’s severity N(0, 3), noise N(0, 4), so many sheets for each one
spread evenly over assessors with about 15 each. The Gibbs run draws qualities, severities, mean and variances of the
same model (vague priors) in turn, and counts the rank of each object in each turn after the first tenth. Printed are
CPU seconds of the model and of the expected ranks, and the largest and mean distance of expected ranks, in ranks.
"""

from __future__ import annotations

import argparse
import random
import time
from fractions import Fraction
from math import sqrt

from luoshi.scoring.model import expected_ranks, fit_mixed_model

Cells = list[tuple[int, int, float]]
QUALITY, SEVERITY, NOISE, LOAD = 6.0, 3.0, 4.0, 15


def made_marks(objects: int, sheets: int, seed: int) -> dict[int, dict[int, Fraction]]:
    """Marks from 0 to 100 with one decimal, by object and assessor."""
    chance = random.Random(seed)
    assessors = max(sheets, objects * sheets // LOAD)
    severe = [chance.gauss(0, SEVERITY) for _assessor in range(assessors)]
    load = [0] * assessors
    found: dict[int, dict[int, Fraction]] = {}
    for thing in range(objects):
        quality = chance.gauss(75, QUALITY)
        order = sorted(range(assessors), key=lambda at: (load[at], chance.random()))[:sheets]
        for at in order:
            load[at] += 1
        found[thing] = {at: Fraction(round(10 * (quality + severe[at] + chance.gauss(0, NOISE))), 10) for at in order}
    return found


def gibbs_ranks(cells: Cells, objects: int, turns: int, seed: int) -> list[float]:
    """The mean rank of each object over a long Gibbs run of the same model."""
    chance = random.Random(seed)
    judges = 1 + max(judge for _thing, judge, _mark in cells)
    mu, q, b = sum(mark for *_who, mark in cells) / len(cells), [0.0] * objects, [0.0] * judges
    vq, vb, ve = 30.0, 8.0, 16.0
    ranks, kept = [0] * objects, 0

    def variance(values: list[float]) -> float:
        """Draw a variance given its values, from a vague inverse gamma."""
        return (0.001 + sum(value * value for value in values) / 2) / chance.gammavariate(0.001 + len(values) / 2, 1)

    for turn in range(turns):
        left, n = [0.0] * objects, [0] * objects
        for thing, judge, mark in cells:
            left[thing] += mark - mu - b[judge]
            n[thing] += 1
        for thing in range(objects):
            precise = n[thing] / ve + 1 / vq
            q[thing] = chance.gauss(left[thing] / ve / precise, 1 / sqrt(precise))
        left, n = [0.0] * judges, [0] * judges
        for thing, judge, mark in cells:
            left[judge] += mark - mu - q[thing]
            n[judge] += 1
        for judge in range(judges):
            precise = n[judge] / ve + 1 / vb
            b[judge] = chance.gauss(left[judge] / ve / precise, 1 / sqrt(precise))
        rest = [mark - q[thing] - b[judge] for thing, judge, mark in cells]
        mu = chance.gauss(sum(rest) / len(rest), sqrt(ve / len(rest)))
        vq, vb, ve = variance(q), variance(b), variance([value - mu for value in rest])
        if turn >= turns // 10:
            kept += 1
            for rank, thing in enumerate(sorted(range(objects), key=lambda at: -q[at]), start=1):
                ranks[thing] += rank
    return [rank / kept for rank in ranks]


def main() -> None:
    """Print one line of figures."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--objects", type=int, default=300)
    asked.add_argument("--sheets", type=int, default=5)
    asked.add_argument("--turns", type=int, default=4000)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    marks = made_marks(given.objects, given.sheets, given.seed)
    began = time.process_time()
    fit = fit_mixed_model(marks)
    fitted = time.process_time()
    assert fit is not None
    ours = expected_ranks({thing: (fit.objects[thing], fit.rank_errors[thing]) for thing in marks})
    ranked = time.process_time()
    cells = [(thing, judge, float(mark)) for thing, row in marks.items() for judge, mark in row.items()]
    theirs = gibbs_ranks(cells, given.objects, given.turns, given.seed)
    apart = [abs(ours[thing][0] - theirs[thing]) for thing in marks]
    print(
        f"{given.objects} objects × {given.sheets} sheets: model {fitted - began:.2f} s, expected ranks "
        f"{ranked - fitted:.2f} s; from a Gibbs run of {given.turns} turns: at most {max(apart):.2f} ranks, "
        f"mean {sum(apart) / len(apart):.2f}"
    )


if __name__ == "__main__":
    main()
