"""The words for the codes that rows carry: doubts, reasons, bounds, recurrences."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override, pgettext, pgettext_lazy
from django.utils.translation import gettext_noop as N_

from luoshi.figures.written_units import own_unit
from luoshi.reading.paper_doubts import WARNINGS

if TYPE_CHECKING:
    from luoshi.facts.base.models.target import Target
    from luoshi.plans.base.models.row import RowFigure

PAPER_DOUBTS = {
    "much_wrong": gettext_lazy("Much of what was read of it is likely wrong: check it row by row with the original."),
    "year_guessed": gettext_lazy(
        "Neither title, number nor date states the year, so it was guessed: check the due dates."
    ),
    "roles_unsure": gettext_lazy("Many of its sentences may be tasks as well as facts: look at each."),
    "rows_doubted": gettext_lazy("Most of its rows have doubts: look at each of them."),
    "table_loose": gettext_lazy("Figures in a table belong to no row: compare the table with the original."),
    "table_rebuilt": gettext_lazy("A table with one cell per line was rebuilt: compare it with the original."),
    "table_unread": gettext_lazy(
        "Some lines look like a table but were not read as one: compare them with the original."
    ),
    "nothing_owed": gettext_lazy("It contains figures or units, but no task was found: check the original for one."),
    "figures_unread": gettext_lazy("Many of its figures could not be read: compare them with the original."),
}
PAPERS = {
    "plan": pgettext_lazy("paper", "Plan"),
    "report": pgettext_lazy("paper", "Report"),
    "opinion": pgettext_lazy("paper", "Decision"),
    "notice": pgettext_lazy("paper", "Notice"),
    "speech": pgettext_lazy("paper", "Speech"),
    "article": pgettext_lazy("paper", "Article"),
}
# The codes come from the reader (reading.doubts, reading.assignments …) and from the ledger itself (rows.rules.doubts).
DOUBTS = {
    "period_as_due": gettext_lazy("date taken from the period it speaks of"),
    "standing_rule": gettext_lazy("may also be a standing rule"),
    "role_weak": gettext_lazy("hard to tell whether it is a task"),
    "role_unclear": gettext_lazy("only the kind of document says whether its figures are targets or results"),
    "year_over": gettext_lazy("it mentions a past year"),
    "no_indicator": gettext_lazy("no indicator found"),
    "count.one": gettext_lazy("“one” may not be a count"),
    "count_shared": gettext_lazy("one figure for several things"),
    "unit.none": gettext_lazy("no unit of measure"),
    "unit.column": gettext_lazy("unit of measure taken from the column's head"),
    "span.period": gettext_lazy("perhaps only a period, no quantity"),
    "several_dues": gettext_lazy("several dates"),
    "several_recurrences": gettext_lazy("several recurrences"),
    "due_open": gettext_lazy("no definite date is given"),
    "due_carried": gettext_lazy("date carried over from the clause before"),
    "date_none": gettext_lazy("no due date in these words (decided by a person)"),
    "due_unclear": gettext_lazy("the date could not be read"),
    "date_unread": gettext_lazy("words of a time in it were not read as a date"),
    "recurrence_rate": gettext_lazy("perhaps output per period, not a recurrence"),
    "recurrence_daily": gettext_lazy("recurs daily"),
    "subject_carried": gettext_lazy("unit carried over from the clause before"),
    "subject_guessed": gettext_lazy("unit guessed from the subject"),
    "subject_described": gettext_lazy("only a kind of unit, without a name"),
    "unit_long": gettext_lazy("name of the unit is long"),
    "bare_heading": gettext_lazy("heading without a number"),
    "heading_like_sentence": gettext_lazy("heading looks like a sentence"),
    "heading_against_series": gettext_lazy("heading number out of sequence"),
    "cell_joined": gettext_lazy("from a merged cell"),
    "column_guessed": gettext_lazy("no head of the table names the task, so its column was guessed"),
    "no_unit": gettext_lazy("no unit"),
    "no_lead": gettext_lazy("no lead unit"),
    "lead_default": gettext_lazy("the default lead unit: the document names none"),
    "several_leads": gettext_lazy("several lead units"),
    "unit_likely": gettext_lazy("unit matched by likeness"),
    "unit_several": gettext_lazy("may mean one of several units"),
    "unit_unknown": gettext_lazy("no such unit found"),
    "assigned_but_no_task": gettext_lazy("has a unit or a date, but is probably not a task"),
    "assignment_adrift": gettext_lazy("a unit or date outside any sentence, attached to the nearest one"),
    "name_says_little": gettext_lazy("name of the indicator is unclear on its own"),
    "rule_rarely_right": gettext_lazy("names found this way are often wrong"),
    "name_unclear": gettext_lazy("name of the indicator is incomplete or contains other words"),
    "name_joined": gettext_lazy("name joined from words in several places"),
    "name_long": gettext_lazy("name of the indicator is long"),
    "carried": gettext_lazy("name carried over from what was said before"),
    "aspect_guessed": gettext_lazy("kind of figure guessed from the context"),
    "period_unknown": gettext_lazy("the text does not say which period"),
    "statement_unsure": gettext_lazy("its sentence may not be a task"),
    "context_guessed": gettext_lazy("name completed from a heading or the words before"),
    "name_headless": gettext_lazy("name states the kind only, not the thing"),
    "name_unlike_figure": gettext_lazy("name does not fit the unit or the kind of figure"),
    "name_holds_actor": gettext_lazy("name contains the name of a unit"),
    "name_unsupported": gettext_lazy("no words near the figure support this name"),
    "name_doubted_before": gettext_lazy("an earlier figure with this name is already marked as doubtful"),
    "picks_out": gettext_lazy("the figure may only qualify the object"),
    "last_year": gettext_lazy("the value is last year's"),
    "due_moved": gettext_lazy("the date is last year's, moved on to this year"),
    "recognised_figure": gettext_lazy("a figure that was hard to recognise in the picture"),
    "recognised_words": gettext_lazy("a character that was hard to recognise in the picture"),
    "unread": gettext_lazy("not read by the program: compare it with the original"),
    "target_unasked": gettext_lazy("a target value that belongs to no row"),
    "value_unfit": gettext_lazy("the figure is too large or has too many decimals to be stored exactly"),
}
# Of what stands on a page of a scan and is no part of its text, see luoshi.ocr.
SCAN_DOUBTS = {
    "ocr.outside": gettext_lazy("something here could not be read"),
    "ocr.unread": gettext_lazy("something here could not be read"),
    "ocr.stamp": gettext_lazy("a stamp: what it says is left out"),
    "ocr.grey_stamp": gettext_lazy("a stamp in a grey scan: compare all words under it"),
    "ocr.red": gettext_lazy("red writing: it was read as text"),
    "ocr.no_table": gettext_lazy("ruled lines that were not read as a table"),
    "ocr.page_unread": gettext_lazy("this page could not be read"),
}
# Filters for bulk selection of rows, see ledger.rows.rules.row_filters.
FILTERS = {
    "waiting": gettext_lazy("to be decided"),
    "clear": gettext_lazy("to be decided, without a doubt"),
    "doubt": gettext_lazy("to be decided, with a doubt"),
    "lead": gettext_lazy("without a lead unit"),
    "names": gettext_lazy("with an unknown unit name"),
    "due": gettext_lazy("without a due date"),
    "slogan": gettext_lazy("likely a slogan"),
    "look": gettext_lazy("left out, to look at again"),
    "unread": gettext_lazy("not read"),
    "refused": gettext_lazy("refused in an earlier document"),
}
LEFT = {
    "note": gettext_lazy("note on responsibility and dates"),
    "norm": gettext_lazy("standing rule"),
    "fact": gettext_lazy("what has been done"),
    "context": gettext_lazy("introduction or purpose"),
    "recognised_figure": gettext_lazy("a figure that was hard to recognise in the picture"),
    "recognised_words": gettext_lazy("a character that was hard to recognise in the picture"),
    "unread": gettext_lazy("not read by the program"),
    "refused": gettext_lazy("not a task (decided by a person about the same words in an earlier document)"),
    "person": gettext_lazy("not a task (decided by a person)"),
}
# The usual reasons for dropping a row; the digit is the shortcut key.
DROPS = {
    "1": N_("Background, not a task"),
    "2": N_("The same as another row"),
    "3": N_("Not our task"),
    "4": N_("Already done"),
    "5": N_("A slogan or principle"),
}
_NO_TASK = ("1", "5")  # those of DROPS that say of a sentence, in whatever document, that it is no task
BOUNDS = {
    "eq": gettext_lazy("exactly"),
    "ge": gettext_lazy("at least"),
    "gt": gettext_lazy("more than"),
    "le": gettext_lazy("at most"),
    "lt": gettext_lazy("less than"),
    "approx": gettext_lazy("about"),
    "range": gettext_lazy("from … to"),
}
EVERY = {
    "P1D": gettext_lazy("every day"),
    "P1W": gettext_lazy("every week"),
    "P7D": gettext_lazy("every week"),
    "P10D": gettext_lazy("every ten days (旬)"),
    "P14D": gettext_lazy("every two weeks"),
    "P2W": gettext_lazy("every two weeks"),
    "P1M": gettext_lazy("every month"),
    "P2M": gettext_lazy("every two months"),
    "P3M": gettext_lazy("every quarter"),
    "P6M": gettext_lazy("every half-year"),
    "P1Y": gettext_lazy("every year"),
    "P2Y": gettext_lazy("every two years"),
    "P3Y": gettext_lazy("every three years"),
    "P5Y": gettext_lazy("every five years"),
}
_NUMBERED = {
    "D": gettext_lazy("every {n} days"),
    "W": gettext_lazy("every {n} weeks"),
    "M": gettext_lazy("every {n} months"),
    "Y": gettext_lazy("every {n} years"),
}
# Every period the reader can produce, in words. Only those in ``EVERY`` are offered as choices.
PERIODS = {f"P{n}{of}": format_lazy(words, n=n) for of, words in _NUMBERED.items() for n in range(2, 100)} | EVERY
PERIOD = re.compile(r"P\d{1,3}[DWMY]")
GROWTH = "growth"
SAYS_GROWTH = re.compile(r"增[长幅速]|涨|降|率$|growth", re.IGNORECASE)


def format_doubt(code: str) -> str:
    """Return a doubt in words; an unknown code is returned unchanged."""
    return str(DOUBTS.get(code, code))


def format_scan_doubt(code: str) -> str:
    """Return in words what stands on a page of a scan and is no part of its text; an unknown code is unchanged."""
    return str(SCAN_DOUBTS.get(code, code))


def format_left_out_reason(reason: str) -> str:
    """Return why a statement is not a task: the reader's reason in words, or the text a person wrote."""
    return str(LEFT.get(reason, reason))


def format_paper_kind(kind: str) -> str:
    """Return the word for a kind of paper, as ``luoshi read`` shows it."""
    return str(PAPERS.get(kind, kind))


def paper_doubts(codes: list[str], *, warnings: bool) -> list[str]:
    """Return the warnings about a whole document in words, or the rest without those that are worded elsewhere."""
    return [str(PAPER_DOUBTS[code]) for code in codes if code in PAPER_DOUBTS and (code in WARNINGS) is warnings]


def paper_choice(sent: str, kind: str, *, guessed: bool, now: str) -> str:
    """Return the label of a choice of paper kind.

    An empty ``sent`` means the kind found from the document's own words.
    """
    of = {"kind": format_paper_kind(kind)}
    if not sent:
        return (_("%(kind)s (guessed)") if guessed else _("%(kind)s (from its title)")) % of
    return _("Confirm: %(kind)s") % of if kind == now else format_paper_kind(kind)


def format_row_recurrence(every: str, times: int | None) -> str:
    """Format a recurrence: ``P3M`` and 2 give "every quarter, 2 times"."""
    if not every:
        return ""
    words = str(PERIODS.get(every, every))
    if times is None:
        return words
    return ngettext("%(every)s, at least once", "%(every)s, %(times)d times", times) % {"every": words, "times": times}


def period_choices(now: str) -> list[tuple[str, object]]:
    """Return the periods to choose from, each label once.

    Of two codes with the same label, prefer the current one, ``now``.
    """
    found: dict[str, tuple[str, object]] = {}
    for code, words in EVERY.items():
        if code == now or str(words) not in found:
            found[str(words)] = (code, words)
    return list(found.values())


def falls_due(due: date | None, every: str, times: int | None) -> str:
    """Format when a row is due: its date, its recurrence or both; "" if it has neither."""
    return pgettext("when", ", ").join(
        filter(None, [due.isoformat() if due else "", format_row_recurrence(every, times)])
    )


def format_target(indicator: str, quote: str) -> str:
    """Format a target: the indicator, and the figure as printed."""
    return _("%(indicator)s: %(quote)s") % {"indicator": indicator, "quote": quote} if indicator else quote


def format_figure_bound(one: RowFigure) -> str:
    """Explain a figure where its words alone may be misread: "at least 3", "from 3 to 5", "2030".

    Returns:
        "" for plain equality in the plan's own year, or if no year is given.
    """
    amount, own = "", own_unit(one.quote, one.unit)
    if one.value is not None and one.bound == "range" and one.upper is not None:
        ends = {"value": own.number(one.value), "upper": own.figure(one.upper)}
        amount = _("from %(value)s to %(upper)s") % ends
    elif one.value is not None and one.bound != "eq":
        said = {"bound": BOUNDS.get(one.bound, one.bound), "value": own.figure(one.value)}
        amount = pgettext("figure", "%(bound)s %(value)s") % said
    return pgettext("when", ", ").join(filter(None, [amount, period_of(one.period) if one.period != "year" else ""]))


def format_target_value(one: Target, value: Decimal) -> str:
    """Format a value in the target's own unit, growth as growth: ``2200万元``, ``up 6.5%``, ``down 1%``."""
    own = own_unit(one.quote, one.unit)
    if one.aspect != GROWTH:
        return own.figure(value)
    if not value:
        return pgettext("figure", "unchanged")
    return (_("up %(n)s") if value > 0 else _("down %(n)s")) % {"n": own.figure(abs(value))}


def format_target_question(one: Target) -> str:
    """Return the label under which a report asks for a target's value, with its unit: ``Output value: growth (%)``."""
    name = one.words or one.quote
    if one.aspect == GROWTH and not SAYS_GROWTH.search(name):
        name = _("%(indicator)s: growth") % {"indicator": name}
    unit = own_unit(one.quote, one.unit).unit
    return f"{name}（{unit}）" if unit else name


def period_of(code: str) -> str:
    """Format a figure's period so that ``period_typed`` can parse it back; "" if it has none."""
    if code == "year":
        return _("this year")
    if len(code) <= 3 and code[:-1].isdecimal() and code.endswith("y"):
        years = int(code[:-1])
        return ngettext("within %(years)d year", "within %(years)d years", years) % {"years": years}
    return code.replace("/", "—")


def drop_reason_choices() -> list[tuple[str, object]]:
    """List the ready-made reasons for dropping a row, with their shortcut keys."""
    return [(key, _(words)) for key, words in DROPS.items()]


def no_task_reasons() -> list[str]:
    """List the ready-made reasons that call a sentence no task at all, in every language of the interface."""
    found = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            found += [_(DROPS[key]) for key in _NO_TASK]
    return found


def format_quarters(some: Collection[tuple[int, int]]) -> list[str]:
    """Name quarters, each given as year and number. The year is included only if the quarters span several years."""
    names = (_("first quarter"), _("second quarter"), _("third quarter"), _("fourth quarter"))
    if len({year for year, _number in some}) < 2:
        return [names[number - 1] for _year, number in some]
    return [_("%(quarter)s of %(year)d") % {"quarter": names[number - 1], "year": year} for year, number in some]
