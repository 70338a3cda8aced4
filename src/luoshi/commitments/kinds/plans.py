"""The kind “plan”: permissions and life cycle."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Unpack

from django.forms import BooleanField, CharField, DateField, ModelChoiceField
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from luoshi.base.forms.form_fields import find_form_field
from luoshi.base.forms.form_types import FormData, FormFiles
from luoshi.base.rights.rules.rights import Relation, Rights, Role, UnitPlace
from luoshi.commitments.assigning.forms import LeaderField
from luoshi.commitments.kinds.commitments import UNIT
from luoshi.commitments.publishing.actions import publish_edition, withdraw_edition
from luoshi.commitments.publishing.queries import MOST_REPORTS, column_warnings, undated_rows
from luoshi.commitments.statistics.plan_overview.pages import plan_sections
from luoshi.commitments.tags import actions as tagging
from luoshi.commitments.tags import queries as tags
from luoshi.commitments.tags.forms import TagForm
from luoshi.commitments.tags.tag_lists import TAG_LISTS
from luoshi.commitments.years.actions.close import discard_plan_amendment, refuse_open
from luoshi.desk.tags.part import Tags
from luoshi.kernel.kinds.forms.step_forms import ReasonForm, StepForm, make_step_form
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.names import arrow
from luoshi.kernel.kinds.language.parts import Answer, BeginsAt, Texts
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.steps.step_forms import StepFormOptions
from luoshi.org.units.choosers import RowField
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.compare.queries import upper_plan_choices
from luoshi.plans.detail.originals.pages.search_hits import way_to
from luoshi.plans.editions.actions import texts_of
from luoshi.plans.receiving.api_fields import ANSWERS
from luoshi.plans.receiving.forms import DESCRIBE, HEAD, RECEIVE
from luoshi.plans.rows.actions.editing import OPEN

PLAN_RIGHTS = Rights(
    relations=(
        Relation("keeper", _("Plan manager"), reaches=((Role.SUPERVISOR, UnitPlace.UNDER), *UNIT)),
        Relation("leader", _("Leader in charge"), reaches=((Role.LEADER, UnitPlace.UNDER),)),
        Relation("named", _("A unit named in it"), reaches=UNIT, party="named"),
    ),
    sees=("keeper", "leader", "named"),
)


ASKS = ("asks_effect", "asks_backing")


class Publish(StepForm):
    """The authority for publishing a plan. Source: 政府督查工作条例 art. 11: 立项 only by decision of the head."""

    approver = CharField(label=_("Approved by"), max_length=60)
    approved = DateField(label=_("Approved on"))
    decider = LeaderField(
        label=_("Their post"),
        help_text=_("Completed matters go to this leader for closing; if none is chosen, to the leader in charge."),
    )
    basis = CharField(label=_("Basis"), max_length=200, help_text=_("Document number, meeting, or written remark"))
    otherwise = DateField(
        label=_("Due date for items without one"), help_text=_("For rows with neither a date nor a recurrence")
    )
    undated = BooleanField(
        label=_("Publish them without a date"),
        required=False,
        help_text=_("Some rows have words of a date but no date: they get the due date for items without one."),
    )

    def __init__(self, data: FormData = None, files: FormFiles = None, **kwargs: Unpack[StepFormOptions]) -> None:
        super().__init__(data, files, **kwargs)
        if not undated_rows(self.instance):
            del self.fields["undated"]
        leaders = find_form_field(self, "decider", LeaderField)
        leaders.over(self.instance.unit_id, localdate(self.at))
        held = leaders.names()
        if len(held) == 1:
            self.initial.setdefault("approver", held[0])  # nobody else could have approved it
        self.initial.setdefault("basis", self.instance.mark)
        self.initial.setdefault("otherwise", date(self.instance.year, 12, 31))
        self.initial.setdefault("approved", localdate(self.at))

    def clean_approved(self) -> date:
        """Refuse an approval date in the future."""
        day: date = self.cleaned_data["approved"]
        if day > localdate(self.at):
            self.add_error("approved", _("The date of approval must not be in the future."))
        return day


def publication_warnings(record: Record) -> list[str]:
    """Return the warnings before a plan is published; none once it is. Up to two queries."""
    plan = record if isinstance(record, Plan) else Plan.objects.get(pk=record.pk)
    return column_warnings(plan) if plan.state in OPEN else []


class Above(StepForm):
    """The plan of the level above that this plan implements."""

    above = RowField(Plan.objects.none(), label=_("Plan of the level above"), required=False, empty_label=_("none"))

    def __init__(self, data: FormData = None, files: FormFiles = None, **kwargs: Unpack[StepFormOptions]) -> None:
        super().__init__(data, files, **kwargs)
        field = find_form_field(self, "above", ModelChoiceField)
        field.queryset = upper_plan_choices(self.instance, self.actor, localdate(self.at))
        self.initial.setdefault("above", self.instance.above_id)


class AskOfReports(make_step_form(Plan, *ASKS)):  # type: ignore[misc]
    """What each report on the plan's commitments must contain besides words on progress."""

    def __init__(self, data: FormData = None, files: FormFiles = None, **kwargs: Unpack[StepFormOptions]) -> None:
        super().__init__(data, files, **kwargs)
        said = _("For commitments with a target or required evidence; “Nothing new” then does not count as a report.")
        self.fields["asks_backing"].help_text = said


PLAN_STATES = {
    "draft": _("Being corrected"),
    "published": _("Published"),
    "amending": _("Published, being amended"),
    "closed": _("Year closed"),
    "discarded": _("Discarded"),
}
KEEPER = ("keeper",)
IN_WORK = ("draft", "published", "amending")


def send_page(plan: Plan) -> str:
    """Return the page that sends everything out: what is published waits for that."""
    return reverse("ledger:send", args=[plan.pk])


def never_published(plan: Plan, given: Mapping[str, object], at: object) -> list[Any]:
    """Refuse to discard a plan that was published: it can only be closed."""
    return (
        [_("It has been published and cannot be discarded: close it at the end of its year.")] if plan.edition else []
    )


def first_edition(plan: Plan, given: Mapping[str, object], at: object) -> list[Any]:
    """Refuse if an amendment is in force: it is taken back by its own step."""
    return [] if plan.edition == 1 else [_("An earlier edition is in force: take back the amendment.")]


def later_edition(plan: Plan, given: Mapping[str, object], at: object) -> list[Any]:
    """Refuse to take back the first edition as an amendment: the whole publication is taken back instead."""
    return [] if plan.edition > 1 else [_("There is no earlier edition: take the publication back.")]


PLAN_CYCLE = Cycle(
    PLAN_STATES,
    "closed discarded",
    (
        Step("receive", _("New plan"), "> draft", KEEPER, given=RECEIVE, sets=(*HEAD, "year", "unit")),
        Step("describe", _("Particulars"), "draft amending >", KEEPER, given=DESCRIBE, sets=(*HEAD, "year")),
        Step("set_above", _("Plan of the level above"), arrow(IN_WORK), KEEPER, given=Above, sets="above"),
        Step("ask_of_reports", _("Requirements for each report"), arrow(IN_WORK), KEEPER,
             given=AskOfReports, sets=ASKS),
        Step("publish", _("Publish"), "draft > published", KEEPER, given=Publish, follows=(publish_edition,),
             tone="main", next_page=send_page),
        Step("amend", _("Amend"), "published > amending", KEEPER, given=ReasonForm),
        Step("reissue", _("Publish the amendment"), "amending > published", KEEPER, given=Publish,
             follows=(publish_edition,), tone="main"),
        Step("give_up", _("Discard the amendment"), "amending > published", KEEPER, given=ReasonForm,
             follows=(discard_plan_amendment,)),
        Step("take_back", _("Take back the publication"), "published > draft", KEEPER, given=ReasonForm,
             guard=first_edition, follows=(withdraw_edition,), tone="careful"),
        Step("take_back_amendment", _("Take back the amendment"), "published > amending", KEEPER, given=ReasonForm,
             guard=later_edition, follows=(withdraw_edition,), tone="careful"),
        Step("tag", _("Tags"), arrow(IN_WORK), KEEPER, given=TagForm, guard=tagging.changes_tags,
             about=tags.is_any_list_set, follows=(tagging.set_tags,), bulk=True,
             example={"services": tags.example_tags}),
        Step("close", _("Close the year"), "published > closed", KEEPER, given=ReasonForm, follows=(refuse_open,)),
        Step("discard", _("Discard"), "draft > discarded", KEEPER, given=ReasonForm, guard=never_published,
             tone="careful"),
    ),
)  # fmt: skip

PLANS = Kind(
    name="plans",
    label=_("Plans"),
    one=_("Plan"),
    record=Plan,
    cycle=PLAN_CYCLE,
    rights=PLAN_RIGHTS,
    columns=("year", "origin", "edition"),
    shows=("year", "origin", "issuer", "mark", "received", "rhythm", *ASKS, "edition", "supervision", "designated"),
    quiet=("supervision", "designated"),
    filters=("year", "origin", "supervision"),
    words=("title", "issuer", "mark"),
    parts=(
        Texts(texts_of, way_to, only=KEEPER),
        BeginsAt(_("Receive a document"), "ledger:receive"),
        *ANSWERS,
        Answer(
            "warnings",
            _("What to look at before it is published, with the page's address; it does not prevent publishing."),
            list[str],
            publication_warnings,
        ),
        Tags(TAG_LISTS, tags.tags_by_record, tags.narrow_by_tag),
    ),
    parameters=(MOST_REPORTS,),
    erasable=False,
    sections=plan_sections,
    prefix="计",
    counter="份",
    help="plans",
)
