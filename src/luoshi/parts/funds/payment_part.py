"""The part by which a kind's records are paid from a fund: which steps reserve, pay and release."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial

from django.db import models

from luoshi.base.forms.fields import Fixed
from luoshi.base.record_errors import RecordError
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.compiled.kind import CheckedPart, CompiledKind
from luoshi.kernel.kinds.language.names import Names, split_names
from luoshi.kernel.kinds.language.steps import Cycle
from luoshi.kernel.kinds.models import Record
from luoshi.parts.funds import actions, queries
from luoshi.parts.funds.fields import FundField
from luoshi.parts.funds.models import Fund
from luoshi.parts.funds.rules import NOTHING

_ = words_now(__name__)


@dataclass(frozen=True)
class Pays(CheckedPart):
    """Its records are paid from the fund that each names, whose balance never becomes negative.

    A later change of fund or amount, also by correction, releases or reverses the booking and makes a new one. If the
    fund field may be empty, a record without a fund moves nothing.

    Attributes:
        fund: the ``FundField``; ``amount``: the field with the amount in yuan.
        binds: the steps after which the amount is reserved: nobody else can spend it.
        spends: the steps after which it is paid, on their business day.
        frees: the steps after which nothing is reserved and payments are reversed.
        day: the field with the day of payment; "": the business day of the step that spends.
        finds: if a record names no fund, the one that its unit has for this use pays; with none nothing moves, with
            several one must be named.
        returns: the steps by which money comes back into the fund, never more than was paid from it.
        returned: the field with all that came back, mostly computed: "sum(recoveries.amount)". What is new in it is
            received by the fund on the step's business day; a step that lowers it takes the difference out again.
    """

    fund: str
    amount: str
    binds: Names = ()
    spends: Names = ()
    frees: Names = ()
    day: str = ""
    finds: bool = False
    returns: Names = ()
    returned: str = ""

    def faults(self, kind: CompiledKind) -> Iterator[str]:
        """Yield missing or unsuitable fields, and missing steps."""
        columns = {field.name: field for field in kind.record._meta.concrete_fields}
        link = columns.get(self.fund)
        if not isinstance(link, FundField):
            yield f"pays: {self.fund} is no FundField"
        elif self.finds and not link.use:
            yield "pays: finds= needs a FundField with use="
        if self.day and not isinstance(columns.get(self.day), models.DateField):
            yield f"pays: {self.day} is no date"
        amount = columns.get(self.amount)
        if not isinstance(amount, Fixed):
            yield f"pays: {self.amount} is no exact amount"
        elif (least := amount.taken["min_value"]) is None or least < 0 or amount.taken["decimal_places"] != 2:
            yield f"pays: {self.amount} is no money: let it be Fixed(least=0, places=2)"
        if bool(self.returned) != bool(split_names(self.returns)):
            yield "pays: say both: returns, the steps, with returned, the field with what came back"
        back = columns.get(self.returned)
        if self.returned and (not isinstance(back, Fixed) or back.taken["decimal_places"] != 2):
            yield f"pays: {self.returned} is no money: let it be Fixed(places=2)"
        every = (*self._booking_steps, *split_names(self.returns))
        yield from (f"pays: no step {step}" for step in every if step not in kind.cycle.by_name)
        yield from (f"pays: {step} does two things" for step in {*every} if every.count(step) > 1)
        if not split_names(self.spends):
            yield "pays: no step spends"

    @property
    def _booking_steps(self) -> tuple[str, ...]:
        return (*split_names(self.binds), *split_names(self.spends), *split_names(self.frees))

    def extend_cycle(self, cycle: Cycle) -> Cycle:
        """Return the life cycle with the bookings of its steps."""
        binds, spends, frees = split_names(self.binds), split_names(self.spends), split_names(self.frees)
        paid = {*cycle.states} - _reached(cycle, without=spends)
        bound = {*cycle.states} - _reached(cycle, without=(*binds, *spends)) - paid
        freed = {step.after for step in cycle.all_steps if step.name in frees}
        days = self.day or next((step.on for step in cycle.all_steps if step.name in spends), "")
        moves = partial(_book, self, paid - freed, bound - freed, days)
        made = []
        for step in cycle.all_steps:
            sets = not {self.fund, self.amount, days}.isdisjoint({*step.sets} - {""})
            books = sets or step.name in (*binds, *spends, *frees, *split_names(self.returns))
            made.append(replace(step, follows=(moves, *step.follows)) if books else step)
        return Cycle(cycle.states, cycle.closed, made)

    def link(self, record: Record) -> FundField:
        """Return the ``FundField``."""
        found = type(record)._meta.get_field(self.fund)
        assert isinstance(found, FundField)
        return found

    def fund_of(self, took: Took[Record], on: date) -> Fund | None:
        """Return the fund that pays for a record; one that is found is stored in the record.

        Raises:
            RecordError: ``guarded``: several funds are possible.
        """
        record, link = took.record, self.link(took.record)
        fund: Fund | None = getattr(record, self.fund)
        if fund is not None or not self.finds:
            return fund
        found = queries.funds_permitting_use(record.unit_id, link.use, on, link.sorts)
        if len(found) > 1:
            names = "、".join(f"{fund.number} {fund.title}" for fund in found)
            words = _("Several funds can pay for this: %(names)s.") % {"names": names}
            raise RecordError("guarded", words, where=str(record), remedy=_("Choose the fund that pays."))
        if found:
            took.set_fields(**{self.fund: found[0]})
            return found[0]
        return None

    def amount_of(self, took: Took[Record]) -> Decimal:
        """Return the amount.

        Raises:
            RecordError: ``guarded``: there is none.
        """
        amount: Decimal | None = getattr(took.record, self.amount)
        if not amount:
            raise RecordError(
                "guarded",
                _("It is paid from a fund, but no amount is entered."),
                where=str(took.record),
                remedy=_("Enter the amount first."),
                fields={self.amount: [_("Enter the amount first.")]} if self.amount in took.given else {},
            )
        return amount


def _reached(cycle: Cycle, *, without: Collection[str]) -> set[str]:
    """Return the states that can be reached without these steps.

    A step that keeps the state, such as a correction, leads elsewhere only within a chain: back to its beginning.
    """
    steps = [step for step in cycle.all_steps if step.name not in without and step.after]
    found = {step.after for step in steps if step.begins}
    while (
        more := {to for state in found for step in steps if state in step.before for to in step.ways_from(state)}
        - found
    ):
        found |= more
    return found


def _book(pays: Pays, paid: Collection[str], bound: Collection[str], days: str, took: Took[Record]) -> None:
    """Book what a record's state requires: nothing, its amount reserved, or its amount paid."""
    record, link = took.record, pays.link(took.record)
    is_paid, is_bound = record.state in paid, record.state in bound
    use = link.use_of(record)
    if not is_paid and not is_bound:
        actions.settle_fund_use(took, None, NOTHING, NOTHING, took.on)
        if (fund := getattr(record, pays.fund)) is not None:
            actions.refuse_unfit(took, fund, use)
        _return(pays, took, NOTHING)
        return
    on = (getattr(record, days, None) if is_paid and days else None) or took.on
    fund = pays.fund_of(took, on)
    amount = pays.amount_of(took) if fund is not None else NOTHING
    spent = amount if is_paid else NOTHING
    actions.settle_fund_use(
        took, fund, amount - spent, spent, on, use=use, amount=pays.amount, dated=bool(days) and is_paid
    )
    _return(pays, took, spent)


def _return(pays: Pays, took: Took[Record], spent: Decimal) -> None:
    """Receive what came back since the last step, if the kind says that anything does."""
    if pays.returned:
        fund, returned = getattr(took.record, pays.fund), getattr(took.record, pays.returned)
        actions.settle_returns(took, fund, returned or NOTHING, spent)
