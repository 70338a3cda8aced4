"""``luoshi facts``: figures rolled up, written to a sheet, and brought in from one, with the rights of an account."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from luoshi.cli import streams
from luoshi.cli.language import say
from luoshi.writing.width import safe

if TYPE_CHECKING:
    from luoshi.dates.periods import Period
    from luoshi.org.rights.rules.rights import Actor
    from luoshi.org.tree.models import Unit

WHAT = ("rollup", "export", "import")


class Wrong(Exception):
    """What was asked cannot be done: a message id with values."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def facts(
    what: str, file: str, *, account: str, unit: str, period: str, code: str, source: str, data: str, language: str
) -> int:
    """Do one of ``WHAT``; the exit status.

    Args:
        account: whose rights count; unit: the code of the unit, "": the highest that is open to the account.
        code: of one indicator alone; source: what brought-in figures were read from.
    """
    if what not in WHAT:
        return _refused(language, "what", value=safe(what))
    if not account:
        return _refused(language, "account")
    from luoshi.cli.office import start

    if not start(data, language):
        return 1
    from luoshi.records.base.errors import RecordError

    try:
        if what == "rollup":
            return _rollup(account, unit, period, code)
        if what == "export":
            return _export(file, account, unit, period, code, language)
        return _import(file, account, unit, source, language)
    except Wrong as error:
        return _refused(language, error.code, **error.values)
    except RecordError as error:
        streams.tell(safe(f"{error.what} {error.remedy}".strip()))
        return 1


def _who(account: str, unit: str) -> tuple[Actor, Unit, Any]:
    """Who acts, the unit that is meant, and the moment."""
    from django.utils import timezone

    from luoshi.facts.looking.queries import whose
    from luoshi.org.accounts.queries import in_use
    from luoshi.org.actors.queries import actor_of

    at = timezone.now()
    day = timezone.localdate(at)
    user = in_use(account)
    if user is None or user.person is None:
        raise Wrong("no_account", account=safe(account))
    actor = actor_of(user.person, day)
    found = whose.open_units(actor, day).filter(code=unit).first() if unit else whose.top(actor, day)
    if found is None:
        raise Wrong("no_unit", unit=safe(unit))
    return actor, found, at


def _span(period: str) -> Period:
    from luoshi.dates.errors import DateError
    from luoshi.dates.period_names import period_named

    try:
        return period_named(period)
    except DateError:
        raise Wrong("period", period=safe(period)) from None


def _rollup(account: str, unit: str, period: str, code: str) -> int:
    from luoshi.facts.looking import queries, said

    span = _span(period)
    _actor, of, _at = _who(account, unit)
    every = [one for one in queries.defined() if not code or one.code == code]
    if not every:
        raise Wrong("no_indicator", indicator=safe(code))
    out = io.StringIO(newline="")
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(("指标代码", "指标", "数值", "计量单位", "已报", "应报", "已审", "上年同期", "变动", "备注"))
    for one in queries.of_units(every, [of], span)[of.pk]:
        if one.now.told or one.now.expected:
            value = said.rounded(one.of, one.now.value)
            shown = f"{value:f}" if value is not None else said.value(one.of, one.now, one.names)
            before = said.rounded(one.of, one.before.value)
            rows.writerow(
                (one.of.code, one.of.title, shown, said.unit_of(one.of), one.now.told, one.now.expected or "",
                 one.now.approved, "" if before is None else f"{before:f}", said.change(one), said.note(one.now))
            )  # fmt: skip
    streams.show(out.getvalue().rstrip("\n"))
    return 0


def _export(file: str, account: str, unit: str, period: str, code: str, language: str) -> int:
    from django.utils import timezone

    from luoshi.facts.looking import queries
    from luoshi.facts.looking.queries import sources
    from luoshi.facts.supplied import sheets

    if not sheets.is_sheet(file):
        raise Wrong("file", file=safe(file))
    actor, of, at = _who(account, unit)
    one = next((each for each in queries.defined() if each.code == code), None) if code else None
    if code and one is None:
        raise Wrong("no_indicator", indicator=safe(code))
    rows = sources.told_in(of, timezone.localdate(at), one.pk if one else None, _span(period) if period else None)
    title = f"{of} {period}".strip()
    place = Path(file)
    made = io.BytesIO()
    count = sheets.write(made, file, title, sources.as_lines(rows))
    try:
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise Wrong("not_written", file=safe(file), why=error.strerror or "") from None
    with os.fdopen(handle, "wb") as out:
        out.write(made.getvalue())
    _journal(actor, count, title, at)
    streams.show(say(language, "facts.exported", count=count, file=safe(file)))
    return 0


def _journal(actor: Actor, count: int, title: str, at: Any) -> None:
    from django.db import transaction

    from luoshi.records.journal.actions.journal import journal

    with transaction.atomic():
        journal("indicators", "export", actor, {"count": count, "filter": [title]}, at=at)


def _import(file: str, account: str, unit: str, source: str, language: str) -> int:
    from luoshi.facts.supplied import sheets
    from luoshi.facts.supplied.actions import bring_in

    if not sheets.is_sheet(file):
        raise Wrong("file", file=safe(file))
    if not source.strip():
        raise Wrong("source")
    try:
        data = Path(file).read_bytes()
    except OSError as error:
        raise Wrong("not_read", file=safe(file), why=error.strerror or "") from None
    actor, of, at = _who(account, unit)
    if not unit and (own := next(_own(actor), None)) is not None:
        of = own  # who takes figures in is the account's own unit; what they are of says each row
    rows = sheets.read(file, data)
    made = bring_in(rows, source.strip()[:180], of, actor, at=at)
    numbers = ", ".join(one.number for one in made)
    streams.show(say(language, "facts.imported", count=len(rows), numbers=numbers))
    return 0


def _own(actor: Actor) -> Iterator[Unit]:
    from luoshi.org.units.queries import own_units

    yield from own_units(actor)


def _refused(language: str, code: str, **values: object) -> int:
    streams.tell(say(language, f"facts.{code}", **values))
    return 2
