"""Ratios of agreements, and the credits of somebody on a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from luoshi.kernel.base.examples import Around
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.models import Row, row_model
from luoshi.kernel.kinds.registry import get_kind
from luoshi.lines.credits.models import OFFICE, Credit
from luoshi.lines.credits.rules import Ratio, StatedCredit
from luoshi.parts.lots.queries import earned_in_lots, left_in_lots, lots_of_holder, lots_standing
from luoshi.parts.lots.rules import NOTHING


def ratios_of(agreement: int) -> list[Ratio]:
    """Return the ratios of an agreement."""
    rows = _ratios().filter(record=agreement).order_by("from_day", "pk")
    columns = ("giver", "receiver", "ratio", "level", "from_day", "to_day")
    return [Ratio(*row) for row in rows.values_list(*columns)]


def newest_pair() -> tuple[str, str]:
    """Return the numbers of the last agreement with a ratio and of its receiver; "" if there is none."""
    columns = ("record__number", "receiver__number")
    row = _ratios().order_by("-pk").values_list(*columns).first()
    return row or ("", "")


def _ratios() -> QuerySet[Row]:
    ratios = next(rows for rows in get_kind("contracts").every(Rows) if rows.name == "ratios")
    return row_model(ratios)._default_manager.all()


def left_of(credit: Credit) -> Decimal:
    """Return what is left of a deposit."""
    return left_in_lots([credit.pk]).get(credit.pk, NOTHING)


def items_on(learner: int, day: date) -> list[StatedCredit]:
    """Return the lots of somebody as they stood on a day: those that had come in by then, earliest first.

    What was revoked by then is no longer earned; a lot of which nothing is earned is left out.

    Raises:
        RecordError: ``unset``: it is not known how long one of them is valid.
    """
    rows = Credit.objects.filter(pk__in=lots_of_holder(learner), stored_on__lte=day)
    credits = list(rows.select_related("provider", "issuer").order_by("day", "pk"))
    earned = earned_in_lots([credit.pk for credit in credits], day)
    items = []
    for credit, lot in zip(
        credits, lots_standing([*credits], "day", "to_day", OFFICE.values["credits.years"], day), strict=True
    ):
        course = " ".join(
            filter(None, (credit.title, credit.issuer.title if credit.issuer else "", credit.certificate))
        )
        items.append(
            StatedCredit(
                provider=credit.provider.title,
                course=course,
                day=lot.earned,
                hours=credit.hours,
                amount=earned.get(credit.pk, NOTHING) if credit.source_id is None else None,
                received=earned.get(credit.pk, NOTHING) if credit.source_id is not None else None,
                left=lot.left if lot.is_valid(day) else NOTHING,
                until=lot.last,
            )
        )
    return [item for item in items if item.amount or item.received]


def newest_agreement(record: object, around: Around) -> str:
    """Return the number of the last agreement with a ratio, for examples; "" if there is none."""
    return newest_pair()[0]


def newest_receiver(record: object, around: Around) -> str:
    """Return the number of the organisation to which the last ratio leads, for examples; "" if there is none."""
    return newest_pair()[1]


def newest_holder(record: object, around: Around) -> str:
    """Return the number of the learner of the last deposit that is stored, for examples; "" if there is none."""
    credit = _newest_credit()
    return credit.learner.number if credit else ""


def newest_provider(record: object, around: Around) -> str:
    """Return the number of the provider of the last deposit that is stored, for examples; "" if there is none."""
    credit = _newest_credit()
    return credit.provider.number if credit else ""


def _newest_credit() -> Credit | None:
    return Credit.objects.filter(state="stored", erased=None).order_by("-pk").first()
