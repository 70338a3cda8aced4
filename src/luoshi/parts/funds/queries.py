"""Queries for funds: received, reserved and paid amounts, and the balance on each day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Max, Q, QuerySet, Sum

from luoshi.base.database.kept_answers import keep_answer
from luoshi.base.forms.shapes import Light
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.declarations.office import office
from luoshi.figures.rounding import round_to_places
from luoshi.kernel.base.words import words_now
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.access import record_relation_condition
from luoshi.kernel.rights.queries.rights import relations_to_record
from luoshi.org.actors.queries import NEVER
from luoshi.parts.funds import rules
from luoshi.parts.funds.models import BOUND, BUDGET, FREED, INTO, SPENT, Fund, Movement, Use
from luoshi.parts.funds.rules import NOTHING, FundStanding, Line

_ = words_now(__name__)

BORDER = office(__name__).values["funds.border"]
MONEY = ("desk", "unit", "leader")  # relations that may read a fund's balance; that it exists is visible to all
SHOWN = 8  # funds named above a list; the rest is counted


@dataclass(frozen=True)
class Sums:
    """The amounts of a line: received (or the year's budget), reserved, and paid."""

    into: Decimal = NOTHING
    bound: Decimal = NOTHING
    spent: Decimal = NOTHING

    @property
    def amount_left(self) -> Decimal:
        """The amount left."""
        return self.into - self.bound - self.spent

    @property
    def share(self) -> Decimal:
        """The share reserved or paid, in per cent; 100 if nothing was received."""
        return (self.bound + self.spent) * 100 / self.into if self.into else Decimal(100)


def line_of(fund: Fund, day: date) -> Line:
    """Return the fund's line that a day counts against."""
    return fund.pk, day.year if fund.way == BUDGET else 0


def record_fund_standings(record: Record) -> dict[Line, FundStanding]:
    """Return a record's reserved and paid amounts by line, net of releases and reversals. One query."""
    rows = Movement.objects.filter(record=record.pk).values_list("fund", "year", "sort").order_by()
    found: dict[Line, dict[str, Decimal]] = defaultdict(dict)
    since: dict[Line, date] = {}
    for fund, year, sort, effect, last in rows.annotate(of_all=Sum("effect"), last=Max("on")):
        found[fund, year][sort] = effect
        if sort == BOUND:
            since[fund, year] = last
    return {line: FundStanding(*_bound_and_spent(sums), since.get(line, date.min)) for line, sums in found.items()}


def _bound_and_spent(sums: Mapping[str, Decimal]) -> tuple[Decimal, Decimal]:
    return -(sums.get(BOUND, NOTHING) + sums.get(FREED, NOTHING)), -sums.get(SPENT, NOTHING)


def record_payments(record: Record) -> list[Movement]:
    """List the payments for a record that were not reversed, in order. One query."""
    rows = Movement.objects.filter(record=record.pk, sort=SPENT, reverses=None, reversed_by=None)
    return list(rows.order_by("pk"))


def record_returns(record: Record) -> dict[int, Decimal]:
    """Return what came back for a record, by fund; never 0. One query."""
    rows = Movement.objects.filter(record=record.pk, sort=INTO).values_list("fund").order_by()
    return {fund: effect for fund, effect in rows.annotate(of_all=Sum("effect")) if effect}


def fund_sums_by_year(funds: Collection[int]) -> dict[int, dict[int, Sums]]:
    """Return the amounts of these funds by year; year 0 is an account. One query, once in a request that only reads."""
    asked = frozenset(funds)
    found = keep_answer((fund_sums_by_year, asked), lambda: _ask_for_sums(asked))
    return {fund: found[fund] for fund in funds}


def _ask_for_sums(funds: Collection[int]) -> dict[int, dict[int, Sums]]:
    rows = Movement.objects.filter(fund__in=funds).values_list("fund", "year", "sort").order_by()
    found: dict[Line, dict[str, Decimal]] = defaultdict(dict)
    for fund, year, sort, effect in rows.annotate(of_all=Sum("effect")):
        found[fund, year][sort] = effect
    made: dict[int, dict[int, Sums]] = {fund: {} for fund in funds}
    for (fund, year), of in sorted(found.items()):
        made[fund][year] = Sums(of.get(INTO, NOTHING), *_bound_and_spent(of))
    return made


def lowest_line_balance(line: Line, day: date) -> tuple[Decimal, date | None]:
    """Return a line's lowest balance from a day on, and its day; see ``rules.lowest_balance``. Two queries."""
    rows = Movement.objects.filter(fund=line[0], year=line[1])
    before = rows.filter(on__lt=day).aggregate(of_all=Sum("effect"))["of_all"] or NOTHING
    after = rows.filter(on__gte=day).order_by("on").values_list("on").annotate(of_all=Sum("effect"))
    return rules.lowest_balance(before, after)


def bound_in(fund: Fund, year: int) -> list[tuple[int, Decimal]]:
    """List the records with amounts reserved in a fund's line of a year: id and amount. One query."""
    rows = Movement.objects.filter(fund=fund, year=year, sort__in=(BOUND, FREED)).values_list("record").order_by()
    found = [(record, -effect) for record, effect in rows.annotate(of_all=Sum("effect")) if effect]
    return sorted(found)


def is_fund_use_permitted(fund: Fund, use: str) -> bool:
    """Whether a fund permits a use; one without uses permits any, and the use "" needs such a fund. One query."""
    uses = list(Use.objects.filter(record=fund.pk).values_list("use", flat=True))
    return not uses or use in uses


def funds_permitting_use(unit: int, use: str, day: date, sorts: Collection[str] = ()) -> list[Fund]:
    """List the open funds of a unit that list this use and exist on a day. One query."""
    rows = Fund.objects.filter(unit=unit, state="open", from_day__lte=day)
    rows = rows.filter(Q(to_day=None) | Q(to_day__gte=day), pk__in=Use.objects.filter(use=use).values("record"))
    return list((rows.filter(sort__in=sorts) if sorts else rows).order_by("pk"))


def fund_movements(**of: object) -> QuerySet[Movement]:
    """Select the movements of a ``fund`` or a ``record``, with related objects, latest first."""
    return Movement.objects.filter(**of).select_related("fund", "record", "reversed_by").order_by("-on", "-pk")


def reads_money(fund: Record, actor: Actor, day: date) -> bool:
    """Whether the actor may read a fund's balance and movements: fewer people than may choose it."""
    standing = relations_to_record(fund, actor, day)
    return any(standing.get(relation) for relation in (*MONEY, "audit"))


def of_money(actor: Actor, day: date) -> QuerySet[Fund]:
    """Select the funds whose balance the actor may read."""
    may, rights = NEVER, get_kind("funds").rights
    for name in MONEY:
        asked = record_relation_condition(rights.by_name[name], actor, day)
        if not asked:
            return Fund.objects.all()
        may = asked if may == NEVER else may | asked
    return Fund.objects.filter(may)


def has_past_year(fund: Fund, day: date) -> bool:
    """Whether a past year with a line is not closed yet. One query."""
    lines = fund_sums_by_year([fund.pk])[fund.pk] if fund.pk else {}
    return any(year and year < day.year and year > (fund.closed_year or 0) for year in lines)


def account_receipts(fund: Fund) -> list[Movement]:
    """List the receipts of an account that were not reversed, latest first, at most 50. One query."""
    if not fund.pk or fund.way == BUDGET:
        return []
    # What came back for a record is taken out again by the record's own step.
    rows = Movement.objects.filter(fund=fund.pk, sort=INTO, record=None, reverses=None, reversed_by=None)
    return list(rows.order_by("-on", "-pk")[:50])


def has_receipts(fund: Fund, day: date) -> bool:
    """Whether there is a receipt that can be reversed. One query."""
    return bool(account_receipts(fund))


def budget_warning_light(held: Sums, border: int | None) -> Light | None:
    """Return the warning for a line used up to the office's border; None below it."""
    return Light("yellow", _("Nearly used up")) if border is not None and held.into and held.share >= border else None


def budget_warning_text(year: int, held: Sums, border: int | None) -> tuple[bool, str]:
    """Return whether a line needs a warning, and its sentence."""
    if not held.into:
        return False, _("no receipts yet") if not year else _("no line for this year")
    said = {
        "left": round_to_places(held.amount_left, 2),
        "into": round_to_places(held.into, 2),
        "share": round_to_places(held.share, 1),
    }
    words = _("%(left)s of %(into)s yuan left (%(share)s %% used)") % said
    if budget_warning_light(held, border):
        return True, words + _("; warning: %(border)d %% reached") % {"border": border}
    return False, words
