"""Learn from the labelled documents which whole documents a person should look at.

python tools/learn_doubts.py                write src/luoshi/reading/lexicon/doubts.json
python tools/learn_doubts.py --cross        how well they tell, each author's documents by weights of the others

Run it after tools/learn_roles.py. Each document is read with weights of roles that its author did not teach, so that
its errors are those of an unknown paper. Needs scikit-learn, as tools/learn_roles.py does. The same documents give
the same file, to the byte. Where the documents of one author are weighed by what the others' taught, the others were
read with roles that this author taught, too; the error is small beside the cost of reading all of them a dozen times.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "src/luoshi/reading/lexicon/doubts.json"
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "gold"), str(ROOT / "src")]

import learn_roles  # noqa: E402

PENALTY = 100  # on weights; signs are scaled to a spread of one
LEAST = 5  # per cent added before the logarithm: differences between papers of which little is left count less
SHOWN = 0.15  # of the documents of which less than a quarter is left, how many may carry the warning
MUCH = 25  # per cent left of a document that deserves the warning
HOME = "home"  # the documents by which the rules were made


@dataclass
class Paper:
    """A labelled document as it was read, with its signs and the per cent of it that is left."""

    author: str
    name: str
    text: str
    reading: Any
    gold: dict[str, Any]
    signs: dict[str, float]
    left: float


def read_papers(fold: learn_roles.Fold) -> list[Paper]:
    """An author's documents, read with weights of roles learned from the others'."""
    import run

    from luoshi.reading import roles, statements
    from luoshi.reading.ledger import build_ledger_rows
    from luoshi.reading.paper_doubts import paper_signs
    from luoshi.reading.read import read_text_document

    author, own, model = fold
    weights = roles.RoleWeights.from_json(model)
    setattr(statements, "load_role_weights", lambda: weights)  # noqa: B010
    papers = []
    for path in own:
        gold, text = json.loads(path.with_suffix(".json").read_text(encoding="utf-8")), path.read_text(encoding="utf-8")
        reading = read_text_document(text)
        found = run.as_labels(reading, text)
        papers.append(
            Paper(
                author,
                f"{path.parent.name}/{path.stem}",
                text,
                reading,
                gold,
                paper_signs(reading, build_ledger_rows(reading, text)),
                run.left([(path.stem, found, gold, text)])[0],
            )
        )
    return papers


def learn_weights(papers: Sequence[Paper]) -> dict[str, Any]:
    """Weights of the signs in thousandths, for the logarithm of what is left; no threshold yet.

    What is left of each document teaches more than whether it is over a quarter, which it is of few.
    """
    import numpy as np
    from sklearn.linear_model import Ridge

    names = sorted(papers[0].signs)
    values = np.array([[paper.signs[name] for name in names] for paper in papers])
    mean, spread = values.mean(0), values.std(0)
    spread[spread == 0] = 1  # a sign that all have alike says nothing
    model = Ridge(alpha=PENALTY, solver="cholesky")
    model.fit((values - mean) / spread, [math.log(paper.left + LEAST) for paper in papers])
    weights = model.coef_ / spread
    return {
        "of": {name: round(float(weight) * 1000) for name, weight in zip(names, weights, strict=True)},
        "base": round(float(model.intercept_ - (weights * mean).sum()) * 1000),
        "enough": 0,
    }


def estimate(papers: Sequence[Paper]) -> dict[str, int]:
    """The estimate for each document by what the other authors' documents teach."""
    from luoshi.reading.paper_doubts import PaperWeights, weigh_paper

    found: dict[str, int] = {}
    for author in dict.fromkeys(paper.author for paper in papers):
        by = PaperWeights(**learn_weights([paper for paper in papers if paper.author != author]))
        found |= {paper.name: weigh_paper(paper.signs, by) for paper in papers if paper.author == author}
    return found


def learn(papers: Sequence[Paper]) -> dict[str, Any]:
    """Weights from these documents, and the threshold that so many of the good ones reach, each by the others'."""
    estimates = estimate(papers)
    good = sorted((estimates[paper.name] for paper in papers if paper.left <= MUCH), reverse=True)
    return {**learn_weights(papers), "enough": good[int(len(good) * SHOWN)] + 1}


def cross(papers: Sequence[Paper]) -> None:
    """Tell how many documents carry a warning, by weights and thresholds that their authors did not teach."""
    import run

    from luoshi.reading import paper_doubts

    pairs: list[Any] = []
    for author in dict.fromkeys(paper.author for paper in papers):
        by = paper_doubts.PaperWeights(**learn([paper for paper in papers if paper.author != author]))
        setattr(paper_doubts, "load_paper_weights", lambda by=by: by)  # noqa: B010
        own = [paper for paper in papers if paper.author == author]
        read = [(paper.name, run.as_labels(paper.reading, paper.text), paper.gold, paper.text) for paper in own]
        print(f"{author:8} {_format_warned(run.papers(read))}", flush=True)
        pairs += read
    print(f"papers   {_format_warned(run.papers(pairs))}")
    print(f"rows     doubted {run.ledger_doubts(pairs)}")


def _format_warned(counts: tuple[int, int, int, int]) -> str:
    return "warned of {} of {} of which over a quarter is left, {} of {} others".format(*counts)


def main(arguments: list[str]) -> int:
    """Learn and write, or say how well it does on authors that it was not learned from."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--cross", action="store_true")
    wanted = asked.parse_args(arguments)
    if find_spec("sklearn") is None:
        return learn_roles.run_in_own_environment(__file__, arguments)
    folds = [fold for fold in learn_roles.learn_folds() if fold[0] != HOME]
    with ProcessPoolExecutor(2) as pool:
        papers = [paper for some in pool.map(read_papers, folds) for paper in some]
    if wanted.cross:
        cross(papers)
        return 0
    TARGET.write_text(json.dumps(learn(papers), indent=1) + "\n", encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
