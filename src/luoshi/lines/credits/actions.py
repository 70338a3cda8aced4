"""Follow-ups of the line's steps."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.desk.bulk.actions.bulk import open_many
from luoshi.kernel.base.words import words_now
from luoshi.kernel.code_lists.queries import code_ranks
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.queries.parameters import parameter_value
from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.credits import queries
from luoshi.lines.credits.models import VALUES, Credit, CreditStatement
from luoshi.lines.credits.rules import ratio_on
from luoshi.parts.lots.models import LEVELS
from luoshi.parts.lots.rules import NOTHING, convert_amount, credits_of_hours

_ = words_now(__name__)


def grant_credits(took: Took[Credit]) -> None:
    """Make credits of the hours if the certificate says none, by the rule of the day of the activity.

    Raises:
        RecordError: ``unset``: it is not set how many hours make a credit, or in which steps. ``guarded``: they make
            none.
    """
    credit = took.record
    took.set_fields(stored_on=took.day)
    if credit.amount is None:
        assert credit.hours is not None and credit.day is not None  # the deposit requires one of both
        per_credit = parameter_value(VALUES["credits.hours"], credit.unit_id, credit.day)
        step = Decimal(parameter_value(VALUES["credits.step"], credit.unit_id, credit.day).value)
        made = credits_of_hours(credit.hours, Decimal(per_credit), step)
        took.set_fields(amount=made.credits, rest=made.rest)
    if not credit.amount:
        raise RecordError("guarded", _("These hours make no credit."), where=str(credit))


def convert_credits(took: Took[Credit]) -> None:
    """Let what is left of a deposit count elsewhere, by the agreement and the ratio of the day of the request.

    It keeps the day on which it was achieved and its last valid day: a conversion makes nothing last longer.

    Raises:
        RecordError: ``unset``: a value is not set. ``guarded``: no ratio applies, or nothing is left.
    """
    credit = took.record
    assert credit.agreement is not None and credit.gets is not None and credit.requested_on is not None
    on = credit.requested_on
    ranks = code_ranks(LEVELS, credit.unit_id, on)
    ratios = queries.ratios_of(credit.agreement.pk)
    ratio = ratio_on(ratios, credit.provider.pk, credit.gets.pk, credit.level, on, ranks)
    if ratio is None:
        words = _("The agreement has no ratio from “%(giver)s” to “%(gets)s” for this level on %(day)s.")
        said = {"giver": credit.provider.title, "gets": credit.gets.title, "day": on}
        raise RecordError("guarded", words % said, where=str(credit))
    step = Decimal(parameter_value(VALUES["credits.step"], credit.unit_id, on).value)
    parameter_value(VALUES["credits.years"], credit.unit_id, credit.day or on)  # how long it is valid has to be known
    left = queries.left_of(credit)
    if left <= NOTHING or (credit.to_day is not None and credit.to_day < took.day):
        raise RecordError("guarded", _("Nothing of it is left: it was used, or has expired."), where=str(credit))
    became = convert_amount(left, ratio.ratio, step)
    if not became:
        raise RecordError("guarded", _("It would become no credit there."), where=str(credit))
    took.set_fields(became=became)
    values = {
        "title": credit.title,
        "unit": credit.unit,
        "learner": credit.learner,
        "person": credit.person,
        "provider": credit.gets,
        "sort": credit.sort,
        "level": credit.level,
        "grade": credit.grade,
        "passed": credit.passed,
        "amount": became,
        "day": credit.day,
        "to_day": credit.to_day,
        "source": credit,
    }
    open_many(get_kind("credits"), [values], took.actor, at=took.at, step="receive")


def fill_statement(took: Took[CreditStatement]) -> None:
    """Fill in the lots as they stood on the day of the statement, and their sums, by a step of its own.

    Raises:
        RecordError: ``unset``: it is not known how long credits are valid.
    """
    statement = took.record
    assert statement.as_of is not None
    items = queries.items_on(statement.learner.pk, statement.as_of)
    sums = {
        "valid": sum((item.left for item in items), NOTHING),
        "earned": sum((item.amount for item in items if item.amount), NOTHING),
    }
    took.write()
    take(statement, "fill", PROGRAM, {**sums, "items": [asdict(item) for item in items]}, at=took.at, within=True)
