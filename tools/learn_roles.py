"""Learn the weights of the reader's roles from the labelled documents.

python tools/learn_roles.py                 write src/luoshi/reading/lexicon/roles.json
python tools/learn_roles.py --cross         what is left by author, each read with weights learned from the others
python tools/learn_roles.py --cross --unseen      the same, and of the documents of tables/ kept aside, by themselves
python tools/learn_roles.py --curve         the same with an eighth, a quarter, a half of the other documents

Needs scikit-learn (requirements-learn.txt), put into an environment of its own, .learn; the reader needs none. The same
documents give the same file, to the byte: the solver is deterministic, and weights are whole thousandths.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT / "gold"
TARGET = ROOT / "src/luoshi/reading/lexicon/roles.json"
sys.path[:0] = [str(GOLD), str(ROOT / "src")]

ROLES = ("task", "fact", "norm", "context", "none")
LEAST = 3  # documents that a sign must stand in
STRENGTH = 0.4  # inverse of the penalty on weights
CLOSE = 2600  # thousandths by which a role must lead: of sentences of unseen authors most that lead by less are wrong
SMALL = 100  # thousandths below which a weight is left out
A_LINE = 200  # signs in a line of the file
OVERLAP = 0.5  # of a sentence with a labelled one, as score.py takes them for the same
SCORED = (
    "headings",
    *(f"statements.{role}" for role in ROLES[:3]),
    "duties",
    "quantities.value",
    "quantities.strict",
)  # by score.py
Learned = list[tuple[list[str], str]]  # the signs of each sentence, and its role by the labels
Fold = tuple[str, list[Path], dict[str, Any]]  # an author, the documents, weights learned without them
SETS = {"docs": "home", "own": "home", "more": "more", "shapes": "shapes", "papers": "", "tables": "tables"}
UNSEEN = "unseen"  # the documents of ``tables`` with even numbers: kept aside while the reader is made


def documents() -> list[tuple[str, Path]]:
    """Each labelled document with its author, in a fixed order; those of ``papers`` have a letter for each author."""
    return [
        (UNSEEN if name == "tables" and int(path.stem[1:]) % 2 == 0 else author or path.stem[0], path)
        for name, author in SETS.items()
        for path in sorted((GOLD / name).glob("*.txt"))
    ]


def learned_from(path: Path, alone: bool = True) -> Learned:
    """The signs of each sentence of a document that no rule of form decides, with its role by the labels.

    Args:
        alone: each sentence of a role comes once more, as if it were all that its paper says: so the weights hold for
            a paper of three lines, too.
    """
    from luoshi.reading.fields import read_document_fields
    from luoshi.reading.outline import build_outline
    from luoshi.reading.role_signs import paper_of, sentence_signs
    from luoshi.reading.spelling import Respelt
    from luoshi.reading.statements import split_into_statements

    plain = path.read_text(encoding="utf-8")
    respelt = Respelt(plain)
    text = respelt.text
    plan = build_outline(text)
    gold = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["statements"]
    told = read_document_fields(text, plan)
    out = []
    # Once more without its title: a paper whose kind is guessed is read by what it says.
    for about in (
        (told, read_document_fields(text, replace(plan, title=None))) if alone and not told.kind_guessed else (told,)
    ):
        found, sentences, places = split_into_statements(text, plan, about)
        paper = paper_of(text, plan, about)
        for at, sentence, (own, common) in zip(places, sentences, sentence_signs(paper, sentences), strict=True):
            if found[at].rule:
                continue
            role = _role(respelt.plain(sentence.start), respelt.plain(sentence.end), gold)
            out.append((own + common, role))
            if alone and role != "none" and about is told:
                own, common = next(sentence_signs(paper, [sentence]))
                out.append((own + common, role))
    return out


def _role(start: int, end: int, gold: list[dict[str, Any]]) -> str:
    import score

    here = {"start": start, "end": end}
    near = max(gold, key=lambda one: score.iou(here, one), default=None)
    return near["role"] if near and score.iou(here, near) >= OVERLAP else "none"


def learn(papers: Iterable[Learned]) -> dict[str, Any]:
    """Weights in thousandths by sign, one against the rest for each role."""
    import numpy as np
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    papers = list(papers)
    standing: Counter[str] = Counter()
    for paper in papers:
        standing.update({sign for of, _ in paper for sign in of})
    names = sorted(sign for sign, count in standing.items() if count >= LEAST)
    index = {sign: at for at, sign in enumerate(names)}
    rows = [[index[sign] for sign in of if sign in index] for paper in papers for of, _ in paper]
    ends = np.cumsum([0, *map(len, rows)]).astype(np.int32)
    columns = np.array([at for row in rows for at in row], dtype=np.int32)
    matrix = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(rows), len(names)))
    said = np.array([role for paper in papers for _, role in paper])
    base, of = [], []
    for role in ROLES:
        if not (said == role).any():  # in a small share of the documents, as --curve takes them
            base.append(-9999)
            of.append(np.zeros(len(names), dtype=int))
            continue
        model = LogisticRegression(solver="liblinear", C=STRENGTH, max_iter=1000)
        model.fit(matrix, said == role)
        base.append(round(float(model.intercept_[0]) * 1000))
        of.append(np.rint(model.coef_[0] * 1000).astype(int))
    weights = {
        sign: [int(column[at]) if abs(column[at]) >= SMALL else 0 for column in of] for sign, at in index.items()
    }
    return {
        "roles": list(ROLES),
        "base": base,
        "close": CLOSE,
        "of": {sign: row for sign, row in weights.items() if any(row)},
    }


def written(model: dict[str, Any]) -> str:
    """As JSON, many signs a line: the weights are for no reader, and all change together."""
    signs = [
        f"{json.dumps(sign, ensure_ascii=False)}:{json.dumps(row, separators=(',', ':'))}"
        for sign, row in sorted(model["of"].items())
    ]
    of = ",\n".join(",".join(signs[at : at + A_LINE]) for at in range(0, len(signs), A_LINE))
    head = {name: value for name, value in model.items() if name != "of"}
    return json.dumps(head, ensure_ascii=False)[:-1] + ', "of": {\n' + of + "\n}}\n"


def main(arguments: list[str]) -> int:
    """Learn and write, or say how well it does on authors that it was not learned from."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--cross", action="store_true")
    asked.add_argument("--curve", action="store_true")
    asked.add_argument("--unseen", action="store_true", help="with --cross: read those kept aside, too")
    wanted = asked.parse_args(arguments)
    if find_spec("sklearn") is None:
        return run_in_own_environment(__file__, arguments)
    if wanted.curve:
        for every in (8, 4, 2, 1):
            print(f"one in {every} of the others' documents")
            cross(every, by_author=False)
    elif wanted.cross:
        cross(unseen=wanted.unseen)
    else:
        learned = learn(learned_from(path) for author, path in documents() if author != UNSEEN)
        TARGET.write_text(written(learned), encoding="utf-8")
        print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size // 1024} kB")
    return 0


def run_in_own_environment(tool: str, arguments: list[str]) -> int:
    """Run a tool once more where scikit-learn is, which is put there first."""
    name = "Scripts/python.exe" if os.name == "nt" else "bin/python"
    python, uv = ROOT / ".learn" / name, ROOT / ".uv" / name.replace("python", "uv")
    if not python.exists():
        install = ["pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", "requirements-learn.txt"]
        for command in (["venv", "--quiet", "--python", sys.executable, ".learn"], install):
            subprocess.run([uv, *command], check=True, cwd=ROOT, env={**os.environ, "UV_NO_CONFIG": "1"})
    return subprocess.run([python, tool, *arguments], check=False, cwd=ROOT).returncode


def cross(every: int = 1, by_author: bool = True, unseen: bool = False) -> None:
    """Each author's documents read with weights that were learned from the others'.

    Args:
        every: of the others' documents one in so many is learned from.
        by_author: whether each author is told, too, and what the leads of roles are worth as doubts.
        unseen: whether the documents that were kept aside are read, with weights that no table taught.
    """
    folds = learn_folds(every, unseen)
    if by_author:
        _leads([fold for fold in folds if fold[0] != UNSEEN])
    total: Counter[str] = Counter()
    pairs: list[Any] = []
    with ProcessPoolExecutor(2) as pool:
        for author, count, nothing, rows, read in pool.map(_read_with, folds):
            if by_author:
                _print_author(author, count, nothing, read)
            if author not in ("home", UNSEEN):
                total += count + Counter({"nothing": nothing, "rows": rows})
                pairs += read
    nothing, rows = total.pop("nothing"), total.pop("rows")
    share, of_100 = 100 * total.total() / nothing, 100 * total.total() / rows
    print(f"others   left {share:5.1f} %, {of_100:.0f} corrections for each 100 rows  {dict(total.most_common())}")
    if by_author:
        import run
        import score

        print("papers   doubted {} of {} of which over a quarter is left, {} of {} others".format(*run.papers(pairs)))
        print("ledgers  left {:5.1f} %, {:.0f} corrections for each 100 rows  {}".format(*run.ledger_left(pairs)))
        print(f"rows     doubted {run.ledger_doubts(pairs)}")
        said = score.score(pairs, 0)
        print("others   " + ", ".join(f"{name} {said[name]['f1']:.3f}" for name in SCORED))


def learn_folds(every: int = 1, unseen: bool = False) -> list[Fold]:
    """For each author the documents, and weights learned from one in so many of the others'."""
    known = {path: (author, learned_from(path)) for author, path in documents() if unseen or author != UNSEEN}
    folds: list[Fold] = []
    for author in dict.fromkeys(author for author, _ in known.values()):
        same = ("tables", UNSEEN) if author in ("tables", UNSEEN) else (author, UNSEEN)  # one hand
        others = [rows for whose, rows in known.values() if whose not in same]
        own = [path for path, (whose, _) in known.items() if whose == author]
        folds.append((author, own, learn(others[::every])))
    return folds


def _print_author(author: str, count: Counter[str], nothing: int, read: list[Any]) -> None:
    import run
    import score

    said = score.score(read, 0)
    named = {"strict": "quantities.strict", "duties": "duties"}
    scores = ", ".join(f"{short} {said[name]['f1']:.2f}" for short, name in named.items())
    print(f"{author:8} left {100 * count.total() / nothing:5.1f} %, {scores}; doubted {run.ledger_doubts(read)}")
    print(f"{'':8} {dict(count.most_common(9))}", flush=True)


def _leads(folds: list[Fold]) -> None:
    """Tell how often roles are right, and of the wrong and the right ones how many lead by less than so much."""
    leads = [
        _lead(of, role, model)
        for author, own, model in folds
        if author != "home"
        for path in own
        for of, role in learned_from(path, alone=False)
    ]
    wrong, right = [lead for good, lead in leads if not good], [lead for good, lead in leads if good]
    print(f"roles {len(right) / len(leads):.3f} right on others' documents")
    for close in range(1000, 4001, 500):
        of_wrong, of_right = (sum(lead < close for lead in some) / len(some) for some in (wrong, right))
        print(f"a lead under {close}: {of_wrong:.0%} of the wrong ones, {of_right:.0%} of the right ones")


def _lead(of: list[str], role: str, model: dict[str, Any]) -> tuple[bool, int]:
    """Whether the role that is found is the labelled one, context and none being one; and by how much it leads."""
    sums = list(model["base"])
    for sign in of:
        for at, weight in enumerate(model["of"].get(sign, ())):
            sums[at] += weight
    best: dict[str, int] = {}
    for name, value in zip(ROLES, sums, strict=True):
        shown = "context" if name == "none" else name
        best[shown] = max(value, best.get(shown, value))
    first, second = sorted(best, key=lambda name: -best[name])[:2]
    return first == ("context" if role == "none" else role), best[first] - best[second]


def _read_with(fold: Fold) -> tuple[str, Counter[str], int, int, list[Any]]:
    """Corrections of an author's documents, those of an empty ledger, rows, and what was read for score.py."""
    import clerk
    import run

    from luoshi.reading import roles, statements
    from luoshi.reading.read import read_text_document

    author, own, model = fold
    weights = roles.RoleWeights.from_json(model)
    setattr(statements, "load_role_weights", lambda: weights)  # noqa: B010  # read with these instead of the package's
    count: Counter[str] = Counter()
    nothing = rows = 0
    pairs = []
    for path in own:
        gold, text = json.loads(path.with_suffix(".json").read_text(encoding="utf-8")), path.read_text(encoding="utf-8")
        pairs.append((path.stem, run.as_labels(read_text_document(text), text), gold, text))
        wrong, mine = clerk.corrections(pairs[-1][1], gold)
        count += wrong
        rows += mine
        nothing += clerk.corrections(run.EMPTY, gold)[0].total()
    return author, count, nothing, rows, pairs


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
