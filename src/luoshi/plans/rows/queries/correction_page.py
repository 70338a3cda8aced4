"""The contents of the correction page: the rows in words, under their headings, and the head's counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from luoshi.plans.base import code_labels
from luoshi.plans.base.models.plan import Plan, PlanHeading
from luoshi.plans.base.models.row import PlanRow, RowFigure, RowUnit
from luoshi.plans.base.queries import PlanRowCounts, plan_outline, plan_row_counts, row_by_row
from luoshi.plans.base.unread_passages import is_unread_passage
from luoshi.plans.names.rules.aliases import Called
from luoshi.plans.rows.queries.row_answers import AnswerGroup, row_answers
from luoshi.plans.rows.queries.row_filters import Choosing, facts_of, rows_by_gap
from luoshi.plans.rows.queries.source_pieces import SourceExcerpt, source_excerpts
from luoshi.plans.rows.rules.doubts import field_in_doubt, looks_twice
from luoshi.plans.rows.rules.row_filters import row_gap_filters
from luoshi.reading.recognised import FIGURE

WHOLE = 400  # rows up to which a plan's page shows all at once
TOGETHER = 100  # rows of one kind shown together in a longer plan
LIGHT = ("pk", "part", "state", "look", "reason", "doubts")
Light = tuple[int, int | None, str, bool, str, list[str]]  # what is loaded for every row


@dataclass(frozen=True)
class CorrectionRow:
    """A row as the page shows it."""

    row: PlanRow
    lead: str
    support: str
    due: str
    doubts: list[str]  # needing a second look
    notes: list[str]  # on the indicator's name: only shown
    figures: list[dict[str, Any]]
    left: str
    look: bool
    first: str  # the form field that the doubts concern
    lacks: tuple[str, ...]  # the filters that match it, see rules.row_filters
    answers: list[AnswerGroup] = field(default_factory=list)  # what settles its doubts at one press
    unsure_figure: bool = False  # of a scan: a figure was hard to recognise
    same: str = ""  # the rows that are the same question, as a form sends them; this one stands for them
    same_count: int = 0
    stands_at: int = 0  # the row that stands for this one

    @property
    def doubtful(self) -> bool:
        return bool(self.doubts) or self.row.look

    @property
    def unread(self) -> bool:
        """Whether these words were not read, and nobody has looked at them yet."""
        return self.row.unread

    @property
    def state_label(self) -> str:
        return _("not read") if self.unread else self.row.get_state_display()

    @property
    def tickable(self) -> bool:
        """Whether the row can be selected with others: it waits, is in the ledger, or needs a look."""
        return bool(self.lacks) or self.row.state == PlanRow.KEPT

    @property
    def home(self) -> str:
        """The place on the page: ``twice``, ``part`` (under its heading) or ``outside``."""
        if self.row.look or (self.row.state == PlanRow.WAITING and self.doubts):
            return "twice"
        return "outside" if self.row.state == PlanRow.OUTSIDE else "part"

    @property
    def anchor(self) -> int:
        """The row at which it is answered: itself, unless another one stands for it."""
        return self.stands_at or self.row.pk


@dataclass
class HeadingGroup:
    """The rows under one heading, or a hundred of them. If folded, only their number is shown."""

    part: PlanHeading | None
    number: int  # from 1, among the groups of its heading
    pks: list[int]
    waiting: int  # number of rows that wait
    open: bool = True
    rows: list[CorrectionRow] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Its name in a URL."""
        return f"{self.part.pk if self.part else 0}-{self.number}"

    @property
    def clear(self) -> list[CorrectionRow]:
        """The waiting rows without doubt."""
        return [row for row in self.rows if row.row.state == PlanRow.WAITING and not row.doubtful]

    @property
    def row_versions(self) -> str:
        """The versions of its rows without doubt, as the form sends them."""
        return ",".join(f"{row.row.pk}:{row.row.version}" for row in self.clear)


@dataclass(frozen=True)
class OpenedPart:
    """What is shown of a long plan: a group and those after it, and the source around them.

    Attributes:
        key: of the first open group, as ``HeadingGroup.key``; empty for the plan's first.
        row: a row that must be shown, with its group and the surrounding words.
        outside: the page of the non-tasks, from 1; 0 for none.
    """

    key: str = ""
    row: int = 0
    outside: int = 0


@dataclass(frozen=True)
class Desk:
    """All data of the page."""

    counts: PlanRowCounts
    long: bool  # not all of it is shown at once
    twice: list[CorrectionRow]  # for a second look: doubtful rows, and omitted words that may bind
    twice_all: int
    groups: list[HeadingGroup]
    outside: list[CorrectionRow]
    outside_all: int
    outside_pages: range
    sources: list[SourceExcerpt]
    choosing: Choosing

    @property
    def above(self) -> frozenset[int]:
        """Rows shown above their heading, among those for a second look; the heading links to them.

        So it does for rows that one of them stands for, but not in a long plan, where any row can be asked for.
        """
        shown = {row.row.pk for row in self.twice if row.row.state == PlanRow.WAITING or row.unread}
        followers = {} if self.long else self.choosing.followers
        firsts = shown | set(self.choosing.by["slogan"])
        return frozenset(shown | {pk for pk, first in followers.items() if first in firsts})

    @property
    def loaded_rows(self) -> list[CorrectionRow]:
        """The loaded rows."""
        return [*self.twice, *self.outside, *(row for group in self.groups for row in group.rows)]


def row_in_words(row: PlanRow, names: Called | None = None) -> CorrectionRow:
    """Return one row in words. No query: units and figures are loaded.

    Args:
        names: to offer what an unclear name may mean; None: not offered.
    """
    units = list(row.units.all())
    figures: list[dict[str, object]] = [
        {
            "pk": figure.pk,
            "words": code_labels.format_target(figure.indicator, figure.quote),
            "meant": code_labels.format_figure_bound(figure),
            "state": figure.state,
            "asked": figure.state == RowFigure.ASKED,
            "quote": figure.quote,
        }
        for figure in row.figures.all()
    ]
    codes = _codes(row)
    twice = looks_twice(codes)
    lead = _named(units, RowUnit.LEAD)
    return CorrectionRow(
        row,
        lead,
        _named(units, RowUnit.SUPPORT),
        code_labels.falls_due(row.due, row.every, row.times),
        [code_labels.format_doubt(code) for code in twice],
        [code_labels.format_doubt(code) for code in codes if code not in twice],
        figures,
        code_labels.format_left_out_reason(row.reason),
        row.look,
        field_in_doubt(twice or codes, bool(lead)),
        row_gap_filters(facts_of(row, bool(twice))),
        row_answers(row, twice, names),
        FIGURE in codes,
    )


def _codes(row: PlanRow) -> list[str]:
    return row_doubt_codes(row.doubts, row.state, ((figure.state, figure.doubts) for figure in row.figures.all()))


def row_doubt_codes(doubts: Iterable[str], state: str, figures: Iterable[tuple[str, Iterable[str]]]) -> list[str]:
    """List the doubts of a row and of its figures (state, doubts), each once; non-tasks and background have none."""
    found = list(doubts) if state != PlanRow.OUTSIDE else []
    for figure, its in figures:
        if figure != RowFigure.BACKGROUND:
            found += its
        if figure == RowFigure.WAITING and state == PlanRow.WAITING:
            found.append("target_unasked")
    return list(dict.fromkeys(found))


def _named(units: Iterable[RowUnit], role: str) -> str:
    """List the units of a role: the printed name, the unit meant unless the name ends so, and the size of a group."""
    by_name: dict[str, list[RowUnit]] = {}
    for unit in units:
        if unit.role == role:
            by_name.setdefault(unit.name, []).append(unit)
    found = []
    for name, some in by_name.items():
        if len(some) > 1:
            found.append(f"{name}（{len(some)}）")
        elif some[0].unit is None:
            found.append(f"{name}（？）")
        else:
            found.append(name if some[0].unit.name.endswith(name) else f"{name}→{some[0].unit.name}")
    return "、".join(found)


def load_correction_page(plan: Plan, opened: OpenedPart | None = None, names: Called | None = None) -> Desk:
    """Load the page of a plan.

    Fourteen queries, whatever its size; of a long plan, only open groups are loaded in full. Slogans are one group,
    and of rows that are the same question only the first is shown.
    """
    opened = opened or OpenedPart()
    every = list(plan.rows.exclude(state=PlanRow.GONE).order_by("place", "pk").values_list(*LIGHT))
    long = len(every) > WHOLE
    doubtful = _twice(plan, every)
    choosing = rows_by_gap(plan, frozenset(doubtful))
    general, followers = set(choosing.by["slogan"]), choosing.followers
    twice = [pk for pk in doubtful if pk not in general and pk not in followers]
    outside = [
        pk
        for pk, _p, state, look, _r, _d in every
        if state == PlanRow.OUTSIDE and (not look or pk in general) and (long or pk not in followers)
    ]
    groups = _groups(plan, every, long)
    if long:
        _fold(groups, opened)
    pages = range(1, -(-len(outside) // TOGETHER) + 1) if long else range(0)
    shown_page = outside.index(opened.row) // TOGETHER + 1 if opened.row in outside else opened.outside
    few = outside[(shown_page - 1) * TOGETHER :][:TOGETHER] if shown_page in pages else []
    above, beside = (twice[:TOGETHER], few) if long else (twice, outside)
    asked = [*above, *beside, *(pk for group in groups if group.open for pk in group.pks)]
    rows = {pk: row_in_words(row, names) for pk, row in row_by_row(plan, list(dict.fromkeys(asked))).items()}
    for first, others in choosing.same.items():
        if first in rows:
            rows[first] = replace(rows[first], same=choosing.row_versions(others), same_count=len(others))
    for pk in followers.keys() & rows.keys():
        rows[pk] = replace(rows[pk], stands_at=followers[pk])
    for group in groups:
        group.rows = [rows[pk] for pk in group.pks if group.open and pk in rows]
    return Desk(
        plan_row_counts(plan),
        long,
        [rows[pk] for pk in above if pk in rows],
        len(twice),
        groups,
        [rows[pk] for pk in beside if pk in rows],
        len(outside),
        pages,
        source_excerpts(plan, opened.row, [pk for group in groups if group.open for pk in group.pks] if long else None),
        choosing,
    )


def is_long(plan: Plan) -> bool:
    """Check whether a plan's page shows only some of its rows at once. One query."""
    return plan.rows.exclude(state=PlanRow.GONE).count() > WHOLE


def correction_row_group(plan: Plan, key: str, names: Called | None = None) -> HeadingGroup | None:
    """Return one group of a plan with its rows, as it is now. Five queries."""
    every = list(plan.rows.exclude(state=PlanRow.GONE).order_by("place", "pk").values_list(*LIGHT))
    found = next((group for group in _groups(plan, every, len(every) > WHOLE) if group.key == key), None)
    if found:
        found.rows = [row_in_words(row, names) for row in row_by_row(plan, found.pks).values()]
    return found


def _twice(plan: Plan, every: Sequence[Light]) -> list[int]:
    """Find the rows that need a second look, from the basic columns of all rows. One query."""
    figures: dict[int, list[tuple[str, list[str]]]] = {}
    doubted = RowFigure.objects.filter(row__plan=plan, row__state=PlanRow.WAITING).exclude(state=RowFigure.BACKGROUND)
    doubted = doubted.filter(~Q(doubts=[]) | Q(state=RowFigure.WAITING))
    for row, state, doubts in doubted.values_list("row", "state", "doubts"):
        figures.setdefault(row, []).append((state, doubts))
    return [
        pk
        for pk, _part, state, look, _reason, doubts in every
        if look or (state == PlanRow.WAITING and looks_twice(row_doubt_codes(doubts, state, figures.get(pk, ()))))
    ]


def _groups(plan: Plan, every: Sequence[Light], long: bool) -> list[HeadingGroup]:
    """Group possible tasks and unread passages under their headings; in a long plan at most a hundred to a group."""
    by_part: dict[int | None, list[Light]] = {}
    for row in every:
        if row[2] != PlanRow.OUTSIDE or is_unread_passage(row[3], row[4]):
            by_part.setdefault(row[1], []).append(row)
    found = []
    for part in (None, *plan_outline(plan)):
        rows = by_part.get(part.pk if part else None, [])
        step = TOGETHER if long else len(rows) or 1
        for number, start in enumerate(range(0, len(rows), step), 1):
            some = rows[start : start + step]
            waiting = sum(row[2] == PlanRow.WAITING or is_unread_passage(row[3], row[4]) for row in some)
            found.append(HeadingGroup(part, number, [row[0] for row in some], waiting))
    return found


def _fold(groups: list[HeadingGroup], opened: OpenedPart) -> None:
    """Fold all groups except the requested one and the following ones, up to a hundred rows."""
    keys = [group.key for group in groups]
    first = keys.index(opened.key) if opened.key in keys else 0
    if opened.row:
        first = next((at for at, group in enumerate(groups) if opened.row in group.pks), first)
    room = TOGETHER
    for at, group in enumerate(groups):
        group.open = at == first or (at > first and room >= len(group.pks))
        if at >= first:
            room = room - len(group.pks) if group.open else 0
