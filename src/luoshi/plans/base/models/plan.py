"""A plan, its source documents, and the outline of their headings."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from luoshi.base.json_values import JSON
from luoshi.kernel.files.models import Document, Evidence
from luoshi.kernel.kinds.models import Record, ValidManager
from luoshi.org.actors.models import Person
from luoshi.plans.base.guessed_tables import StoredTable
from luoshi.reading.model import KINDS, Kind

ORIGINS = [("document", _("Document")), ("remark", _("Leader's written remark")), ("oral", _("Assigned orally"))]
ORIGINS += [("telephone", _("Telephone")), ("meeting", _("Meeting")), ("ledger", _("Existing ledger"))]
# Source: 政府督查工作条例 art. 14, the five types of supervision (domain sheet 02 §2.1).
SORTS = [("general", _("General supervision")), ("special", _("Special supervision"))]
SORTS += [("event", _("Inquiry into an event")), ("daily", _("Day-to-day supervision"))]
SORTS += [("lead", _("Check of a lead"))]
RHYTHMS = [("nodes", _("On the due date")), ("quarters", _("Due date and each quarter"))]
RHYTHMS += [("months", _("Due date and each month")), ("halves", _("Due date and each half-year"))]


# Left out of the integrity comparison: otherwise 5,000 rows that become valid at once would each be signed twice.
# `verify` checks hidden rows separately.
UNSEEN = (("batch_id", "whether it is out of sight, which the import itself tells"),)
AT_WORK = Q(batch__state__in=("writing", "leaving"))


def hidden_by() -> models.ForeignKey[object, object]:
    """Make the foreign key to the sheet that is still being written.

    It hides the row (``ValidManager``); None: it is valid.
    """
    return models.ForeignKey(
        "ledger.SheetWork", models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )


class Plan(Record):
    """A ledger made from one or more documents and published as editions. Its unit keeps it."""

    record_ptr = models.OneToOneField(Record, models.CASCADE, parent_link=True, related_name="as_plan")
    year = models.PositiveSmallIntegerField(_("year"))
    origin = models.CharField(pgettext_lazy("plan", "source"), max_length=20, choices=ORIGINS, default="document")
    issuer = models.CharField(_("issued by"), max_length=120, blank=True)
    mark = models.CharField(_("document number"), max_length=60, blank=True)
    received = models.DateField(_("received on"), null=True, blank=True)
    rhythm = models.CharField(_("reports"), max_length=20, choices=RHYTHMS, default="quarters")
    supervision = models.CharField(_("type of supervision"), max_length=10, choices=SORTS, blank=True)
    # Source: requirements K, exact rules: progress and effect at a project inspection; number or proof each quarter.
    asks_effect = models.BooleanField(_("each report states the effect"), default=False)
    asks_backing = models.BooleanField(_("each report needs a number or a file"), default=False)
    # Source: art. 7: a department supervises for the government only if designated, and only to that extent.
    designated = models.CharField(_("designation"), max_length=300, blank=True)
    above = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="below", verbose_name=_("plan of the level above")
    )
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by", verbose_name=_("plan of last year")
    )
    edition = models.PositiveSmallIntegerField(_("edition"), default=0, editable=False)  # 0: never published

    class Meta:
        verbose_name = _("plan")


class Source(models.Model):
    """A document of a plan, and the progress of its reading."""

    uncompared_columns = (*((column, "how far its reading has come") for column in ("state", "done", "said")), *UNSEEN)

    WAITING, READING, ASKED, READ, FAILED = "waiting", "reading", "asked", "read", "failed"
    GOING = (WAITING, READING)
    STATES = (
        (WAITING, _("waiting to be read")),
        (READING, _("being read")),
        (ASKED, _("question open: meaning of its columns")),
        (READ, pgettext_lazy("document", "read")),
        (FAILED, pgettext_lazy("document", "failed")),
    )

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="sources")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()  # from 1, in the order received
    state = models.CharField(max_length=10, choices=STATES, default=WAITING)
    done = models.PositiveSmallIntegerField(default=0)  # per cent
    said = models.CharField(max_length=300, blank=True)  # why it failed
    kind = models.CharField(max_length=10, blank=True)  # the kind of paper that its words show; "": unread, or a sheet
    kind_guessed = models.BooleanField(default=False)  # its title does not say it
    year_guessed = models.BooleanField(
        default=False
    )  # the plan's year came only from its sentences, and differs from the year it was received
    kind_said = models.CharField(max_length=10, blank=True)  # the kind a person chose, as which it was read
    doubts: models.JSONField[list[JSON]] = models.JSONField(
        default=list
    )  # about the whole document, see reading.paper_doubts
    # A person's answers about a workbook, by sheet number: "words", or the header row and the meaning of each column.
    answers: models.JSONField[Any] = models.JSONField(default=dict)
    # Tables in its words whose task column no known word names, each head once.
    guessed_tables: models.JSONField[list[StoredTable]] = models.JSONField(default=list)
    # Of a scan: who has compared its figures with the pictures; until then every page says that nobody has.
    figures_checked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    figures_checked_at = models.DateTimeField(null=True)
    picture = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")  # beside its transcript
    picture_name = models.CharField(max_length=120, blank=True)
    received_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    batch = hidden_by()
    RIGHTLY_UNSEEN = AT_WORK

    objects = ValidManager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["plan", "place"], name="source_of_place"),)

    def __str__(self) -> str:
        return str(self.document)

    @property
    def is_unchecked_scan(self) -> bool:
        """Whether it is a scan whose figures nobody has compared with its pictures."""
        return self.figures_checked_at is None and self.document.is_recognised

    @property
    def read_as(self) -> str:
        """The kind of paper as which its rows were read; empty before reading, and for a sheet."""
        return self.kind_said or self.kind

    @property
    def kind_given(self) -> Kind | None:
        """The kind of paper that a person chose, as the reader's type."""
        return next((kind for kind in KINDS if kind == self.kind_said), None)

    @property
    def columns_given(self) -> dict[tuple[str, ...], int | None]:
        """The task column of each table of which a person said it, by the heads; None: the table has no tasks."""
        return {tuple(table["columns"]): table["task"] for table in self.guessed_tables if table["answered"]}


class PlanHeading(models.Model):
    """A heading of a plan's outline; ``level`` 1 is the outermost."""

    uncompared_columns = UNSEEN

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="parts")
    source = models.ForeignKey(Source, models.PROTECT, null=True, related_name="parts")
    above = models.ForeignKey("self", models.PROTECT, null=True, related_name="below")
    place = models.BigIntegerField()  # order in the plan
    level = models.PositiveSmallIntegerField()
    marker = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=300)
    start = models.PositiveIntegerField(null=True)  # offset in the source's text, in code points
    end = models.PositiveIntegerField(null=True)
    batch = hidden_by()
    RIGHTLY_UNSEEN = AT_WORK

    objects = ValidManager()

    class Meta:
        db_table = "ledger_part"  # from before the class was renamed
        indexes = (models.Index(fields=["plan", "place"]),)

    def __str__(self) -> str:
        return self.title
