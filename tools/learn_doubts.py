"""Learn from the labelled documents which rows of a ledger, and which whole documents, a person should look at.

python tools/learn_doubts.py                write src/luoshi/reading/lexicon/doubts.json
python tools/learn_doubts.py --cross        how well they tell, each author's documents by weights of the others

Run it after tools/learn_roles.py. Each document is read with weights of roles that its author did not teach, so that
its errors are those of an unknown paper. Needs scikit-learn, as tools/learn_roles.py does. The same documents give the
same file, to the byte. Where the rows of one author are weighed by what the others' taught, the others were read with
roles that this author taught, too; the error is small beside the cost of reading all of them a dozen times.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "src/luoshi/reading/lexicon/doubts.json"
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "gold"), str(ROOT / "src")]

import learn_roles  # noqa: E402

LEAST = 5  # documents that a sign must stand in
STRENGTH = 0.2  # inverse of the penalty on weights
SMALL = 40  # thousandths below which a weight is left out
ROWS_SHOWN = 0.20  # of the rows that are right, how many may carry a doubt
PAPERS_SHOWN = 0.15  # of the documents of which less than a quarter is left, how many may carry the warning
OF_PAPERS = 0.03  # the same for the weights of whole documents, which are few
MUCH = 25  # per cent left of a document that deserves the warning
HOME = "home"  # the documents by which the rules were made
A_LINE = 100  # signs in a line of the file
# What is wrong with a row, by the counts of clerk.py, in the order of ``row_doubts.FIELDS``.
WRONG = (
    {"extra"},
    {"lead", "support"},
    {"due"},
    {"every"},
    {"target missing", "target too many", "target's bound"},
)


@dataclass
class Paper:
    """A labelled document as it was read, with the signs of its rows, what is wrong in each, and what is left."""

    author: str
    name: str
    text: str
    reading: Any
    gold: dict[str, Any]
    signs: list[list[str]]
    wrong: list[set[str]]
    left: float


def read_papers(fold: learn_roles.Fold) -> list[Paper]:
    """An author's documents, read with weights of roles learned from the others'."""
    import run
    from expected import expected

    import clerk
    from luoshi.reading import roles, statements
    from luoshi.reading.ledger import build_ledger_rows
    from luoshi.reading.read import read_text_document
    from luoshi.reading.row_signs import row_signs

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
                row_signs(reading, text, build_ledger_rows(reading, text)),
                [set(kinds) for kinds in clerk.wrong_by_row(found, {**gold, "rows": expected(gold, text)})],
                run.left([(path.stem, found, gold, text)])[0],
            )
        )
    return papers


def learn_rows(papers: Iterable[Paper]) -> dict[str, Any]:
    """Weights of the signs of rows in thousandths, for each field that may be wrong."""
    import numpy as np
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    papers = list(papers)
    standing: defaultdict[str, int] = defaultdict(int)
    for paper in papers:
        for sign in {sign for signs in paper.signs for sign in signs}:
            standing[sign] += 1
    names = sorted(sign for sign, count in standing.items() if count >= LEAST)
    index = {sign: at for at, sign in enumerate(names)}
    rows = [[index[sign] for sign in signs if sign in index] for paper in papers for signs in paper.signs]
    ends = np.cumsum([0, *map(len, rows)]).astype(np.int32)
    columns = np.array([at for row in rows for at in row], dtype=np.int32)
    matrix = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(rows), len(names)))
    base, of = [], []
    for kinds in WRONG:
        wrong = np.array([bool(kinds & found) for paper in papers for found in paper.wrong])
        model = LogisticRegression(solver="liblinear", C=STRENGTH, max_iter=1000).fit(matrix, wrong)
        base.append(round(float(model.intercept_[0]) * 1000))
        of.append(np.rint(model.coef_[0] * 1000).astype(int))
    weights = {
        sign: [int(column[at]) if abs(column[at]) >= SMALL else 0 for column in of] for sign, at in index.items()
    }
    return {"base": base, "of": weights}


def weigh(papers: Iterable[Paper], rows: dict[str, Any]) -> dict[str, list[Any]]:
    """The risks of the rows of each document, by its name."""
    from luoshi.reading.row_doubts import weigh_signs

    by = _weights({**rows, **_EMPTY})
    return {paper.name: [weigh_signs(signs, by) for signs in paper.signs] for paper in papers}


_EMPTY = {"enough": 0, "paper": {}, "paper_base": 0, "paper_enough": 0}


def _weights(model: dict[str, Any]) -> Any:
    from luoshi.reading.row_doubts import DoubtWeights

    return DoubtWeights.from_json(model)


def learn_papers(papers: Iterable[Paper], risks: dict[str, list[Any]]) -> dict[str, Any]:
    """Weights of the signs of whole documents in thousandths, for more than a quarter left."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    papers = list(papers)
    signs = [_paper_signs(paper, risks[paper.name]) for paper in papers]
    names = sorted(signs[0])
    values = np.array([[found[name] for name in names] for found in signs])
    mean, spread = values.mean(0), values.std(0)
    spread[spread == 0] = 1  # a sign that all have alike says nothing
    model = LogisticRegression(solver="liblinear", C=OF_PAPERS, class_weight="balanced")
    model.fit((values - mean) / spread, [paper.left > MUCH for paper in papers])
    weights = model.coef_[0] / spread
    return {
        "paper": {name: round(float(weight) * 1000) for name, weight in zip(names, weights, strict=True)},
        "paper_base": round(float(model.intercept_[0] - (weights * mean).sum()) * 1000),
    }


def _paper_signs(paper: Paper, risks: list[Any]) -> dict[str, float]:
    from luoshi.reading.ledger import build_ledger_rows
    from luoshi.reading.paper_doubts import paper_signs

    return paper_signs(paper.reading, build_ledger_rows(paper.reading, paper.text), risks)


def thresholds(papers: Sequence[Paper], risks: dict[str, list[Any]], estimates: dict[str, int]) -> dict[str, int]:
    """From which risk on a row, and from which estimate on a document, is doubted: as many right ones as may be."""
    right = [
        risk.whole * 1000
        for paper in papers
        for risk, wrong in zip(risks[paper.name], paper.wrong, strict=True)
        if not wrong
    ]
    good = [estimates[paper.name] for paper in papers if paper.left <= MUCH]
    return {"enough": _quantile(right, ROWS_SHOWN), "paper_enough": _quantile(good, PAPERS_SHOWN)}


def _quantile(values: Sequence[float], above: float) -> int:
    """The least whole number that at most this share of the values reaches."""
    ordered = sorted(values, reverse=True)
    return int(ordered[int(len(ordered) * above)]) + 1


def by_authors(
    papers: Sequence[Paper], estimate: Callable[[list[Paper], list[Paper]], dict[str, Any]]
) -> dict[str, Any]:
    """What is found for each document by what the other authors' documents teach."""
    found: dict[str, Any] = {}
    for author in dict.fromkeys(paper.author for paper in papers):
        own = [paper for paper in papers if paper.author == author]
        found |= estimate([paper for paper in papers if paper.author != author], own)
    return found


def learn(papers: list[Paper], risks: dict[str, list[Any]], estimates: dict[str, int]) -> dict[str, Any]:
    """All weights and thresholds from these documents; ``risks``, ``estimates``: by what other authors taught."""
    foreign = [paper for paper in papers if paper.author != HOME]
    return {**learn_rows(papers), **learn_papers(foreign, risks), **thresholds(foreign, risks, estimates)}


def estimate_papers(papers: Sequence[Paper], risks: dict[str, list[Any]]) -> dict[str, int]:
    """The estimate for each document, by what the other authors' teach."""
    from luoshi.reading.paper_doubts import weigh_paper

    def estimate(others: list[Paper], own: list[Paper]) -> dict[str, int]:
        by = _weights({"base": [], "of": {}, **_EMPTY, **learn_papers(others, risks)})
        return {paper.name: weigh_paper(_paper_signs(paper, risks[paper.name]), by) for paper in own}

    return by_authors(papers, estimate)


def written(model: dict[str, Any]) -> str:
    """As JSON, many signs a line, as tools/learn_roles.py writes its weights."""
    head = {name: model[name] for name in ("base", "enough", "paper", "paper_base", "paper_enough")}
    signs = [
        f"{json.dumps(sign, ensure_ascii=False)}:{json.dumps(row, separators=(',', ':'))}"
        for sign, row in sorted(model["of"].items())
    ]
    of = ",\n".join(",".join(signs[at : at + A_LINE]) for at in range(0, len(signs), A_LINE))
    return json.dumps(head, ensure_ascii=False)[:-1] + ', "of": {\n' + of + "\n}}\n"


def cross(papers: list[Paper], risks: dict[str, list[Any]], estimates: dict[str, int]) -> None:
    """Tell how many wrong and right rows, and documents, carry a doubt, by weights that their authors did not teach."""
    import run

    from luoshi.reading import paper_doubts, row_doubts

    pairs: list[Any] = []
    for author in dict.fromkeys(paper.author for paper in papers):
        own = [paper for paper in papers if paper.author == author]
        by = _weights(learn([paper for paper in papers if paper.author != author], risks, estimates))
        for module in (paper_doubts, row_doubts):
            setattr(module, "load_doubt_weights", lambda by=by: by)  # noqa: B010
        read = [(paper.name, run.as_labels(paper.reading, paper.text), paper.gold, paper.text) for paper in own]
        warned = "{} of {} of which over a quarter is left, {} of {} others".format(*run.papers(read))
        print(f"{author:8} rows {run.ledger_doubts(read)}; papers {warned}", flush=True)
        pairs += read if author != HOME else []
    print(f"rows     doubted {run.ledger_doubts(pairs)}")
    print("papers   warned of {} of {} of which over a quarter is left, {} of {} others".format(*run.papers(pairs)))


def main(arguments: list[str]) -> int:
    """Learn and write, or say how well it does on authors that it was not learned from."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--cross", action="store_true")
    wanted = asked.parse_args(arguments)
    if find_spec("sklearn") is None:
        return learn_roles.run_in_own_environment(__file__, arguments)
    with ProcessPoolExecutor(2) as pool:
        papers = [paper for some in pool.map(read_papers, learn_roles.learn_folds()) for paper in some]
    risks = by_authors(papers, lambda others, own: weigh(own, learn_rows(others)))
    estimates = estimate_papers([paper for paper in papers if paper.author != HOME], risks)
    if wanted.cross:
        cross(papers, risks, estimates)
        return 0
    TARGET.write_text(written(learn(papers, risks, estimates)), encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size // 1024} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
