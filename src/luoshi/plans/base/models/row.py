"""What is corrected before a plan is published: rows (one for each statement), their units, figures and edits."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.base.forms.fields import Fixed
from luoshi.kernel.files.models import Span
from luoshi.kernel.kinds.models import ValidManager
from luoshi.org.actors.models import Person
from luoshi.org.tree.models import Unit
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import AT_WORK, UNSEEN, Plan, PlanHeading, Source, hidden_by
from luoshi.plans.base.unread_passages import UNREAD, is_unread_passage


class PlanRow(models.Model):
    """A statement of a plan's documents: a row of the ledger, one left out with its reason, or one to be decided.

    Every statement of every document has a row, and so has what could not be read: nothing can disappear.
    """

    WAITING, KEPT, DROPPED, OUTSIDE, GONE = "waiting", "kept", "dropped", "outside", "gone"
    STATES = (
        (WAITING, _("to be decided")),
        (KEPT, _("in the ledger")),
        (DROPPED, _("dropped")),
        (OUTSIDE, _("no task")),  # according to the reader, or to a person who looked
        (GONE, _("merged into another")),  # or an addition that was undone
    )

    uncompared_columns = UNSEEN

    PERSON = "person"  # reason code: a person says it is no task; for the reader's codes see code_labels.LEFT
    UNREAD = UNREAD  # reason code: the reader could not read these words

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="rows")
    source = models.ForeignKey(Source, models.PROTECT, null=True, related_name="rows")
    part = models.ForeignKey(PlanHeading, models.PROTECT, null=True, related_name="rows")
    span = models.ForeignKey(Span, models.PROTECT, null=True, related_name="+")
    place = models.BigIntegerField()  # order in the plan, with gaps between neighbours
    words = models.TextField(_("task"))
    role = models.CharField(max_length=10)  # of the statement, as read: task, norm, fact, context; heading; unread
    state = models.CharField(max_length=10, choices=STATES)
    reason = models.CharField(_("reason"), max_length=200, blank=True)  # why it is dropped or outside
    look = models.BooleanField(default=False)  # outside, but with words of duty or a doubtful figure: needs a look
    due = models.DateField(_("due"), null=True)
    every = models.CharField(max_length=12, blank=True)  # ISO 8601 period of a recurrence
    times = models.PositiveSmallIntegerField(null=True)  # acts in each period, at least
    phrase = models.CharField(max_length=120, blank=True)  # the words of due date or recurrence
    inherited = models.BooleanField(default=False)  # units or date come from a heading or note
    each = models.BooleanField(_("each by itself"), default=False)  # every lead unit owes it separately (各乡镇)
    doubts: models.JSONField[list[str]] = models.JSONField(default=list)  # codes, see rows.rules.doubts
    # Other contents of the office's own sheet: [{"field", "head", "words"}], see base.notes. They decide nothing.
    notes: models.JSONField[Any] = models.JSONField(default=list)
    carried = models.ForeignKey(Commitment, models.PROTECT, null=True, related_name="carried_to")  # from last year
    version = models.PositiveIntegerField(default=1)
    batch = hidden_by()
    RIGHTLY_UNSEEN = AT_WORK

    objects = ValidManager()

    class Meta:
        db_table = "ledger_row"  # from before the class was renamed
        indexes = (models.Index(fields=["plan", "place"]), models.Index(fields=["plan", "state", "look"]))

    def __str__(self) -> str:
        return self.words[:60]

    @property
    def unread(self) -> bool:
        return is_unread_passage(self.look, self.reason)


# The same as ``is_unread_passage``, for the database: a row that needs a look is outside.
UNREAD_PASSAGES = Q(state=PlanRow.OUTSIDE, look=True, reason=PlanRow.UNREAD)


class RowUnit(models.Model):
    """A unit of a row: its name in the document, and the unit meant if that is clear."""

    LEAD, SUPPORT = "lead", "support"

    row = models.ForeignKey(PlanRow, models.CASCADE, related_name="units")
    role = models.CharField(max_length=10, choices=((LEAD, _("Lead unit")), (SUPPORT, _("Supporting unit"))))
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)  # as printed
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = (models.Index(fields=["row", "role", "place"]),)

    def __str__(self) -> str:
        return self.name


class RowFigure(models.Model):
    """A figure of a row's statement, with the fields of gold/GUIDE.md; values are exact."""

    ASKED, BACKGROUND, WAITING = "asked", "background", "waiting"
    STATES = ((ASKED, _("target")), (BACKGROUND, _("background")), (WAITING, _("to be decided")))

    row = models.ForeignKey(PlanRow, models.CASCADE, related_name="figures")
    span = models.ForeignKey(Span, models.PROTECT, null=True, related_name="+")
    place = models.BigIntegerField()
    quote = models.CharField(max_length=120)
    value = Fixed(null=True)  # None: it does not fit; the quote has it
    upper = Fixed(null=True)
    unit = models.CharField(max_length=30, blank=True)
    bound = models.CharField(max_length=10)
    role = models.CharField(max_length=10)
    aspect = models.CharField(max_length=12)
    indicator = models.CharField(_("indicator"), max_length=200, blank=True)
    period = models.CharField(max_length=20, blank=True)
    scope = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=STATES)
    doubts: models.JSONField[list[str]] = models.JSONField(default=list)

    class Meta:
        db_table = "ledger_figure"  # from before the class was renamed
        indexes = (models.Index(fields=["row", "place"]),)

    def __str__(self) -> str:
        return self.quote


class Edit(models.Model):
    """One change to rows, with their state before and after it, so that it can be undone."""

    # The names of the edits that read a document again: as another kind of paper, or with an answer on its columns.
    KIND, COLUMNS = "kind", "columns"
    REREAD = (KIND, COLUMNS)

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="edits")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    name = models.CharField(max_length=20)
    before: models.JSONField[Any] = models.JSONField()  # by row id: fields, units and figures; null: no row
    after: models.JSONField[Any] = models.JSONField()
    once = models.UUIDField(null=True)  # the idempotency key of the request
    undone = models.BooleanField(default=False)
    # Only if a document was read again: {"source", "was", "now", "doubted", "doubts", "tables", "taught"}: the kind a
    # person chose, the document's doubts and [before, now] its guessed tables. "taught": the remembered meanings of
    # columns before and now, by head. Edits of earlier versions lack the last two.
    kinds: models.JSONField[Any] = models.JSONField(null=True)
    # Only if it defines names: [before, now], each by name: [unit, word], or null if nothing was defined.
    names: models.JSONField[Any] = models.JSONField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "once"], name="edit_once"),)
        indexes = (models.Index(fields=["plan", "person", "-id"], condition=Q(undone=False), name="edits_to_undo"),)

    def __str__(self) -> str:
        return self.name

    @property
    def document_before(self) -> dict[str, object]:
        """The fields of the document that this edit read again, as they were before it."""
        found = {"kind_said": self.kinds["was"], "doubts": self.kinds["doubted"]}
        return found | ({"guessed_tables": self.kinds["tables"][0]} if "tables" in self.kinds else {})

    @property
    def kinds_undone(self) -> dict[str, object]:
        """What the edit that undoes this one says of the document: the same, before and after exchanged."""
        found = {"source": self.kinds["source"], "was": self.kinds["now"], "now": self.kinds["was"]}
        found |= {"doubted": self.kinds["doubts"], "doubts": self.kinds["doubted"]}
        return found | ({"tables": self.kinds["tables"][::-1]} if "tables" in self.kinds else {})
