"""Forms of marks, rounds of review, what is assessed in them, and the sheets of the assessors."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models

from luoshi.base.forms.fields import EncryptedText, Fixed
from luoshi.desk.declarations.office import office
from luoshi.desk.draws.models import RandomDraw
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.assessed import AboutAssessed, Assessable, assessed_kinds, assessed_part
from luoshi.kernel.kinds.language.conditions import Is, Some
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord, Row
from luoshi.kernel.kinds.registry import kind_of
from luoshi.parts.calls.models import LISTS as CALLS
from luoshi.parts.calls.models import YES_OR_NO, Call
from luoshi.parts.calls.opening.rules import UNSEALED
from luoshi.parts.funds.fields import FundField
from luoshi.parts.registers.links import IN_USE, Human

_ = words(__name__)

LISTS = office(__name__).lists
WAYS = (
    ("mean", _("Mean")),
    ("trimmed", _("Mean without the highest and the lowest (from five sheets on)")),
    ("z", _("Each assessor's own scale")),
    ("shrunk", _("Each assessor's own scale, cautiously")),
    ("rank", _("Share of ranks")),
    ("mixed", _("Model of severity")),
    ("mixed_t", _("Model of severity, absurd marks weigh less")),
)
SEATINGS = (
    ("drawn", _("Drawn at random")),
    ("named", _("Named, with a reason")),
    ("layers", _("None: the unit itself, the office, the leader")),
)
ASSIGNING = (
    ("even", _("Evenly, in the order of codes")),
    ("drawn", _("Drawn for each object among those who may assess it")),
    ("best", _("Optimised by field and words")),
)
LAYER = (("own", _("The unit’s own marks")), ("check", _("Check by the office")), ("final", _("Final marks")))
LAYERS = (
    ("own check final", _("The unit’s own marks, check by the office, final marks by the leader")),
    ("own final", _("The unit’s own marks, final marks by the leader")),
    ("check final", _("Check by the office, final marks by the leader")),
    ("own check", _("The unit’s own marks, check by the office, whose marks count")),
    ("check", _("Check by the office alone, whose marks count")),
    ("final", _("Final marks by the leader alone")),
)
APPLICATIONS = "applications"  # what a round of a call assesses
BEING_ASSIGNED = "assigning"  # the state of a round for which the worker finds assessors
IN_POOL = IN_USE & Some("experts", via="person", where=Is(state="pool"))


def list_subject_kinds() -> list[tuple[str, str]]:
    """List name and label of the kinds of which a round without a call may assess records."""
    return [(kind.name, str(kind.label)) for kind in assessed_kinds() if kind.name != APPLICATIONS]


class MarkForm(KindRecord):
    """A form of marks (评审标准): its items with weights, and how sheets are combined. A new version is a new form."""

    basis = models.CharField(_("basis"), max_length=200, blank=True)
    way = models.CharField(_("way to combine the sheets"), max_length=8, choices=WAYS, blank=True)
    size = models.PositiveSmallIntegerField(_("sheets for each object"), null=True, blank=True)
    pass_mark = Fixed(_("pass mark"), least=0, most=1000, places=2, null=True, blank=True)


class MarkFormItem(Row):
    """An item: normal ones weigh 100 together, a special one adds so many marks at most."""

    item = Listed(LISTS["review.items"], _("item"))
    weight = Fixed(_("weight"), least=0, most=100, places=2)
    special = models.BooleanField(_("special: only adds"), default=False)


class ReviewRound(KindRecord):
    """A round of review (评审轮次) of what was sent in for a call, or of records of another kind.

    Attributes:
        of: the kind of these records; "" for a round of a call.
        blind: assessors see neither applicant nor leader nor title, only the number, the summary and the blind papers.
        fee: what an assessor is paid for each sheet that is scored when the round is decided; None: nothing.
        fees: what all of them are paid together; None: nobody is paid.
        layers: instead of assessors, the layers that give marks one after the other; the last ones count.
        ranks: what has been assessed by layers is ranked; assessors' marks always are.
        after: a sheet can be filled in only after its assessor read the first opinion of the group.
        key: makes the codes under which assessors stand in what is published; it is never shown.
        opening: who could assess what and who was asked when it was opened, under codes, as canonical JSON.
        traded: what the optimisation gave for what, as JSON; "" where nothing was optimised.
        hindrance: why the last attempt to assign it in the background came to nothing.
        received: the receipts of all applications of the call when it was closed, as canonical JSON.
        rules_head, opening_head, received_head, sheets_head: hashes, published when it is closed, of what must not
            change after that.
        ended_at: when it was closed; what comes after that, or after ``to_at``, is late.
        late_head: the hash of the sheets that came late and of which were let in, published when they are combined.
        result: what was decided on each object when its call was decided, as canonical JSON; ``result_head``: its hash.
    """

    call = Linked(Call, _("call"), where=Is(state="published closed") & UNSEALED, blank=True)
    of = models.CharField(
        _("or what is assessed without a call"), max_length=30, choices=list_subject_kinds, blank=True
    )
    stage = Listed(LISTS["review.stages"], _("stage"))
    form = Linked(MarkForm, _("form of marks"), where=Is(state="published"))
    from_at = models.DateTimeField(_("open from"), null=True, blank=True)
    to_at = models.DateTimeField(_("open until"), null=True, blank=True)
    blind = models.CharField(_("assessors do not see who applies"), max_length=3, choices=YES_OR_NO, default="yes")
    seating = models.CharField(_("how assessors are chosen"), max_length=6, choices=SEATINGS, default="drawn")
    ground = models.CharField(_("why they are not drawn"), max_length=200, blank=True)
    assigning = models.CharField(_("who assesses what"), max_length=5, choices=ASSIGNING, default="even", blank=True)
    most = models.PositiveSmallIntegerField(_("sheets of an assessor, at most"), null=True, blank=True)
    least = models.PositiveSmallIntegerField(_("sheets of an assessor, at least"), null=True, blank=True)
    layers = models.CharField(_("layers, without assessors"), max_length=15, choices=LAYERS, blank=True)
    ranks = models.BooleanField(
        _("rank what layers have assessed"), default=False, help_text=_("Only if the basis prescribes a ranking.")
    )
    after = models.CharField(_("marks after the group's first opinion"), max_length=3, choices=YES_OR_NO, default="no")
    fee = Fixed(_("fee of an assessor per sheet (yuan)"), least=0, most=100_000, places=2, null=True, blank=True)
    fees = Fixed(_("fees together (yuan)"), least=0, places=2, null=True, blank=True, editable=False)
    fees_fund = FundField(_("fees paid from"), use="reviews", blank=True)
    fees_paid = models.DateField(_("fees paid on"), null=True, blank=True)
    ranked = models.DateField(_("ranked on"), null=True, blank=True, editable=False)
    key = EncryptedText(blank=True, editable=False)
    opening = models.TextField(blank=True, editable=False)
    traded = models.TextField(blank=True, editable=False)
    hindrance = models.TextField(_("why it could not be assigned"), blank=True, editable=False)
    received = models.TextField(blank=True, editable=False)
    rules_head = models.CharField(_("hash of the rules"), max_length=64, blank=True, editable=False)
    opening_head = models.CharField(_("hash of assessors and assignment"), max_length=64, blank=True, editable=False)
    received_head = models.CharField(_("hash of what was received"), max_length=64, blank=True, editable=False)
    sheets_head = models.CharField(_("hash of the sheets"), max_length=64, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    late_head = models.CharField(_("hash of the late sheets"), max_length=64, blank=True, editable=False)
    result = models.TextField(blank=True, editable=False)
    result_head = models.CharField(_("hash of the decision"), max_length=64, blank=True, editable=False)

    @property
    def subject_kind(self) -> str:
        """The kind of what is assessed."""
        return self.of or APPLICATIONS


class SeatDraw(RandomDraw):
    """A draw of assessors from the pool, all of it or those of a field; people stand in it under the round's codes.

    Sources: 国家自然科学基金条例 (2024) art. 15; 招标投标法 art. 37; 政府采购法实施条例 art. 39.

    Attributes:
        barred: who of the pool cannot be drawn, code and reason, tab-separated, one per line; frozen with the pool.
        drawn: the codes of those who were drawn, in order, one per line, without those who left since.
    """

    round = Linked(ReviewRound, _("round"), where=Is(state="setup open", seating="drawn"))
    branch = Listed(CALLS["experts.branches"], _("field"), blank=True)
    size = models.PositiveSmallIntegerField(_("how many are drawn"), validators=[MinValueValidator(1)])
    barred = models.TextField(blank=True, editable=False)
    drawn = models.TextField(blank=True, editable=False)


class ReviewFee(Row):
    """What an assessor is paid for the sheets that they scored, as it stood when the round was decided."""

    person = Human(_("assessor"), where=Is(state="active ended"))  # paid also when they left meanwhile
    sheets = models.PositiveSmallIntegerField(_("scored sheets"))
    amount = Fixed(_("amount (yuan)"), least=0, places=2)


class ReviewSeat(Row):
    """A person of the pool who assesses in this round, all objects or those of a field.

    Attributes:
        draw: by which the person was drawn; None: named by the office.
        code: under which the person stands in what is published; kept, since two entries of one person are merged.
    """

    person = Human(_("assessor"), where=IN_POOL)
    branch = Listed(CALLS["experts.branches"], _("field"), blank=True)
    chair = models.BooleanField(_("writes the first opinion"), default=False)
    to_day = models.DateField(_("replaced on"), null=True, blank=True)
    draw = models.ForeignKey(SeatDraw, models.PROTECT, null=True, related_name="+", editable=False)
    code = models.CharField(max_length=16, blank=True, editable=False)


class Assessed(KindRecord):
    """An application or another record in a round, with the first opinion of its group and what the sheets gave.

    Attributes:
        raw: the plain mean of its sheets; ``adjusted``: by the form's way; ``error``: its standard error.
        near: it cannot be told from the cut.
        why: why it has no rank.
        code: under which it stands in what is published, unless an application has its receipt.
    """

    round = Linked(ReviewRound, _("round"))
    about = AboutAssessed(_("object"), opens=False)
    branch = Listed(CALLS["experts.branches"], _("field"), blank=True)
    chair = Human(_("writes the first opinion"), blank=True)
    opinion = models.TextField(_("first opinion of the group"), max_length=2000, blank=True)
    opined_on = models.DateField(_("first opinion on"), null=True, blank=True, editable=False)
    n = models.PositiveSmallIntegerField(_("sheets"), null=True, blank=True, editable=False)
    raw = Fixed(_("mean"), least=0, most=1000, places=4, null=True, editable=False)
    adjusted = Fixed(_("combined"), least=-1000, most=1000, places=4, null=True, editable=False)
    error = Fixed(_("standard error"), least=0, most=1000, places=4, null=True, editable=False)
    rank = models.PositiveIntegerField(_("rank"), null=True, blank=True, editable=False)
    near = models.BooleanField(_("cannot be told from the cut"), default=False, editable=False)
    why = models.CharField(_("not ranked because"), max_length=200, blank=True, editable=False)
    code = models.CharField(max_length=64, blank=True, editable=False)

    @cached_property
    def thing(self) -> Any:
        """What is assessed, as a record of its own kind; one query, unless ``objects_of_round`` has read it."""
        return kind_of(self.about).record._default_manager.get(pk=self.about.pk)

    @property
    def part(self) -> Assessable:
        """How records of its kind are assessed. No query."""
        found = assessed_part(kind_of(self.thing))
        assert found is not None
        return found

    @property
    def cls(self) -> str:
        """The class within which it is ranked; "": all together. No query."""
        return str(getattr(self.thing, self.part.cls)) if self.part.cls else ""


class ReviewSheet(KindRecord):
    """The sheet of one assessor for one object, which nobody else reads, or of one layer.

    Attributes:
        layer: of a round by layers; whoever stands at a later one reads it, too. It has no assessor.
        read_at: when the assessor opened the first opinion of the group; ``scored_at``: when the marks came last.
        receipt: the hash of marks, moment and ``salt`` that the assessor is given when the sheet is sent.
        late_by: how many seconds it came after the end; None: in time. Such a sheet is "late", and does not count.
        let_in: why it counts after all, ``let_in_at`` since when.
        code: of the assessor, as it was when the sheet was asked for.
    """

    assessed = Linked(Assessed, _("object"), back=False)
    assessor = Human(_("assessor"), blank=True, back=False)
    layer = models.CharField(_("layer"), max_length=5, choices=LAYER, blank=True, editable=False)
    read_at = models.DateTimeField(_("first opinion read at"), null=True, blank=True, editable=False)
    scored_at = models.DateTimeField(_("marks given at"), null=True, blank=True, editable=False)
    total = Fixed(_("total"), least=0, most=1000, places=4, null=True, editable=False)
    opinion = models.TextField(_("opinion"), max_length=2000, blank=True)
    salt = models.CharField(max_length=32, blank=True, editable=False)
    receipt = models.CharField(_("receipt"), max_length=64, blank=True, editable=False)
    late_by = models.PositiveIntegerField(_("seconds late"), null=True, blank=True, editable=False)
    let_in = models.CharField(_("let in because"), max_length=200, blank=True, editable=False)
    let_in_at = models.DateTimeField(_("let in at"), null=True, blank=True, editable=False)
    code = models.CharField(max_length=16, blank=True, editable=False)


class SheetMark(Row):
    """The mark for one item of the form, from 0 to 100."""

    item = Listed(LISTS["review.items"], _("item"))
    mark = Fixed(_("mark (0 to 100)"), least=0, most=100, places=2, null=True, blank=True)
    why = models.CharField(_("remark"), max_length=200, blank=True)
