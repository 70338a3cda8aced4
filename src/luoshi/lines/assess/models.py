"""Assessment schemes and their items, each a commitment with its marks and score."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import QuerySet

from luoshi.base.forms.fields import Fixed
from luoshi.kernel.base.words import words, words_in
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord, ValidManager
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan

_ = words(__name__)
_p = words_in(__name__)

MARKS: dict[str, Any] = {"most": 10_000, "places": 2}
LINES = [("normal", _("Normal item")), ("special", _("Special item"))]
FOUND = [
    ("done", _("Done in time")),
    ("late", _("Done late")),
    ("missed", _("Due date missed")),
    ("waiting", _("Not to be judged yet")),
    ("recurs", _("Recurring: no due date of its own")),
    ("gone", _("Withdrawn, stopped or carried over")),
]


class Scheme(KindRecord):
    """A scheme of assessment (考核方案) for a plan and its year. Its unit is the office that assesses."""

    plan = Linked(Plan, _("plan"), where=Is(edition__not=0), gives="unit year", back=False)
    year = models.PositiveSmallIntegerField(_("year"))
    basis = models.CharField(
        _("basis"), max_length=300, help_text=_("The document that prescribes the assessment, with its number.")
    )
    late = Fixed(
        _("marks that a late normal item loses"),
        least=0,
        null=True,
        blank=True,
        help_text=_("As in the scheme; an item loses at most its own marks. If empty, nothing is proposed."),
        **MARKS,
    )
    own = models.BooleanField(
        _("units score themselves first"),
        default=False,
        help_text=_("Only if the basis requires it. It is shown beside the score and counts in no total."),
    )
    edition = models.PositiveSmallIntegerField(_p("scheme", "edition"), default=0, editable=False)
    scored = models.DateField(_("scored on"), null=True, editable=False)

    class Meta:
        verbose_name = _("scheme of assessment")


class Scores(ValidManager["Score"]):
    """Items with scheme and commitment, on which their permitted steps and status depend."""

    def get_queryset(self) -> QuerySet[Score]:
        return super().get_queryset().select_related("scheme", "commitment")


class Score(KindRecord):
    """An item of a scheme (考核项) for the record's unit; ``score`` is between 0 and ``marks``.

    A normal item starts with its marks and can only lose, a special one starts with 0 and can only gain. ``own`` is the
    unit's own score (自评分), if the scheme asks for it; it counts in no sum.
    """

    scheme = models.ForeignKey(
        Scheme, models.PROTECT, related_name="items", verbose_name=_("scheme of assessment"), editable=False
    )
    commitment = models.ForeignKey(
        Commitment, models.PROTECT, related_name="scores", verbose_name=_("commitment"), editable=False
    )
    line = models.CharField(_("normal or special"), max_length=10, choices=LINES)
    marks = Fixed(_("marks"), least=Decimal("0.01"), **MARKS)
    own = Fixed(_("score by the unit itself"), least=0, null=True, blank=True, **MARKS)
    own_reason = models.CharField(_("reason given by the unit"), max_length=500, blank=True)
    score = Fixed(_("score"), least=0, null=True, blank=True, **MARKS)
    reason = models.CharField(_("reason of the score"), max_length=500, blank=True)
    found = models.CharField(_("state when it was decided"), max_length=10, choices=FOUND, blank=True, editable=False)
    proposed = Fixed(_("proposed when it was decided"), null=True, editable=False)

    objects: ClassVar[Scores] = Scores()

    class Meta:
        verbose_name = _("item of assessment")
        constraints = (models.UniqueConstraint(fields=["scheme", "commitment"], name="assessed_once"),)

    if TYPE_CHECKING:
        scheme_id: int
        commitment_id: int
