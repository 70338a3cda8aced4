"""Grants for tests: asked for, bound when they are approved, paid; and the funds they are paid from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from declared_lines import declared
from linked.models import Grant
from luoshi.base.rights.rules.rights import usual
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind, make_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.parts.funds.models import Fund
from luoshi.parts.funds.payment_part import Pays
from luoshi.parts.funds.queries import Sums, fund_sums_by_year
from office import NOW, Office

PAYS = Pays("fund", "amount", binds="approve", spends="pay", frees="refuse give_back")
NAME: dict[str, Any] = {"title": forms.CharField(label="Title", max_length=200)}
STEPS = (
    Step("ask", "Ask", "> asked", "unit desk", "title sort fund amount unit", own=NAME),
    Step("approve", "Approve", "asked > approved", "desk", bulk=True),
    Step("pay", "Pay", "approved > paid", "desk", "paid", on="paid", must="paid"),
    Step("file", "File", "paid > filed", "desk"),
    Step("amend", "Amend", "asked approved >", "desk", "fund amount"),
    Step("refuse", "Refuse", "asked approved > refused", "desk"),
    Step("give_back", "Money came back", "paid filed > approved_again", "desk"),
)
STATES = ("asked", "approved", "paid", "filed", "refused", "approved_again")


def grants_kind(*parts: Any) -> CompiledKind:
    return make_kind(
        Kind(
            name="grants",
            label="Grants",
            one="Grant",
            record=Grant,
            cycle=Cycle({state: state.title() for state in STATES}, "filed refused approved_again", STEPS),
            rights=usual("Desk", "Unit", "Leader"),
            columns="sort amount",
            shows="sort fund amount paid",
            corrects="desk",
            parts=parts or (PAYS,),
            prefix="拨",
        )
    )


@contextmanager
def grants() -> Iterator[Line]:
    with declared(Line("grants", "Grants", (grants_kind().declaration,))) as line:
        yield line


def opened(office: Office, *, way: str = "account", sort: str = "mutual", uses: str = "", **more: Any) -> Fund:
    """A fund of the county's office, from the beginning of the year before."""
    given = {"title": "互助金", "sort": sort, "way": way, "from_day": "2025-01-01", **more}
    rows = [{"use": word} for word in uses.split()]
    unit = str(office.units["kexie"].pk)
    who = office.actor("supervisor")
    return begin(get_kind("funds"), who, {**given, "unit": unit, "uses": rows}, at=NOW).record  # type: ignore[return-value]


def does(office: Office, record: Record, step: str, who: str = "supervisor", **given: Any) -> Record:
    fresh = type(record)._default_manager.get(pk=record.pk)
    return take(fresh, step, office.actor(who), given, at=NOW).record


def received(office: Office, fund: Fund, amount: str, day: str = "2026-01-10") -> Fund:
    given = {"sum": amount, "received": day, "source": "职工捐款"}
    return does(office, fund, "receive", **given)  # type: ignore[return-value]


def asked(office: Office, fund: Fund | None, amount: str, sort: str = "living", **more: Any) -> Grant:
    given = {"title": "生活救助", "sort": sort, "amount": amount, "unit": str(office.units["kexie"].pk), **more}
    given |= {"fund": fund.number} if fund else {}
    return begin(get_kind("grants"), office.actor("supervisor"), given, at=NOW).record  # type: ignore[return-value]


def holds(fund: Fund, year: int = 0) -> tuple[str, str, str, str]:
    """What came in, is bound, is paid and is left."""
    one: Mapping[int, Sums] = fund_sums_by_year([fund.pk])[fund.pk]
    of = one.get(year, Sums())
    return tuple(f"{value.normalize():f}" for value in (of.into, of.bound, of.spent, of.amount_left))  # type: ignore[return-value]


def exact(text: str) -> Decimal:
    return Decimal(text)


def day(text: str) -> date:
    return date.fromisoformat(text)
