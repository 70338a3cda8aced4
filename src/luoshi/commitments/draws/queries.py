"""The pool of a draw, its result, and the data to recompute it from what was published."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from luoshi.base.record_errors import RecordError
from luoshi.commitments.draws import rules
from luoshi.commitments.draws.models import Check, Draw
from luoshi.commitments.progress.models import Progress
from luoshi.dates.time_limits import count_limit_after
from luoshi.desk.draws.queries import draw_proof
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.parameters import previews
from luoshi.kernel.parameters.previews import ParameterPreview
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter, Suggested, parameter_value
from luoshi.kernel.references.queries import Reference
from luoshi.plans.base import states as at
from luoshi.plans.base.models.commitment import Commitment

STATES = {"closed": at.DONE, "reported": at.BACK, "both": (*at.BACK, *at.DONE)}
OWN = _("Luoshi's suggestion: no known rule names a number")
ARTICLE = _("Regulation on government supervision (State Council order 733), article 17: 30 days")
CHECKS = _("Checks and reviews")
EXAMPLE = 40  # sample size for the preview of a share


def preview_draw_share(percent: Decimal, _day: date) -> ParameterPreview:
    """Preview how many of a sample's commitments a share is."""
    words = _("Example: of %(all)d commitments that can be drawn, %(count)d are checked.")
    return ParameterPreview(words % {"all": EXAMPLE, "count": rules.share_of(EXAMPLE, percent)})


SHARE = DeclaredParameter(
    "ledger.check_share",
    _("Percentage of the pool that is checked at random"),
    rules.parse_draw_share,
    group=CHECKS,
    unset=_("A draw must state how many it draws: a share is not accepted."),
    suggested=(Suggested("10", OWN), Suggested("20", OWN)),
    preview=preview_draw_share,
    words=previews.in_percent,
)
ASK_DAYS = DeclaredParameter(
    "ledger.review_ask_days",
    _("Days after a finding within which a unit may ask for a review"),
    int,
    group=CHECKS,
    unset=_("A unit may ask for a review at any time: there is no deadline."),
    suggested=(Suggested("30", ARTICLE, law=True),),
    preview=previews.preview_calendar_days,
    words=previews.in_days,
)
DECIDE_DAYS = DeclaredParameter(
    "ledger.review_decide_days",
    _("Days within which a review is decided"),
    int,
    group=CHECKS,
    unset=_("Reviews have no due date: no reminders are sent, and none counts as late."),
    suggested=(Suggested("30", ARTICLE, law=True),),
    preview=previews.preview_calendar_days,
    words=previews.in_days,
)


def draw_pool(desk: int, of: str, plan: int | None) -> QuerySet[Commitment]:
    """List what an office may draw from: its own commitments in these states without an open check, by number."""
    checked = Check.objects.filter(commitment=OuterRef("pk"), closed=None)
    rows = Commitment.objects.filter(~Exists(checked), desk=desk, state__in=STATES[of])
    return (rows.filter(plan=plan) if plan else rows).order_by("number")


def barred_draw_numbers(numbers: Iterable[str], of: str) -> dict[str, str]:
    """Return those of a frozen pool that can no longer be checked, with their states. One query for each 500."""
    found: dict[str, str] = {}
    wanted = list(numbers)
    checked = set(Check.objects.filter(closed=None).values_list("commitment__number", flat=True))
    for first in range(0, len(wanted), 500):
        rows = Commitment.objects.filter(number__in=wanted[first : first + 500]).values_list("number", "state")
        found |= {number: state for number, state in rows if state not in STATES[of] or number in checked}
    return found


def draw_checks(draw: Draw) -> list[Check]:
    """List the checks of a draw, in order. One query."""
    return list(draw.checks.select_related("unit", "commitment").order_by("place"))


_OF_COMMITMENT = Reference(Check, "commitment")


def checks_of(commitment: Commitment) -> list[Check]:
    """List the random checks of a commitment, newest first. At most one query."""
    if not _OF_COMMITMENT.may_exist(commitment):
        return []
    return list(Check.objects.filter(commitment=commitment.pk).select_related("draw").order_by("-pk"))


def collect_draw_proof(draw: Draw) -> dict[str, object]:
    """Return everything needed to recompute a draw: the published part, and once drawn the rest. One query."""
    rows = draw.checks.order_by("place").values_list("commitment__number", flat=True) if draw.revealed else ()
    return draw_proof(draw, draw.size, list(rows))


def last_to_ask(check: Check) -> date | None:
    """Return the last day on which a unit may ask for a review; None if the office set no number of days."""
    if check.found is None:
        return None
    try:
        days = parameter_value(ASK_DAYS, check.unit_id, check.found)
    except RecordError:
        return None
    return count_limit_after(check.found, days, "day").day


def took_part(commitment: int, record: int, *, before: int) -> set[int]:
    """Return the people who reported on a commitment, and those who checked it before an entry. Two queries."""
    authors = Progress.objects.filter(commitment=commitment, entry__person__isnull=False)
    steps = Entry.objects.filter(record=record, step__in=("ask", "fault", "again"), pk__lt=before)
    return {*authors.values_list("entry__person", flat=True), *steps.values_list("person", flat=True)}
