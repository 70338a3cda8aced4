"""Calls with their quotas and conditions, and applications with their members and budget."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db import models

from luoshi.base.forms.fields import Fixed
from luoshi.desk.declarations.office import office
from luoshi.desk.votes.fields import result_field
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord, Record, Row
from luoshi.parts.calls.answers.fields import DesignedAnswers
from luoshi.parts.calls.answers.rules import DesignedField, fields_from_data, format_options, split_options
from luoshi.parts.registers.links import Human, Org

_ = words(__name__)

if TYPE_CHECKING:
    _Text = models.TextField[str, str]
else:
    _Text = models.TextField
LISTS = office(__name__).lists
YES_OR_NO = (("yes", _("Yes")), ("no", _("No")))
FIELD_SORTS = (
    ("text", _("Line of text")),
    ("long", _("Long text")),
    ("number", _("Number")),
    ("money", _("Amount of money (yuan)")),
    ("day", _("Day")),
    ("yes", _("Yes or no")),
    ("choice", _("One of several")),
    ("choices", _("Some of several")),
    ("table", _("Table")),
    ("file", _("File")),
)


class DesignedOptions(_Text):
    """The choices or columns of a designed field; pages say the sort of a column in words.

    Migrations treat it as a plain text.
    """

    def deconstruct(self) -> tuple[str, str, Sequence[object], dict[str, object]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def format_code(self, text: str, unit: int | None, day: date) -> str:
        """Return the options with the sort of each column in words."""
        return format_options(text, {sort: str(label) for sort, label in FIELD_SORTS})

    def said_now(self, text: str) -> str:
        """Return the same."""
        return format_options(text, {sort: str(label) for sort, label in FIELD_SORTS})


class Call(KindRecord):
    """A call (征集): who may send what until when, and how many are chosen. Its window is [from, to], both included.

    ``to_at`` is when it was closed, if that was earlier than its window was to end. ``received_head`` is the hash of
    the receipts of all that was sent, published once it is closed and that is settled (``rules.SETTLING``). What is
    sent for a sealed call is closed to all but its senders until two people opened it, at ``unsealed_at``.
    Source: 国家自然科学基金条例 (2024) art. 8: a guide is published before applications begin.
    """

    sort = Listed(LISTS["calls.sorts"], _("sort"))
    year = models.PositiveSmallIntegerField(_("year"), null=True)
    award = Linked("awards.Award", _("award"), blank=True, where=Is(state="force"))
    plan = Listed(LISTS["talents.programmes"], _("support plan"), blank=True)
    level = Listed(LISTS["calls.levels"], _("level"), blank=True)
    basis = models.CharField(_("document of the call"), max_length=200, blank=True)
    guide = models.TextField(_("guide"), max_length=8000, blank=True)
    from_at = models.DateTimeField(_("open from"), null=True, blank=True)
    to_at = models.DateTimeField(_("open until"), null=True, blank=True)
    late = models.CharField(_("what comes late is taken"), max_length=3, choices=YES_OR_NO, default="no")
    frees = models.CharField(_("a revoked place may be filled again"), max_length=3, choices=YES_OR_NO, default="no")
    moves_up = models.CharField(
        _("the next in rank moves up after an objection"), max_length=3, choices=YES_OR_NO, default="no", blank=True
    )
    voted = models.CharField(
        _("decided by a committee’s vote"), max_length=3, choices=YES_OR_NO, default="no", blank=True
    )
    sealed = models.CharField(
        _("sealed until two people open it"), max_length=3, choices=YES_OR_NO, default="no", blank=True
    )
    asked_at = models.DateTimeField(_("opening asked for at"), null=True, blank=True, editable=False)
    unsealed_at = models.DateTimeField(_("opened by two people at"), null=True, blank=True, editable=False)
    published = models.DateField(_("published on"), null=True, blank=True, editable=False)
    decided = models.DateField(_("decided on"), null=True, blank=True, editable=False)
    received_head = models.CharField(_("hash of what was received"), max_length=64, blank=True, editable=False)
    like = Linked(
        "calls.Call",
        _("prepared like"),
        blank=True,
        gives="sort award plan level guide late frees moves_up voted sealed",
    )
    form_version = models.PositiveSmallIntegerField(_("version of its fields"), null=True, blank=True, editable=False)
    form_head = models.CharField(_("hash of its fields"), max_length=64, blank=True, editable=False)


class CallQuota(Row):
    """How many are chosen in a class at a grade; ``exact``: so many, not at most so many."""

    cls = Listed(LISTS["calls.classes"], _("class"))
    grade = Listed(LISTS["calls.grades"], _("grade"))
    n = models.PositiveIntegerField(_("places"))
    exact = models.BooleanField(_("exactly so many"), default=False)


class CallCondition(Row):
    """A condition that the program checks when an application is sent, as data of the call."""

    sort = Listed(LISTS["calls.conditions"], _("condition"))
    item = Listed(LISTS["calls.costs"], _("item of the budget"), blank=True)
    most = models.PositiveIntegerField(_("at most"), null=True, blank=True)
    text = models.CharField(_("in words"), max_length=200, blank=True)


class CallField(Row):
    """A field that the applications of this call have besides those of all applications.

    ``options``: the words to choose from, a line each; of a table its columns, “label | sort”. ``open``: assessors read
    the answer too.
    """

    label = models.CharField(_("field"), max_length=60)
    sort = models.CharField(_("sort of field"), max_length=10, choices=FIELD_SORTS, default="text")
    must = models.BooleanField(_("needed to send"), default=False)
    open = models.BooleanField(_("shown to assessors"), default=False)
    most = models.PositiveIntegerField(_("at most (characters, or the largest number)"), null=True, blank=True)
    options = DesignedOptions(_("choices or columns, a line each"), max_length=2000, blank=True)
    hint = models.CharField(_("hint"), max_length=200, blank=True)

    def as_designed(self) -> DesignedField:
        """Return the field as the rules of designs read it."""
        return DesignedField(
            self.pk, self.label, self.sort, self.must, self.open, self.most, split_options(self.options), self.hint
        )


class CallDate(Row):
    """What the call announces for its days: until when it is checked, reviewed, put into publicity, decided."""

    what = Listed(LISTS["calls.dates"], _("what"))
    from_day = models.DateField(_("from"), null=True, blank=True)
    to_day = models.DateField(_("until"))


class FormVersion(models.Model):
    """The designed fields of a call as they were published, or changed with a reason afterwards; kept for ever.

    An application is read by the version under which it was sent.
    """

    call = models.ForeignKey(Record, models.CASCADE, related_name="+")
    n = models.PositiveSmallIntegerField()
    fields: models.JSONField[list[dict[str, object]]] = models.JSONField()  # answers.rules.fields_as_data
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["call", "n"], name="form_version_of_call"),)

    def __str__(self) -> str:
        return f"{self.call_id}/{self.n}"

    def as_designed(self) -> list[DesignedField]:
        """Return the fields as the rules of designs read them."""
        return fields_from_data(self.fields)


def read_design(application: Application) -> list[DesignedField]:
    """Return what an application answers: by the version of its sending, or by that in force. At most two queries."""
    if application.call_id is None:
        return []
    n = application.design_version
    version = FormVersion.objects.filter(call=application.call_id, n=n).first() if n else None
    return version.as_designed() if version is not None else []


class Application(KindRecord):
    """What is sent in for a call: a topic, a project, a contest work, a nomination, a paper, a bid.

    Attributes:
        level: of a contest work, the highest level at which it has won a prize, at first that of its call.
        called_at: when it was begun for the call, by which it belongs to its window.
        sent_at: when the server had received it whole; a supplement does not change it.
        receipt: the hash of what was sent, with ``salt``, that the applicant is given; under it, as a code that nobody
            else knows, it stands in what is published of a review.
        vote: what a committee's confirmed meeting voted on it last, with the ayes and the number they are counted of.
        supplemented: the day on which it went back to be completed; that happens once.
        struck: the day on which it was taken out after an objection; its place is free only if the call says so.
    """

    call = Linked(Call, _("call"), where=Is(state="published"), gives="sort year plan level", blank=True)
    sort = Listed(LISTS["calls.sorts"], _("sort"))
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    plan = Listed(LISTS["talents.programmes"], _("support plan"), blank=True)
    cls = Listed(LISTS["calls.classes"], _("class"), blank=True)
    work = Listed(LISTS["calls.works"], _("sort of work"), blank=True)
    level = Listed(LISTS["calls.levels"], _("level"), blank=True)
    mode = Listed(LISTS["calls.modes"], _("way of funding"), blank=True)
    applicant = Org(_("applicant"), blank=True)
    leader = Human(_("leader or author"), blank=True)
    branch = Listed(LISTS["experts.branches"], _("field"), blank=True)
    summary = models.TextField(_("summary"), max_length=4000, blank=True)
    amount = Fixed(_("amount asked for (yuan)"), least=0, places=2, null=True, editable=False)
    answers = DesignedAnswers(read_design, _("fields of this call"))
    form_version = models.PositiveSmallIntegerField(_("version of the call’s fields"), null=True, editable=False)
    called_at = models.DateTimeField(_("begun for the call at"), null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(_("received at"), null=True, blank=True, editable=False)
    salt = models.CharField(max_length=32, blank=True, editable=False)
    receipt = models.CharField(_("receipt"), max_length=64, blank=True, editable=False)
    supplemented = models.DateField(_("sent back on"), null=True, blank=True, editable=False)
    refusal = Listed(LISTS["calls.refusals"], _("reason of the formal check"), blank=True)
    opinion = models.TextField(_("opinion of the review"), max_length=2000, blank=True)
    score = Fixed(_("score"), least=0, most=10_000, places=2, null=True, blank=True)
    rank = models.PositiveIntegerField(_("rank"), null=True, blank=True)
    grade = Listed(LISTS["calls.grades"], _("grade"), blank=True)
    vote = result_field(_("vote of the committee"))
    ayes = models.PositiveIntegerField(_("votes for it"), null=True, blank=True, editable=False)
    votes_of = models.PositiveIntegerField(_("counted of"), null=True, blank=True, editable=False)
    voted_on = models.DateField(_("voted on"), null=True, blank=True, editable=False)
    chosen = models.DateField(_("chosen on"), null=True, blank=True, editable=False)
    struck = models.DateField(_("taken out on"), null=True, blank=True, editable=False)
    result_on = models.DateField(_("result of the higher office on"), null=True, blank=True)

    @property
    def design_version(self) -> int | None:
        """The version of the call's fields that it answers: that of its sending, which a later change leaves alone."""
        if self.receipt or self.call is None:
            return self.form_version
        return self.call.form_version


class ApplicationMember(Row):
    """Who takes part, with their share of the contribution; pupils and tutors of contest works.

    ``trained``: when a tutor was last trained for contests.
    """

    person = Human(_("member"))
    role = Listed(LISTS["calls.roles"], _("takes part as"), blank=True)
    part = models.CharField(_("part"), max_length=100, blank=True)
    trained = models.DateField(_("trained on"), null=True, blank=True)


class ApplicationPrize(Row):
    """A prize that a contest work has won at a level: at its school, here, in the city, in the province."""

    level = Listed(LISTS["calls.levels"], _("level"))
    grade = Listed(LISTS["calls.grades"], _("grade"))
    day = models.DateField(_("awarded on"))


class BudgetItem(Row):
    """One item of the budget: asked of the call, or of the applicant's own money."""

    item = Listed(LISTS["calls.costs"], _("item"))
    amount = Fixed(_("asked for (yuan)"), least=0, places=2)
    own = Fixed(_("own money (yuan)"), least=0, places=2, null=True, blank=True)


class UnsuitedReviewer(Row):
    """A person whom the applicant asks not to be made a reviewer. Source: 国家自然科学基金条例 (2024) art. 20."""

    person = Human(_("person"))
    why = models.CharField(_("why"), max_length=200)


class ApplicationKeeper(Row):
    """A person from outside who may go on with the application and send it, from a day to a day."""

    person = Human(_("person"))
    from_day = models.DateField(_("from"))
    to_day = models.DateField(_("to"), null=True, blank=True)
