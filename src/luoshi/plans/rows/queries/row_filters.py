"""The rows of a plan by what they lack, and their unclear names: the basis of bulk edits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import PlanRow, RowFigure, RowUnit
from luoshi.plans.rows.rules.choices import RowLikeness, plain_sentence
from luoshi.plans.rows.rules.refused_sentences import REFUSED
from luoshi.plans.rows.rules.row_filters import FILTERS, RowFacts, row_gap_filters


@dataclass
class Choosing:
    """All rows that can be selected, including folded ones.

    Attributes:
        versions: by row id, in plan order.
        parts: the heading of each row.
        by: the rows that each filter finds.
        names: the units of the rows as printed: (row, name, unit), in plan order.
        likely: rows with a unit matched by likeness.
        same: rows that are one question, by the first of them: the others. Doubtful rows, slogans, and sentences
            without a figure that stand more than once (要加强组织领导 below each task).
        sentences: the slogans, each sentence once, with its rows.
    """

    versions: dict[int, int] = field(default_factory=dict)
    parts: dict[int, int | None] = field(default_factory=dict)
    by: dict[str, list[int]] = field(default_factory=dict)
    names: list[tuple[int, str, int | None]] = field(default_factory=list)
    likely: frozenset[int] = frozenset()
    same: dict[int, list[int]] = field(default_factory=dict)
    sentences: dict[str, list[int]] = field(default_factory=dict)

    def row_versions(self, pks: Iterable[int]) -> str:
        """Return rows with their versions, as forms send them."""
        return ",".join(f"{pk}:{self.versions[pk]}" for pk in pks)

    @property
    def leaderless(self) -> str:
        """The rows without a lead, as a form sends them."""
        return self.row_versions(self.by["lead"])

    @property
    def clear(self) -> str:
        """The waiting rows without a doubt, as a form sends them."""
        return self.row_versions(self.by["clear"])

    @property
    def slogans(self) -> list[tuple[str, str, int, int]]:
        """The slogans: the sentence, its rows as a form sends them, their number, and the first."""
        return [(words, self.row_versions(pks), len(pks), pks[0]) for words, pks in self.sentences.items()]

    @property
    def followers(self) -> dict[int, int]:
        """The rows that another one stands for, with that one."""
        return {pk: first for first, others in self.same.items() for pk in others}

    @property
    def counts(self) -> dict[str, int]:
        """The number of rows that each filter finds."""
        return {code: len(pks) for code, pks in self.by.items()}


def facts_of(row: PlanRow, doubtful: bool) -> RowFacts:
    """Return the facts of a row whose units and figures are loaded."""
    units = list(row.units.all())
    figures = any(figure.state != RowFigure.BACKGROUND for figure in row.figures.all())
    return _facts(
        row.state, row.look, doubtful, row.due, row.every, [(unit.role, unit.unit_id) for unit in units], figures,
        row.words, row.doubts, row.reason,
    )  # fmt: skip


def rows_by_gap(plan: Plan, twice: frozenset[int]) -> Choosing:
    """Find all rows by what they lack. Three queries, whatever their number.

    Args:
        twice: the rows that have a doubt.
    """
    found = Choosing(by={code: [] for code in FILTERS})
    rows = list(
        plan.rows.filter(state__in=(PlanRow.WAITING, PlanRow.KEPT, PlanRow.OUTSIDE))
        .exclude(~Q(reason=REFUSED), state=PlanRow.OUTSIDE, look=False)
        .order_by("place", "pk")
        .values_list("pk", "version", "part", "state", "look", "due", "every", "words", "doubts", "reason")
    )
    units: dict[int, list[tuple[str, str, int | None]]] = {}
    named = RowUnit.objects.filter(row__plan=plan).order_by("row", "place", "pk")
    for pk, role, name, unit in named.values_list("row", "role", "name", "unit"):
        units.setdefault(pk, []).append((role, name, unit))
    figured = set(
        RowFigure.objects.filter(row__plan=plan)
        .exclude(state=RowFigure.BACKGROUND)
        .order_by()
        .values_list("row", flat=True)
        .distinct()
    )
    likely = set()
    alike: dict[RowLikeness, list[int]] = {}
    for pk, version, part, state, look, due, every, words, doubts, reason in rows:
        its = units.get(pk, [])
        found.versions[pk], found.parts[pk] = version, part
        pairs = [(role, unit) for role, _name, unit in its]
        facts = _facts(state, look, pk in twice, due, every, pairs, pk in figured, words, doubts, reason)
        codes = row_gap_filters(facts)
        for code in codes:
            found.by[code].append(pk)
        if "slogan" in codes:
            found.sentences.setdefault(plain_sentence(words), []).append(pk)
        if "slogan" in codes or pk in twice or (state == PlanRow.WAITING and pk not in figured):
            key = RowLikeness(plain_sentence(words), state, due, every, tuple(its), tuple(doubts))
            alike.setdefault(key, []).append(pk)
        if state != PlanRow.OUTSIDE:
            found.names += [(pk, name, unit) for _role, name, unit in its]
        if state == PlanRow.WAITING and "unit_likely" in doubts:
            likely.add(pk)
    found.likely = frozenset(likely)
    found.same = {pks[0]: pks[1:] for pks in alike.values() if len(pks) > 1}
    return found


def _facts(
    state: str,
    look: bool,
    doubtful: bool,
    due: date | None,
    every: str,
    units: list[tuple[str, int | None]],
    figures: bool,
    words: str,
    doubts: list[str],
    reason: str,
) -> RowFacts:
    leads = sum(role == RowUnit.LEAD for role, _unit in units)
    known = all(unit for _role, unit in units)
    refused = state == PlanRow.OUTSIDE and reason == REFUSED
    return RowFacts(
        state, look, doubtful, due, every, leads, len(units), known, figures, words, doubts, refused, reason
    )
