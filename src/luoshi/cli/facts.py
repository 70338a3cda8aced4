"""``luoshi facts``: roll up figures, export them to a sheet or import them from one, with an account's rights."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.cli import streams
from luoshi.cli.language import translate_message
from luoshi.writing.width import terminal_safe_text

if TYPE_CHECKING:
    from datetime import datetime

    from luoshi.base.rights.rules.rights import Actor
    from luoshi.dates.periods import Period
    from luoshi.org.tree.models import Unit

WHAT = ("rollup", "export", "import")


class FactsCommandError(Exception):
    """The request cannot be carried out: a message id with values."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def run_facts_command(
    what: str, file: str, *, account: str, unit: str, period: str, code: str, source: str, data: str, language: str
) -> int:
    """Do one of ``WHAT``; return the exit status.

    Args:
        account: whose rights count; unit: the unit's code, "": the highest unit that the account may access.
        code: limits to one indicator; source: where imported figures come from.
    """
    if what not in WHAT:
        return _refused(language, "what", value=terminal_safe_text(what))
    if not account:
        return _refused(language, "account")
    from luoshi.cli.office import start_django

    if not start_django(data, language):
        return 1
    from luoshi.base.record_errors import RecordError

    try:
        if what == "rollup":
            return _rollup(account, unit, period, code)
        if what == "export":
            return _export(file, account, unit, period, code, language)
        return _import(file, account, unit, source, language)
    except FactsCommandError as error:
        return _refused(language, error.code, **error.values)
    except RecordError as error:
        streams.print_error_line(terminal_safe_text(f"{error.what} {error.remedy}".strip()))
        return 1


def _who(account: str, unit: str) -> tuple[Actor, Unit, datetime]:
    """Return the actor, the unit that is meant, and the time."""
    from django.utils import timezone

    from luoshi.facts.figure_views.queries import visibility
    from luoshi.org.accounts.queries import active_user_named
    from luoshi.org.actors.queries import actor_of

    at = timezone.now()
    day = timezone.localdate(at)
    user = active_user_named(account)
    if user is None or user.person is None:
        raise FactsCommandError("no_account", account=terminal_safe_text(account))
    actor = actor_of(user.person, day)
    found = (
        visibility.open_units(actor, day).filter(code=unit).first()
        if unit
        else visibility.highest_readable_unit(actor, day)
    )
    if found is None:
        raise FactsCommandError("no_unit", unit=terminal_safe_text(unit))
    return actor, found, at


def _span(period: str) -> Period:
    from luoshi.dates.errors import DateError
    from luoshi.dates.period_names import period_named

    try:
        return period_named(period)
    except DateError:
        raise FactsCommandError("period", period=terminal_safe_text(period)) from None


def _rollup(account: str, unit: str, period: str, code: str) -> int:
    from luoshi.facts.figure_views import figure_formats, queries

    span = _span(period)
    _actor, of, _at = _who(account, unit)
    every = [indicator for indicator in queries.indicators_by_code() if not code or indicator.code == code]
    if not every:
        raise FactsCommandError("no_indicator", indicator=terminal_safe_text(code))
    out = io.StringIO(newline="")
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(("指标代码", "指标", "数值", "计量单位", "已报", "应报", "已审", "上年同期", "变动", "备注"))
    for line in queries.of_units(every, [of], span)[of.pk]:
        if line.now.told or line.now.expected:
            value = figure_formats.round_indicator_value(line.of, line.now.value)
            shown = (
                f"{value:f}" if value is not None else figure_formats.format_rolled_value(line.of, line.now, line.names)
            )
            before = figure_formats.round_indicator_value(line.of, line.before.value)
            rows.writerow(
                (line.of.code, line.of.title, shown, figure_formats.unit_of(line.of), line.now.told,
                 line.now.expected or "",
                 line.now.approved, "" if before is None else f"{before:f}", figure_formats.format_yearly_change(line),
                 figure_formats.format_partial_note(line.now))
            )  # fmt: skip
    streams.print_line(out.getvalue().rstrip("\n"))
    return 0


def _export(file: str, account: str, unit: str, period: str, code: str, language: str) -> int:
    from django.utils import timezone

    from luoshi.facts.figure_views import queries
    from luoshi.facts.figure_views.queries import sources
    from luoshi.facts.supplies import sheets

    if not sheets.is_sheet(file):
        raise FactsCommandError("file", file=terminal_safe_text(file))
    actor, of, at = _who(account, unit)
    one = next((each for each in queries.indicators_by_code() if each.code == code), None) if code else None
    if code and one is None:
        raise FactsCommandError("no_indicator", indicator=terminal_safe_text(code))
    rows = sources.told_in(of, timezone.localdate(at), one.pk if one else None, _span(period) if period else None)
    title = f"{of} {period}".strip()
    place = Path(file)
    made = io.BytesIO()
    count = sheets.write_supply_sheet(made, file, title, sources.as_lines(rows))
    try:
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise FactsCommandError("not_written", file=terminal_safe_text(file), why=error.strerror or "") from None
    with os.fdopen(handle, "wb") as out:
        out.write(made.getvalue())
    _journal(actor, count, title, at)
    streams.print_line(translate_message(language, "facts.exported", count=count, file=terminal_safe_text(file)))
    return 0


def _journal(actor: Actor, count: int, title: str, at: datetime) -> None:
    from django.db import transaction

    from luoshi.evidence.journal.actions.journal import journal_act

    with transaction.atomic():
        journal_act("indicators", "export", actor, {"count": count, "filter": [title]}, at=at)


def _import(file: str, account: str, unit: str, source: str, language: str) -> int:
    from luoshi.facts.supplies import sheets
    from luoshi.facts.supplies.actions import import_supplies

    if not sheets.is_sheet(file):
        raise FactsCommandError("file", file=terminal_safe_text(file))
    if not source.strip():
        raise FactsCommandError("source")
    try:
        data = Path(file).read_bytes()
    except OSError as error:
        raise FactsCommandError("not_read", file=terminal_safe_text(file), why=error.strerror or "") from None
    actor, of, at = _who(account, unit)
    if not unit and (own := next(_own(actor), None)) is not None:
        of = own  # the account's own unit imports the figures; each row names the unit it is about
    rows = sheets.read_supply_sheet(file, data)
    made = import_supplies(rows, source.strip()[:180], of, actor, at=at)
    numbers = ", ".join(supply.number for supply in made)
    streams.print_line(translate_message(language, "facts.imported", count=len(rows), numbers=numbers))
    return 0


def _own(actor: Actor) -> Iterator[Unit]:
    from luoshi.org.units.queries import own_units

    yield from own_units(actor)


def _refused(language: str, code: str, **values: object) -> int:
    streams.print_error_line(translate_message(language, f"facts.{code}", **values))
    return 2
