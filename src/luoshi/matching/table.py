"""Lay out a plan and its reports for matching: targets, figures, the time of each, and candidates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from luoshi.figures.units import unit_family
from luoshi.matching.candidates import Index
from luoshi.matching.likeness import SURE, Fit, TermWeights, is_people_unit, rate_figure_fit
from luoshi.matching.model import MatchingPaper
from luoshi.matching.months import Months, part_of_year
from luoshi.matching.promises import reclassify_plan_figures
from luoshi.matching.structured_figures import Thing, is_class_threshold, paper_figures
from luoshi.matching.unclear_roles import settle_roles_by_list
from luoshi.matching.universal_claims import find_universal_claims
from luoshi.matching.words import Lexicon
from luoshi.reading.read import read_text_document

_FIRST_LINES = 60  # code points in which a document without a title gives its period
_OPENING = 300  # code points in which a report gives its end date (截至11月20日)
_BY = re.compile(
    r"将[^。]{0,10}截至(?:\d{4}年)?\d{1,2}月|截至(?:\d{4}年)?\d{1,2}月(?:\d+日|底|末)?[^，。]{0,6}(?:进展|情况)"
)
_TO_COME = re.compile(
    r"计划|将|力争|要(?!求|素|点|闻|件|道)|目标|预计|有望|打算|拟|确保|争取|明年|来年|下一?步|下半年[，,]|必须|规划(?=期|到|于|建成|新建)|预期|安排(?!资金|经费|专项)|建议"
)
_YEAR = re.compile(r"20\d\d(?=年)")
_FEW = 4  # so few characters of a name may be equal by chance
_HEAD = 120  # code points in which a report names its year


@dataclass(slots=True)
class Candidate:
    """A figure that may answer a target."""

    figure: Thing
    fit: Fit


@dataclass(slots=True)
class MatchingTable:
    """The data that matching works on; built once, then only read."""

    plan: MatchingPaper
    targets: list[Thing]
    bases: list[Thing]  # figures of the plan that are not targets: last year's, sizes
    figures: list[list[Thing]]  # of each report, in order
    spans: list[Months | None]  # of each target
    covers: list[Months | None]  # of each report
    aside: list[Thing] = field(
        default_factory=list
    )  # figures of reports that read like rules, or perhaps like results: they answer nothing
    candidates: list[list[Candidate]] = field(default_factory=list)  # of each target, over all reports
    beside: list[list[Candidate]] = field(default_factory=list)  # of each target, among the plan's own bases
    _reports: dict[int, int] = field(default_factory=dict)

    def spans_with_targets(self) -> set[tuple[int, int]]:
        """Return the spans of the plan's statements and lines with a figure that is, or was read as, a target."""
        read = self.plan.reading.quantities
        taken = [thing for thing in self.bases if thing.index >= 0 and read[thing.index].role == "target"]
        return {thing.within for thing in (*self.targets, *taken)}

    def report_of(self) -> dict[int, int]:
        """Map the id of a figure to the index of its report in the arguments."""
        if not self._reports:
            self._reports = {id(thing): at for at, rows in enumerate(self.figures) for thing in rows}
        return self._reports

    def rank(self, report: int) -> tuple[Months, str]:
        """Return a key that orders reports by their end, whatever the order of the arguments."""
        cover = self.covers[report] or (0, 0)
        rows = self.figures[report]
        return (cover[1], cover[0]), rows[0].figure.place.source if rows else ""


def lay_out(
    plan: MatchingPaper,
    reports: Sequence[MatchingPaper],
    lexicon: Lexicon,
    asked: Collection[str] = ("target",),
    roles: Collection[str] = ("actual",),
    timed: bool = True,
) -> MatchingTable:
    """Read plan and reports into a table with the candidates of each target.

    Args:
        asked: the roles of the plan's figures that ask for something.
        roles: the roles of the reports' figures that may answer. Figures of other roles (such as a repeated total) may
            only enter a computation.
        timed: whether a figure of another period is refused.
    """
    reports = [_of_year(report, plan.reading.year) for report in reports]
    own = settle_roles_by_list(plan, reclassify_plan_figures(plan, paper_figures(plan, lexicon)))
    targets = [
        thing
        for thing in own
        if thing.role in asked and not is_class_threshold(plan.text, plan.reading.quantities[thing.index])
    ]
    bases = [thing for thing in own if thing.role in ("actual", "other")]
    told = [
        [
            *settle_roles_by_list(report, _reported(report, paper_figures(report, lexicon), roles)),
            *find_universal_claims(report, lexicon),
        ]
        for report in reports
    ]
    figures = [[thing for thing in rows if thing.role in (*roles, "other") or thing.index < 0] for rows in told]
    covers = [report_months(report, rows, plan.reading.year) for report, rows in zip(reports, figures, strict=True)]
    for report, rows, cover in zip(reports, figures, covers, strict=True):
        if _of_another(report, plan):  # its undated figures are of its own year
            rows[:] = [replace(thing, months=thing.months or cover) for thing in rows]
    spans: list[Months | None] = _spans(plan, targets) if timed else [None for _ in targets]
    aside = [
        thing
        for report, rows in zip(reports, told, strict=True)
        for thing in rows
        if thing.role not in roles and (thing.role == "norm" or _may_be_reached(report, thing))
    ]
    table = MatchingTable(plan, targets, bases, figures, spans, covers, aside)
    weights = TermWeights(thing.name for thing in targets)
    index, known = Index([thing for rows in figures for thing in rows]), Index(bases)
    for target, span in zip(targets, table.spans, strict=True):
        for found, into in ((index, table.candidates), (known, table.beside)):
            near = found.near(target, weights)
            into.append([_candidate(target, thing, score, span, roles) for score, thing in near])
    return table


def _reported(report: MatchingPaper, rows: list[Thing], roles: Collection[str]) -> list[Thing]:
    """Return the figures of a report; a “target” with no sign of the future counts as reached."""
    if "target" in roles:
        return reclassify_plan_figures(report, rows)
    if report.reading.kind == "plan":
        return rows
    return [_reached(report, thing) if thing.role == "target" else thing for thing in rows]


def _reached(report: MatchingPaper, thing: Thing) -> Thing:
    if _under_way(report, thing):
        return replace(thing, role="actual")
    heading = report.reading.statements[thing.statement].heading if thing.statement >= 0 else None
    if thing.statement < 0 or _TO_COME.search(report.text, *thing.within) or _coming(report, heading):
        return thing
    here = thing.months and report.reading.year and thing.months[0] // 12 == report.reading.year
    return replace(thing, role="actual", months=thing.months if here else None)


def _may_be_reached(report: MatchingPaper, thing: Thing) -> bool:
    """Check whether only the kind of a report makes a figure a target: nothing around it tells of what is to come."""
    heading = report.reading.statements[thing.statement].heading if thing.statement >= 0 else None
    to_come = _TO_COME.search(report.text, *thing.within) or _coming(report, heading)
    return thing.role == "target" and thing.unclear and not to_come


def _under_way(report: MatchingPaper, thing: Thing) -> bool:
    """Check whether a figure is of a thing being made, whatever follows it: 30处正在施工，计划6月完工."""
    if not any(unfinished for _, unfinished in thing.stages.values()):
        return False
    return not _TO_COME.search(report.text, thing.within[0], thing.figure.place.end + len(thing.right))


def _coming(report: MatchingPaper, heading: int | None) -> bool:
    """Check whether a heading, or one above it, announces the future (2026年打算)."""
    rows, level = report.reading.headings, None
    while heading is not None and heading >= 0:
        row = rows[heading]
        if level is None or row.level < level:
            level = row.level
            year = _YEAR.search(row.title)
            if _TO_COME.search(row.title) or (year and report.reading.year and int(year[0]) > report.reading.year):
                return True
        heading -= 1
    return False


def _of_another(report: MatchingPaper, plan: MatchingPaper) -> bool:
    """Check whether a report's title names another year than the plan's."""
    year, title = plan.reading.year, report.reading.title or ""
    named = {int(hit[0]) for hit in _YEAR.finditer(title)}
    return bool(year and named and year not in named)


def _candidate(target: Thing, thing: Thing, score: float, span: Months | None, roles: Collection[str]) -> Candidate:
    """Return a candidate; a figure of another role may only enter a computation."""
    score += _nicety(target, thing)
    if score < SURE and len(letters := _letters(target.label)) > _FEW and letters <= _letters(thing.left):
        score = SURE  # 环保进社区宣传 for 环保宣传进社区
    found = rate_figure_fit(target, thing, score, span)
    if not found.refused and thing.role not in roles and thing.index >= 0:
        found = Fit(found.score, "kind")
    return Candidate(thing, found)


def _of_year(report: MatchingPaper, year: int | None) -> MatchingPaper:
    """Read a report again for the plan's year, if its first lines name that year and the reader took another.

    The last bulletin of a year is about next year's plans; a brief names its year only in its number.
    """
    if not year or report.reading.year == year:
        return report
    head = report.text[:_HEAD]
    if report.reading.year and f"{year}年" not in head and _chinese(year) not in head:
        return report
    return MatchingPaper(report.name, report.text, read_text_document(report.text, year=year))


def _chinese(year: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(year)) + "年"


def _nicety(target: Thing, figure: Thing) -> float:
    """Return a bonus that decides between figures with similar words: unit, stage, level, what is new."""
    score = 0.05
    if target.unit != figure.unit and not (
        unit_family(target.unit or "") or (is_people_unit(target.unit) and is_people_unit(figure.unit))
    ):
        score = -0.05  # 8期 for 12次, 5个 for 2人
    if target.head in figure.near and len(target.head or "") > 1:
        score += 0.06
    if target.bare and not figure.bare and not any(term in figure.near for term in target.far):
        score -= 0.3  # nothing beside either says that they are the same
    for course, stage in target.stages.items():
        score += 0.08 if figure.stages.get(course) == stage else -0.08
    if target.levels and not figure.levels:
        score -= 0.0 if figure.over == target.levels else 0.2
    if target.flow == "new" and figure.flow is None and not figure.acts:
        score -= 0.08
    return score - 0.1 * len(target.narrow_weak ^ figure.narrow_weak)


def _letters(words: str) -> frozenset[str]:
    return frozenset(char for char in words if "一" <= char <= "鿿")


def _spans(plan: MatchingPaper, targets: Sequence[Thing]) -> list[Months | None]:
    """Return the months of each target: from the reader, else the plan's year, up to the due date beside it."""
    year = plan.reading.year
    whole = (12 * year, 12 * year + 11) if year else None
    dues = _dues(plan)
    out: list[Months | None] = []
    for target in targets:
        span = target.months or whole
        due = dues.get(target.statement)
        if span and due and span[0] <= 12 * due.year + due.month - 1 < span[1]:
            span = (span[0], 12 * due.year + due.month - 1)
        out.append(span)
    return out


def _dues(plan: MatchingPaper) -> dict[int, date]:
    """Map each statement to the due date in it."""
    starts = {statement.start: at for at, statement in enumerate(plan.reading.statements)}
    return {starts[duty.start]: duty.due for duty in plan.reading.assignments if duty.due and duty.start in starts}


def report_months(report: MatchingPaper, figures: Sequence[Thing], year: int | None = None) -> Months | None:
    """Return the months of a report: from its title and first lines, else from most of its figures.

    A report that names no year is taken for one on ``year``, the plan's.
    """
    year = report.reading.year or year
    head = (report.reading.title or "") + report.text[:_FIRST_LINES]
    until = _BY.search(report.text, 0, _OPENING)
    if year and (part := part_of_year(head, year) or (part_of_year(until[0], year) if until else None)):
        return 12 * year + part[0] - 1, 12 * year + part[1] - 1
    now = [figure.months for figure in figures if not figure.past and not (year and _later(figure, year))]
    counted = Counter(span for span in now if span)
    if counted and sum(counted.values()) * 2 >= len(now):
        return min(counted, key=lambda span: (-counted[span], span))
    return (12 * year, 12 * year + 11) if year else None


def _later(figure: Thing, year: int) -> bool:
    """Check whether a figure is for a later year: an announcement is not a result."""
    return figure.months is not None and figure.months[0] // 12 > year


def time_of(figure: Thing, cover: Months | None) -> Months | None:
    """Return the months of a figure: its own, else its report's."""
    return figure.months or cover


__all__ = ["Candidate", "MatchingTable", "lay_out", "report_months", "time_of"]
