"""A commitment: one thing owed, with its source sentence and the values it promises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.files.models import Span
from luoshi.kernel.kinds.about import About
from luoshi.kernel.kinds.models import Record
from luoshi.org.tree.models import Unit
from luoshi.plans.base.code_labels import PERIODS
from luoshi.plans.base.models.plan import RHYTHMS, Plan

URGENCIES = [("plain", _("Ordinary matter")), ("urgent", _("Urgent matter")), ("top", _("Most urgent"))]
MARKS = [("A", _("A: solved")), ("B", _("B: under way or planned")), ("C", _("C: cannot be done now"))]
MARKS += [("D", _("D: for reference"))]
OUTLOOKS = [
    ("sure", _("Will be done in time")),
    ("slow", _("Slow, but on time")),
    ("hopeless", _("Unlikely to be completed")),
]
# Source: 国家档案局令第8号, retention periods of an office's papers (domain sheet 01).
TERMS = [("10", _("10 years")), ("30", _("30 years")), ("ever", _("For ever"))]
JUDGED = [("good", _("Good")), ("fair", _("Fair")), ("poor", _("Poor"))]


class Commitment(Record):
    """One thing owed by its lead unit. Supporting units are parties to it. Its first due date is always kept."""

    CALLED: ClassVar[Mapping[str, Mapping[str, object]]] = {"every": PERIODS}

    record_ptr = models.OneToOneField(Record, models.CASCADE, parent_link=True, related_name="as_commitment")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="commitments", verbose_name=_("plan"))
    # A row makes one commitment, or one for each lead unit.
    row = models.ForeignKey(
        "ledger.PlanRow", models.PROTECT, related_name="commitments", verbose_name=_("row of the ledger")
    )
    desk = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("supervised by"))
    words = models.TextField(_("task"))
    quote = models.TextField(_("words of the document"), blank=True)
    span = models.ForeignKey(Span, models.PROTECT, null=True, related_name="+", verbose_name=_("place in the document"))
    part = models.CharField(_("part"), max_length=300, blank=True)  # the headings above it
    place = models.BigIntegerField(_("order"))
    supports = models.CharField(_("supporting units"), max_length=1000, blank=True)  # as printed; units are parties
    phrase = models.CharField(_("words of the date"), max_length=120, blank=True)
    every = models.CharField(_("recurs"), max_length=12, blank=True)
    times = models.PositiveSmallIntegerField(_("times"), null=True)
    rhythm = models.CharField(_("reports"), max_length=20, choices=RHYTHMS)
    first_due = models.DateField(_("first due date"), null=True)
    carried_from = models.OneToOneField("self", models.PROTECT, null=True, related_name="carried_on")
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)  # the edition that last changed it
    # Other origins than the plan: a part of another commitment, or a leader's new remark on one that was done.
    split_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts", verbose_name=_("part of"))
    follows_on = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="remarks", verbose_name=_("follows on")
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged", verbose_name=_("joined to")
    )
    # What it serves besides its plan, such as a platform or a policy; a card of such a record lists its commitments.
    about = About(_("what it is about"), blank=True, back=False, opens=False, db_index=False)
    # Its year: issued, accepted, due (first_due never moves), and done by the report that was accepted.
    urgency = models.CharField(_("urgency"), max_length=10, choices=URGENCIES, default="plain")
    issued = models.DateField(_("issued on"), null=True)
    accepted = models.DateField(_("accepted on"), null=True)
    planned = models.DateField(null=True)  # its due date in the edition in force
    until = models.DateField(_("to be done by"), null=True)
    binds = models.DateField(null=True)  # binding due date: an extension requested too late does not move it
    wish = models.DateField(_("date asked for"), null=True)
    wished = models.DateField(null=True)  # the day on which the extension was requested
    proof = models.CharField(_("evidence asked for at the end"), max_length=120, blank=True)
    proofs = models.CharField(_("kinds of evidence required"), max_length=200, blank=True)  # proofs.rules
    done = models.DateField(_("done on"), null=True)
    done_work = models.DateField(null=True)  # that day, or the last working day before it: lateness counts from this
    term = models.CharField(_("kept for"), max_length=4, choices=TERMS, blank=True)
    mark = models.CharField(_("closing mark"), max_length=10, choices=MARKS, blank=True)
    without_parts = models.CharField(_("closed without the supporting units' part, for"), max_length=500, blank=True)
    # Inputs of its light, updated by each step (progress.actions.derived_fields). Plain columns, for lists of 100,000.
    pressing = models.DateField(null=True)  # the earliest open due date, as it binds
    pressing_in_period = models.BooleanField(default=False)  # it ends a period in which something is owed
    report_due = models.DateField(null=True)  # the earliest report still owed
    report_due_in_period = models.BooleanField(default=False)
    begins = models.PositiveIntegerField(null=True)  # the months of its plan's progress: year × 12 + month, first …
    ends = models.PositiveIntegerField(null=True)  # … and last
    reached = models.PositiveIntegerField(_("reached"), null=True)  # hundredths of a per cent, as last reported
    reported = models.DateField(_("last report"), null=True)
    signer = models.CharField(_("last report signed by"), max_length=60, blank=True)
    outlook = models.CharField(_("outlook"), max_length=10, choices=OUTLOOKS, blank=True)
    judged = models.CharField(_("how it is done"), max_length=10, choices=JUDGED, blank=True)
    slips = models.PositiveSmallIntegerField(_("warning slips missed"), default=0)
    pushed = models.PositiveSmallIntegerField(_("times chased"), default=0)
    extended = models.PositiveSmallIntegerField(_("times extended"), default=0)
    returned = models.PositiveSmallIntegerField(_("times returned"), default=0)

    class Meta:
        verbose_name = _("commitment")
        indexes = (
            models.Index(fields=["plan", "place"]),
            models.Index(fields=["pressing"], name="ledger_pressing"),
            models.Index(fields=["split_from"], condition=Q(split_from__isnull=False), name="ledger_parts"),
            models.Index(fields=["about"], condition=Q(about__isnull=False), name="ledger_about"),
        )
