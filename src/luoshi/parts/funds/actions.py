"""Actions that move money (reserve, release, pay, receive), each under the lock of its fund, never below zero."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from luoshi.base.record_errors import RecordError
from luoshi.figures.rounding import round_to_places
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.models import Record
from luoshi.parts.funds import queries
from luoshi.parts.funds.models import BOUND, BUDGET, FREED, INTO, SPENT, Fund, Movement
from luoshi.parts.funds.rules import NOTHING, FundStanding, Line, due_moves, is_outside_fund_days

_ = words_now(__name__)


def settle_fund_use(
    took: Took[Record],
    fund: Fund | None,
    bound: Decimal,
    spent: Decimal,
    on: date,
    *,
    use: str = "",
    amount: str = "",
    dated: bool = False,
) -> None:
    """Make the amounts reserved and paid for a record exactly these in one fund, and zero in all others.

    Other amounts are released or reversed. Runs within the step's transaction, under the lock of the record; the funds
    are locked after it, in the order of their ids.

    Args:
        fund: the fund; None: nothing is to be reserved or paid.
        on: the day of what is reserved or paid now.
        use: the purpose, a code of ``funds.uses``.
        amount: the field with the amount, for the message.
        dated: book a payment again if its day differs; else it keeps its day.

    Raises:
        RecordError: ``guarded``: the fund does not permit it, has ended, or holds too little.
    """
    pks = {line[0] for line, has in queries.record_fund_standings(took.record).items() if has.bound or has.spent}
    if fund is None and not pks:
        return
    funds = lock_funds({*pks, *([fund.pk] if fund else [])})
    stands = queries.record_fund_standings(took.record)  # read again under the lock
    paid = queries.record_payments(took.record)
    if paid and not dated:
        on = paid[0].on
    line = _line(funds[fund.pk], on, stands, spent) if fund else (0, 0)
    moves, anew = due_moves(stands, line, bound, spent)
    anew = anew or (dated and [payment.on for payment in paid] != [on])
    if fund and (anew or any(move.sort == BOUND for move in moves)):
        _permit(took, funds[fund.pk], use, on)
    if fund and spent:
        _same_year(took, funds[fund.pk], stands, line)
    written = [_movement(took, move.line, move.sort, move.effect, max(on, move.since)) for move in moves]
    if anew:
        written += [_counter(took, payment) for payment in paid]
        written += [_movement(took, line, SPENT, -spent, on)] if spent else []
    write_movements(took, funds, written, amount)


def _line(fund: Fund, on: date, stands: Mapping[Line, FundStanding], spent: Decimal) -> Line:
    """Return the line for a record's money: a reserved amount stays in its year's line until that is closed."""
    there = [line for line, has in stands.items() if line[0] == fund.pk and has.bound]
    return there[0] if there and not spent else queries.line_of(fund, on)


def _movement(took: Took[Record], line: Line, sort: str, effect: Decimal, on: date) -> Movement:
    return Movement(
        fund_id=line[0], year=line[1], sort=sort, effect=effect, on=on, record_id=took.record.pk, entry=took.entry
    )


def _counter(took: Took[Record], of: Movement) -> Movement:
    made = _movement(took, (of.fund_id, of.year), of.sort, -of.effect, of.on)
    made.record_id, made.reverses = of.record_id, of
    return made


def lock_funds(pks: Collection[int]) -> dict[int, Fund]:
    """Lock these funds in the common lock order, and read them afterwards. Two queries."""
    Fund.lock(pks)
    return {fund.pk: fund for fund in Fund.objects.select_related("unit").filter(pk__in=pks)}


def write_movements(took: Took[Record], funds: dict[int, Fund], written: list[Movement], amount: str = "") -> None:
    """Write movements of locked funds; refuse them if one makes a balance negative on any day.

    Raises:
        RecordError: ``guarded``: the year is closed, or too little is left.
    """
    for movement in written:
        fund = funds[movement.fund_id]
        if movement.year and fund.closed_year and movement.year <= fund.closed_year:
            closed = {"year": movement.year, "fund": fund.title}
            raise RecordError(
                "guarded",
                _("The year %(year)d of “%(fund)s” is closed: nothing can be booked in it.") % closed,
                where=str(took.record),
                remedy=_("Enter it with a date in a later year."),
            )
    Movement.objects.bulk_create(written)
    first: dict[Line, date] = {}
    for movement in written:
        line = (movement.fund_id, movement.year)
        first[line] = min(first.get(line, movement.on), movement.on)
    for line, day in first.items():
        left, when = queries.lowest_line_balance(line, day)
        if left < 0:
            _refuse(took, funds[line[0]], line, written, left, when, amount)


def _refuse(
    took: Took[Record],
    fund: Fund,
    line: Line,
    written: Iterable[Movement],
    left: Decimal,
    when: date | None,
    amount: str,
) -> None:
    asked = [
        movement
        for movement in written
        if (movement.fund_id, movement.year) == line and movement.effect < 0 and movement.reverses is None
    ]
    there = left - sum((movement.effect for movement in asked), NOTHING)
    said = {
        "fund": fund.title,
        "number": fund.number,
        "left": round_to_places(max(there, NOTHING), 2),
        "short": round_to_places(-left, 2),
        "year": line[1],
    }
    if line[1]:
        words = _("The %(year)d line of “%(fund)s” (%(number)s) has only %(left)s yuan left, %(short)s too little.")
    else:
        words = _("“%(fund)s” (%(number)s) has only %(left)s yuan left, %(short)s too little.")
    words = words % said
    if when is not None and when != took.day:
        words = _("%(words)s The balance would not suffice on %(day)s.") % {"words": words, "day": when}
    raise RecordError(
        "guarded",
        words,
        where=str(took.record),
        remedy=_("Nothing was booked. Try again after further receipts, or use another fund."),
        fields={amount: [words]} if amount in took.given else {},
    )


def _permit(took: Took[Record], fund: Fund, use: str, on: date) -> None:
    """Refuse a use that a fund does not permit, and a day on which it does not exist.

    Raises:
        RecordError: ``guarded``.
    """
    said = {"fund": fund.title, "first": fund.from_day, "last": fund.to_day or "…", "day": on}
    words = ""
    if fund.state != "open" or fund.erased:
        words = _("“%(fund)s” has ended: it no longer pays.") % said
    elif is_outside_fund_days(on, fund.from_day, fund.to_day):
        words = _("“%(fund)s” runs from %(first)s to %(last)s, not on %(day)s.") % said
    elif not queries.is_fund_use_permitted(fund, use):
        words = _("“%(fund)s” may not be used for this.") % said
    if words:
        raise RecordError("guarded", words, where=str(took.record), remedy=_("Choose a fund that permits this use."))


def _same_year(took: Took[Record], fund: Fund, stands: Mapping[Line, FundStanding], line: Line) -> None:
    """Refuse a payment in one year of what is reserved in another year's line: the desk carries it over first.

    Raises:
        RecordError: ``guarded``.
    """
    other = next((year for (pk, year), has in stands.items() if pk == fund.pk and year != line[1] and has.bound), None)
    if other is not None:
        raise RecordError(
            "guarded",
            _("It is reserved in the %(year)d line of “%(fund)s”.") % {"year": other, "fund": fund.title},
            where=str(took.record),
            remedy=_("Close that year in the fund first: reserved amounts are carried over."),
        )


def refuse_unfit(took: Took[Record], fund: Fund, use: str) -> None:
    """Refuse a newly chosen fund that does not permit the use, before anything is reserved.

    Raises:
        RecordError: ``guarded``.
    """
    _permit(took, Fund.objects.get(pk=fund.pk), use, max(took.on, fund.from_day))


def book_receipt(took: Took[Any]) -> None:
    """Book a receipt into an account."""
    fund = took.record
    write_movements(took, {fund.pk: fund}, [_own(took, 0, INTO, took.given["sum"], took.on)])


def set_budget_line(took: Took[Any]) -> None:
    """Set the budget line of a year; the difference is booked on the year's first day.

    Raises:
        RecordError: ``guarded``: more is reserved or paid already, or the year is closed.
    """
    fund, year = took.record, took.given["year"]
    stood = queries.fund_sums_by_year([fund.pk])[fund.pk].get(year, queries.Sums()).into
    if (effect := took.given["sum"] - stood) != 0:
        write_movements(took, {fund.pk: fund}, [_own(took, year, INTO, effect, date(year, 1, 1))], "sum")


def shift_budget_line(took: Took[Record], gives: int, gets: int, year: int, amount: Decimal) -> None:
    """Move an amount from a year's line of one budget to that of another, for the record of this step.

    It counts from the day of the step, within the year; earlier payments are not checked again.

    Raises:
        RecordError: ``guarded``: too little is left in the giving line, one of them has ended or is no budget, or the
            year is closed.
    """
    funds = lock_funds({gives, gets})
    on = min(max(took.on, date(year, 1, 1)), date(year, 12, 31))
    for fund in funds.values():
        if fund.way != BUDGET or fund.state != "open" or fund.erased:
            raise RecordError(
                "guarded",
                _("“%(fund)s” is not an open budget.") % {"fund": fund.title},
                where=str(took.record),
                remedy=_("Choose a budget that is open."),
            )
    written = [
        _movement(took, (gives, year), INTO, -amount, on),
        _movement(took, (gets, year), INTO, amount, on),
    ]
    write_movements(took, funds, written, "amount")


def reverse_receipt(took: Took[Any]) -> None:
    """Reverse a receipt booked by mistake.

    Raises:
        RecordError: ``guarded``: it is spent already.
    """
    fund, pk = took.record, int(took.given["movement"])
    of = next((receipt for receipt in queries.account_receipts(fund) if receipt.pk == pk), None)
    if of is None:
        raise RecordError("guarded", _("This receipt has already been reversed."), where=str(fund))
    made = _own(took, of.year, of.sort, -of.effect, of.on)
    made.reverses = of
    write_movements(took, {fund.pk: fund}, [made], "movement")


def close_year(took: Took[Any]) -> None:
    """Close a year of a budget: amounts still reserved are released in it and reserved in the next year.

    Raises:
        RecordError: ``guarded``: the next year's line is too small.
    """
    fund, year = took.record, took.given["year"]
    written = []
    for record, bound in queries.bound_in(fund, year):
        for of, sort, effect, day in (
            (year, FREED, bound, date(year, 12, 31)),
            (year + 1, BOUND, -bound, date(year + 1, 1, 1)),
        ):
            made = _own(took, of, sort, effect, day)
            made.record_id = record
            written.append(made)
    write_movements(took, {fund.pk: fund}, written)
    took.set_fields(closed_year=year)


def _own(took: Took[Any], year: int, sort: str, effect: Decimal, on: date) -> Movement:
    return Movement(fund=took.record, year=year, sort=sort, effect=effect, on=on, entry=took.entry)


def refuse_bound(took: Took[Record]) -> None:
    """Refuse to end a fund with reserved amounts.

    Raises:
        RecordError: ``guarded``.
    """
    bound = sum(
        (year_sums.bound for year_sums in queries.fund_sums_by_year([took.record.pk])[took.record.pk].values()), NOTHING
    )
    if bound:
        raise RecordError(
            "guarded",
            _("%(sum)s yuan of it are reserved.") % {"sum": round_to_places(bound, 2)},
            where=str(took.record),
            remedy=_("Pay or release the reserved amounts in their matters."),
        )


def keep_way(took: Took[Record]) -> None:
    """Refuse to change between account and budget once something was booked.

    Raises:
        RecordError: ``guarded``.
    """
    if "way" in took.given.get("was", {}) and Movement.objects.filter(fund=took.record.pk).exists():
        raise RecordError(
            "guarded",
            _("There are bookings already: the kind of account can no longer change."),
            where=str(took.record),
            remedy=_("End this fund and open another."),
        )


def settle_returns(took: Took[Record], fund: Fund | None, returned: Decimal, spent: Decimal) -> None:
    """Let what came back for a record be exactly this amount in its fund, and nothing in others.

    The difference is received on the business day of the step, under the lock of the funds; what came back by mistake
    is taken out again, as long as the fund still has it.

    Args:
        returned: all that came back; ``spent``: what is paid from the fund for the record.

    Raises:
        RecordError: ``guarded``: more would come back than was paid, or the fund no longer has what is taken out.
    """
    came = queries.record_returns(took.record)
    wanted = {fund.pk: returned} if fund and returned else {}
    if came == wanted:
        return
    if returned > spent:
        said = {"returned": round_to_places(returned, 2), "spent": round_to_places(spent, 2)}
        raise RecordError(
            "guarded",
            _("%(returned)s yuan would have come back, and only %(spent)s were paid.") % said,
            where=str(took.record),
            remedy=_("Enter no more than was paid from the fund."),
        )
    funds = lock_funds({*came, *wanted})
    written = [
        _movement(took, queries.line_of(funds[pk], took.on), INTO, difference, took.on)
        for pk in funds
        if (difference := wanted.get(pk, NOTHING) - came.get(pk, NOTHING))
    ]
    write_movements(took, funds, written)
