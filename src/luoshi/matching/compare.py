"""Compare a unit's own plan with the plan of the level above. Source: gold/MATCH.md, "compare"."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from luoshi.figures.style import format_figure_amount
from luoshi.matching import signs
from luoshi.matching.assign import solve_assignment
from luoshi.matching.demands import demand_of
from luoshi.matching.derivations import derive_findings
from luoshi.matching.directions import TIMES
from luoshi.matching.findings import TargetFinding, sum_figures
from luoshi.matching.likeness import ENOUGH, in_unit, is_word_match_certain
from luoshi.matching.model import AnswerReason, CommitmentUptake, Compared, MatchingPaper, QuotedPlace, TakenStatus
from luoshi.matching.months import Months
from luoshi.matching.reasons import fill_reason_values
from luoshi.matching.statements import (
    LEAST,
    Statements,
    WeightedStatement,
    paper_statements,
    score_statement_support,
    statement_of_span,
    weigh_statement_terms,
)
from luoshi.matching.structured_figures import Thing
from luoshi.matching.table import Candidate, MatchingTable, lay_out
from luoshi.matching.tasks import tasks_of
from luoshi.matching.words import Lexicon, load_standard_lexicon

_OTHER_KIND = frozenset({"kind", "unit", "mean", "often", "done"})  # the things agree, but not the kind of figure
_PLACE = re.compile(
    r"(其他|其余|各)?([一-鿿]{1,5}?(?:新区|开发区|高新区|园区|街道|[市县区州盟旗镇乡])|)(?:[（(][^）)]*[）)])*[市县区州镇乡]*"
)
_LEVELS_BELOW = ("各", "县", "区", "镇", "乡", "街道")  # how a document calls units of the level below
_NAMED = 0.55  # a figure that fits this well is about the same thing, whatever its kind
_FAR_MORE = 5  # an own figure this many times the upper one may count something wider
_YEAR = 12  # months
_STAKE = 0.4  # as in answers
_NEAR = 0.35  # if a figure fits this well, it is uncertain that the target is not taken up
_SPOKEN, _TOUCHED = 0.4, 0.25  # shares of a figure's words that a statement without a figure repeats
_WORDY = 0.6  # a figure whose words weigh less does not say what it measures
_TASK_NEAR = 0.1  # the same for tasks: a share of the words of one


def compare_plans(upper: MatchingPaper, own: MatchingPaper, lexicon: Lexicon | None = None) -> Compared:
    """List which commitments of an upper level's document a unit's own plan takes up, and with which figure.

    Args:
        upper: the document of the level above.
        own: the plan of the unit that should take it up.
        lexicon: an office's own words; None for the standard ones.
    """
    lexicon = lexicon or load_standard_lexicon()
    table = lay_out(upper, [own], lexicon, ("target", "norm"), ("target", "norm", "other", "actual"), timed=False)
    figures = _Figures(table, _name_of(own), wider=_is_wider(upper, own))
    words = _PlanStatements(upper, own, lexicon)
    holding = table.spans_with_targets()
    rows = [figures.answer(at, words) for at in range(len(table.targets)) if figures.is_own_figure(at)]
    rows.extend(words.answer(start, end) for start, end in tasks_of(upper, holding))
    return Compared(upper.name, own.name, tuple(sorted(rows, key=lambda row: row.upper.start)))


def _name_of(own: MatchingPaper) -> str:
    """Return the names that the unit uses for itself: its issuer, title and first lines."""
    return f"{own.reading.issuer or ''} {own.reading.title or ''} {own.text[:60]}"


def _is_wider(upper: MatchingPaper, own: MatchingPaper) -> bool:
    """Check whether the upper document is of another area than the plan: a city's, where the unit is a county's."""
    areas = [signs.own_area(paper.reading.issuer or paper.reading.title or "") for paper in (upper, own)]
    return None not in areas and areas[0] != areas[1]


@dataclass(frozen=True, slots=True)
class _ComparedAnswer:
    status: TakenStatus
    certain: bool
    own: tuple[QuotedPlace, ...]
    reason: AnswerReason


class _Figures:
    """The target figures of the upper plan and the figures of the own plan that take them up."""

    def __init__(self, table: MatchingTable, named: str, wider: bool) -> None:
        self.table = table
        self.named = named
        self.wider = wider
        self.assigned = {  # the statements that the upper document gives to units of our level, or to us by name
            duty.start
            for duty in table.plan.reading.assignments
            if any(lead.startswith(_LEVELS_BELOW) or lead in named for lead in duty.lead)
        }
        self.places = [_place(table.plan.text, target) for target in table.targets]
        self.totals = [self._total(at) for at in range(len(table.targets))]
        self.chosen = self._choose_figures()

    def is_own_figure(self, at: int) -> bool:
        """Check whether this unit must answer a figure; it need not answer another unit's line."""
        place = self.places[at]
        return place is None or place in self.named

    def _choose_figures(self) -> dict[int, Candidate]:
        """Choose the own figure for each target, over the whole table. A total does not take its share's figure."""
        number = {id(thing): place for place, thing in enumerate(self.table.figures[0])}
        edges: dict[int, dict[int, float]] = {}
        held: dict[tuple[int, int], Candidate] = {}
        for at in range(len(self.table.targets)):
            if not self.is_own_figure(at) or self.share_index(at) is not None:
                continue
            for found in self._candidates(at):
                if not found.fit.refused and found.fit.score >= ENOUGH:
                    column = number[id(found.figure)]
                    edges.setdefault(at, {})[column] = found.fit.score - _STAKE
                    held[at, column] = found
        return {at: held[at, column] for at, column in solve_assignment(edges).items()}

    def _candidates(self, at: int) -> list[Candidate]:
        """Return the candidates for a target; for a unit's line below a total, those of the total."""
        total = self.totals[at]
        return self.table.candidates[at if total is None else total]

    def _total(self, at: int) -> int | None:
        """Return the total that a unit's line is part of: 24个，其中松台县4个."""
        target = self.table.targets[at]
        if self.places[at] is None:
            return None
        for other in range(at - 1, max(at - 40, -1), -1):
            total = self.table.targets[other]
            if total.statement != target.statement:
                return None
            if self.places[other] is None and total.unit == target.unit:
                return other
        return None

    def share_index(self, at: int) -> int | None:
        """Return the index of this unit's share, if a target is a total that assigns one."""
        return next(
            (other for other, total in enumerate(self.totals) if total == at and self.is_own_figure(other)), None
        )

    def answer(self, at: int, words: _PlanStatements) -> CommitmentUptake:
        """Return whether and how the own plan takes up one target figure."""
        target = self.table.targets[at]
        share = self.share_index(at)
        found = self._compare_target(at if share is None else share, words)
        if found.status == "lower" and found.certain and self._is_total_of_wider_area(at):
            found = _ComparedAnswer("lower", False, found.own, AnswerReason("part_of_area"))
        if share is not None and found.status in ("equal", "higher", "lower"):
            found = _ComparedAnswer("lower", False, found.own, AnswerReason("share_of_total"))
        values = {"own": "、".join(place.quote for place in found.own), "upper": target.quote}
        values["parts"] = "+".join(place.quote for place in found.own)
        codes = [found.reason, *([AnswerReason("target_unclear", {"target": target.quote})] if target.unclear else [])]
        return CommitmentUptake(
            target.figure.place, target.figure, found.status, found.certain and not target.unclear, found.own,
            tuple(fill_reason_values(reason, values) for reason in codes),
        )  # fmt: skip

    def _is_total_of_wider_area(self, at: int) -> bool:
        """Check whether a figure is the sum over an area of which the unit's is a part, so that ours must be less."""
        target = self.table.targets[at]
        sums_up = target.kind == "level" and not target.mean and target.unit not in TIMES and not demand_of(target).less
        for_each = target.each or signs.is_figure_per_doer(target.said) or target.within[0] in self.assigned
        return self.wider and sums_up and not for_each and self.places[at] is None

    def _compare_target(self, at: int, words: _PlanStatements) -> _ComparedAnswer:
        target = self.table.targets[at]
        total = self.totals[at]
        whole = at if total is None else total
        for found, _ in derive_findings(self.table, whole, 0):
            if found.reason.code == "parts_added" and (len(found.figures) > 1 or at not in self.chosen):
                return _in_parts(target, found)
        seasons = self._seasons(at)
        if seasons:
            return _in_parts(target, sum_figures(target, seasons))
        if at in self.chosen:
            return _compared(target, self.chosen[at])
        taken = {id(found.figure) for found in self.chosen.values()}
        for candidate in self._candidates(at):
            fits = candidate.fit.refused in _OTHER_KIND and candidate.fit.score >= _NAMED
            if fits and id(candidate.figure) not in taken and candidate.figure.index >= 0:
                return _ComparedAnswer(
                    "taken", True, (candidate.figure.figure.place,), AnswerReason("another_kind_of_figure")
                )
        place = words.find_statement(self.table.targets[whole])
        if place:
            return _ComparedAnswer("taken", False, (place,), AnswerReason("without_figure"))
        near = words.has_near_statement(self.table.targets[whole]) or any(
            found.fit.score >= _NEAR and (not found.fit.refused or found.fit.refused in _OTHER_KIND)
            for found in self._candidates(at)
        )
        return _ComparedAnswer("missing", not near, (), AnswerReason("not_taken_up"))

    def _seasons(self, at: int) -> list[Thing]:
        """Return own figures of halves or quarters that together make the year: 上半年10场，下半年20场."""
        target, first = self.table.targets[at], self.chosen.get(at)
        if first is None or target.kind != "level" or target.flow == "stock" or not first.figure.months:
            return []
        of_time: dict[Months, Thing] = {}
        for found in self._candidates(at):
            thing = found.figure
            if not found.fit.refused and thing.months and thing.statement == first.figure.statement:
                of_time.setdefault(thing.months, thing)
        spans = sorted(of_time)
        whole = len(spans) > 1 and spans[-1][1] - spans[0][0] == _YEAR - 1
        joined = all(later[0] == earlier_span[1] + 1 for earlier_span, later in pairwise(spans))
        return [of_time[span] for span in spans] if whole and joined else []


def _place(text: str, target: Thing) -> str | None:
    """Return the unit of a line in a division: 松台县 in 其中松台县4个; ``—`` for 其他县（区）, which is no one's."""
    start = target.figure.place.start
    left = re.split(r"[，,；;。：:、和（(]|其中", text[max(0, start - 20) : start])[-1]
    hit = _PLACE.fullmatch(left)
    return None if not hit or left.startswith("每") else "—" if hit[1] else hit[2]


def _in_parts(target: Thing, found: TargetFinding) -> _ComparedAnswer:
    """Compare the sum of several own figures with a target."""
    places = tuple(thing.figure.place for thing in found.figures)
    reason = AnswerReason("own_parts_added", {"reached": format_figure_amount(found.reached, target.unit, 2)})
    status = _demand(target, found.reached, None)
    known = status == "equal" or demand_of(target).known
    return _ComparedAnswer(status, known and not found.open, places, reason if known else AnswerReason("more_or_less"))


def _compared(target: Thing, found: Candidate) -> _ComparedAnswer:
    figure = found.figure
    reached = in_unit(figure.value, figure.unit, target.unit)
    status = _demand(target, reached, figure)
    certain = not [code for code in found.fit.open if code != "mean_only"] and is_word_match_certain(
        target, figure, found.fit.score
    )
    code = {"equal": "same_figure", "higher": "asks_more", "lower": "asks_less"}[status]
    if figure.hedge == "about" and target.hedge != "about" and reached == target.value:
        status, certain, code = "lower", False, "about_the_same"
    if status == "higher" and target.kind == "level" and target.value > 0 and reached >= _FAR_MORE * target.value:
        certain, code = False, "asks_far_more"
    if status != "equal" and not demand_of(target).known:
        certain, code = False, "more_or_less"
    return _ComparedAnswer(status, certain, (figure.figure.place,), AnswerReason(code))


def _demand(target: Thing, reached: Fraction, figure: Thing | None) -> TakenStatus:
    """Compare an own figure with the upper one as a demand: a lower cap demands more."""
    demand = demand_of(target)
    sign = -1 if demand.less or demand.bound in ("le", "lt") or demand.fall else 1
    if reached == demand.value:
        strict = figure is not None and figure.figure.bound == "gt" and demand.bound != "gt"
        return "higher" if strict else "equal"
    return "higher" if (reached - demand.value) * sign > 0 else "lower"


class _PlanStatements:
    """The statements of both plans: tasks without figures, and things named without one."""

    def __init__(self, upper: MatchingPaper, own: MatchingPaper, lexicon: Lexicon) -> None:
        self.upper, self.lexicon = upper, lexicon
        self.often: Counter[str] = Counter()
        for row in paper_statements(upper, lexicon, ("task", "norm")):
            self.often.update(row.terms.keys())
        self.index = Statements(paper_statements(own, lexicon, ("task", "norm", "fact"), unsure=True))
        holding = {quantity.statement for quantity in own.reading.quantities if quantity.role == "target"}
        starts = {statement.start: at for at, statement in enumerate(own.reading.statements)}
        self.bare = {start for start, at in starts.items() if at not in holding}

    def answer(self, start: int, end: int) -> CommitmentUptake:
        """Return whether the own plan mentions a task."""
        asked = statement_of_span(self.upper, start, end, self.lexicon, {})
        wanted = weigh_statement_terms(asked, self.often, self.index.often)
        found = self.index.near(asked, wanted, LEAST)
        sure = score_statement_support(asked, found, sum(wanted.values()))
        if sure:
            return CommitmentUptake(
                asked.place, None, "taken", sure == 1, (found[0][1].place,), (AnswerReason("taken_up"),)
            )
        near = bool(found) and found[0][0] >= _TASK_NEAR
        return CommitmentUptake(asked.place, None, "missing", not near, (), (AnswerReason("not_taken_up"),))

    def find_statement(self, target: Thing) -> QuotedPlace | None:
        """Return a statement of the own plan that names what an upper figure measures but has no target figure."""
        rows = [row for _, row in self._near(target, _SPOKEN) if row.place.start in self.bare]
        return rows[0].place if rows else None

    def has_near_statement(self, target: Thing) -> bool:
        """Check whether any statement of the own plan comes near what an upper figure measures."""
        return bool(self._near(target, _TOUCHED))

    def _near(self, target: Thing, least: float) -> list[tuple[float, WeightedStatement]]:
        asked = WeightedStatement(target.figure.place, target.sides or target.name, target.surfaces, target.raw, {})
        whole = sum(asked.terms.values())
        return self.index.near(asked, dict(asked.terms), least) if whole >= _WORDY else []
