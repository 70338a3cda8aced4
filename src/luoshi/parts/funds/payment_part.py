"""That a kind's records are paid from a fund: which of its steps bind, pay and free."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import models

from luoshi.org.base.fields import Fixed
from luoshi.parts.funds import actions, queries
from luoshi.parts.funds.fields import FundField
from luoshi.parts.funds.models import Fund
from luoshi.parts.funds.rules import NOTHING
from luoshi.records.base.errors import RecordError
from luoshi.records.base.words import words_now
from luoshi.records.duties.actions.took import Took
from luoshi.records.kinds.declaration import Kind
from luoshi.records.kinds.parts import Part
from luoshi.records.kinds.rules import Cycle, Names, split_names

_ = words_now(__name__)


@dataclass(frozen=True)
class Pays(Part):
    """What its records cost is paid from the fund that each names, which never falls below nothing.

    Whatever sets fund or amount later, a correction too, frees or counters what was booked and books it anew. A record
    that names no fund moves nothing, where the field may be empty.

    Attributes:
        fund: the field with the fund, a ``FundField``; ``amount``: that with the amount in yuan.
        binds: the steps after which the amount is bound: nobody else can spend it.
        spends: those after which it is paid, on their business day.
        frees: those after which nothing of it is bound any more, and what was paid has come back.
        day: the field with the day on which what was paid counts; "": the business day of the step that spends.
        finds: where a record names no fund, the one that its unit has for this use pays; with none nothing moves, and
            of several one must be named.
    """

    fund: str
    amount: str
    binds: Names = ()
    spends: Names = ()
    frees: Names = ()
    day: str = ""
    finds: bool = False

    def faults(self, kind: Kind) -> Iterator[str]:
        """Fields that are none, steps that are not there."""
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
        every = (*split_names(self.binds), *split_names(self.spends), *split_names(self.frees))
        yield from (f"pays: no step {step}" for step in every if step not in kind.cycle.by_name)
        yield from (f"pays: {step} does two things" for step in {*every} if every.count(step) > 1)
        if not split_names(self.spends):
            yield "pays: no step spends"

    def checked(self, cycle: Cycle) -> Cycle:
        """The life cycle with what its steps move."""
        binds, spends, frees = split_names(self.binds), split_names(self.spends), split_names(self.frees)
        paid = {*cycle.states} - _reached(cycle, without=spends)
        bound = {*cycle.states} - _reached(cycle, without=(*binds, *spends)) - paid
        freed = {step.after for step in cycle.all_steps if step.name in frees}
        days = self.day or next((step.on for step in cycle.all_steps if step.name in spends), "")
        moves = partial(_book, self, paid - freed, bound - freed, days)
        made = []
        for step in cycle.all_steps:
            sets = not {self.fund, self.amount, days}.isdisjoint({*step.sets} - {""})
            books = sets or step.name in (*binds, *spends, *frees)
            made.append(replace(step, follows=(moves, *step.follows)) if books else step)
        return Cycle(cycle.states, cycle.closed, made)

    def link(self, record: Any) -> FundField:
        """The field with the fund."""
        found: Any = type(record)._meta.get_field(self.fund)
        return found

    def fund_of(self, took: Took[Any], on: date) -> Fund | None:
        """The fund that pays for a record; where it is found, the record has it from now on.

        Raises:
            RecordError: ``guarded``: several would.
        """
        record, link = took.record, self.link(took.record)
        fund: Fund | None = getattr(record, self.fund)
        if fund is not None or not self.finds:
            return fund
        found = queries.funds_permitting_use(record.unit_id, link.use, on, link.sorts)
        if len(found) > 1:
            names = "、".join(f"{fund.number} {fund.title}" for fund in found)
            words = _("Several funds would pay for this: %(names)s.") % {"names": names}
            raise RecordError("guarded", words, where=str(record), remedy=_("Name the one that pays."))
        if found:
            took.set(**{self.fund: found[0]})
            return found[0]
        return None

    def amount_of(self, took: Took[Any]) -> Decimal:
        """What it costs.

        Raises:
            RecordError: ``guarded``: nothing is known.
        """
        amount: Decimal | None = getattr(took.record, self.amount)
        if not amount:
            raise RecordError(
                "guarded",
                _("It is paid from a fund, and no amount stands there."),
                where=str(took.record),
                remedy=_("Enter the amount first."),
                fields={self.amount: [_("Enter the amount first.")]} if self.amount in took.given else {},
            )
        return amount


def _reached(cycle: Cycle, *, without: Collection[str]) -> set[str]:
    """The states to which some way leads that takes none of these steps."""
    steps = [step for step in cycle.all_steps if step.name not in without]
    found = {step.after for step in steps if step.begins}
    while (
        more := {to for state in found for step in steps if state in step.before for to in step.ways_from(state)}
        - found
    ):
        found |= more
    return found


def _book(pays: Pays, paid: Collection[str], bound: Collection[str], days: str, took: Took[Any]) -> None:
    """Let what is booked for a record be what its state asks for: nothing, its amount bound, or its amount paid."""
    record, link = took.record, pays.link(took.record)
    is_paid, is_bound = record.state in paid, record.state in bound
    use = link.use_of(record)
    if not is_paid and not is_bound:
        actions.settle_fund_use(took, None, NOTHING, NOTHING, took.on)
        if (fund := getattr(record, pays.fund)) is not None:
            actions.refuse_unfit(took, fund, use)
        return
    on = (getattr(record, days, None) if is_paid and days else None) or took.on
    fund = pays.fund_of(took, on)
    amount = pays.amount_of(took) if fund is not None else NOTHING
    spent = amount if is_paid else NOTHING
    actions.settle_fund_use(
        took, fund, amount - spent, spent, on, use=use, amount=pays.amount, dated=bool(days) and is_paid
    )
