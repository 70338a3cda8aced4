"""The declaration of calls and applications."""

from __future__ import annotations

from datetime import timedelta

from luoshi.desk.declarations.office import office
from luoshi.kernel.base.jobs import Job
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.assessed import Assessable
from luoshi.kernel.kinds.language.computed_fields import Computed
from luoshi.kernel.kinds.language.conditions import Is, Some
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.figures import Cell, Coverage, Figure
from luoshi.kernel.kinds.language.holdings import Held
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Answer, Face, Files
from luoshi.kernel.kinds.language.public import Public
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.seals import Sealed
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.lines import Line, MenuPage
from luoshi.kernel.parameters.queries.parameters import due_within_limit
from luoshi.papers.part import Paper
from luoshi.parts.calls import actions, cards, cycles, models, rights
from luoshi.parts.calls.applicant.queries import is_applicant
from luoshi.parts.calls.opening import actions as opening
from luoshi.parts.calls.opening.rules import SHUT, SHUT_IN_OFFICE
from luoshi.parts.calls.parts import CallConditions, DesignedFields, Quotas
from luoshi.parts.publicity.part import Publicity
from luoshi.parts.publicity.queries import RUNS
from luoshi.parts.registers.guardians import NamedInPublic

_ = words(__name__)


def answers_of(record: object) -> dict[str, object]:
    """Return the answers of an application by the label of the field, as they are stored. No query."""
    assert isinstance(record, models.Application)
    return dict(record.answers)


VALUES = office(__name__).values
PRIZED = "awarded submitted won lost"
CALLS = Kind(
    name="calls",
    label=_("Calls"), one=_("Call"),
    record=models.Call, cycle=cycles.CALLS, rights=rights.OF_CALLS,
    void="cancelled", unit=_("Office that calls"),
    columns="sort year from_at to_at",
    shows="sort award plan level year like basis guide from_at to_at late frees moves_up voted sealed asked_at "
          "unsealed_at published decided form_head received_head",
    quiet="award plan level like basis asked_at unsealed_at published decided form_head received_head",
    filters="sort award plan year",
    words="title basis guide",
    parts=(
        Rows("quotas", models.CallQuota, _("Places"), once="cls grade"),
        Rows("conditions", models.CallCondition, _("Conditions"), once="sort item text"),
        Rows("fields", models.CallField, _("Fields of the applications"), once="label", most=60),
        Rows("dates", models.CallDate, _("Announced days"), once="what"),
        Files("paper", _("Paper of the call"), "pdf docx"),
        Unique("title year sort", where=~Is(state="cancelled")),
        Public("title sort year guide from_at to_at received_head", VALUES["calls.open"],
               where=Is(state="published closed decided"), label=_("Calls")),
        Figure("calls", _("Calls"), on="published", by="unit sort plan", unit="个"),
    ),
    sections=cards.list_result,
    prefix="征", counter="个", corrects="desk", corrected=(opening.refuse_corrected_seal,), help="calls",
    messages={"opening": _("What was sent for a sealed call is to be opened: confirm it as the second person.")},
)  # fmt: skip
APPLICATIONS = Kind(
    name="applications",
    label=_("Applications"), one=_("Application"),
    record=models.Application, cycle=cycles.APPLICATIONS, rights=rights.OF_APPLICATIONS,
    void="withdrawn", unit=_("Recommending unit"),
    columns="call cls applicant leader sent_at",
    shows="call sort year plan cls work level mode applicant leader branch summary amount sent_at supplemented "
          "refusal opinion score rank grade vote ayes votes_of voted_on chosen struck result_on",
    quiet="plan work level mode applicant leader branch amount sent_at supplemented refusal opinion score rank grade "
          "vote ayes votes_of voted_on chosen struck result_on",
    filters="call sort year plan cls work level grade applicant",
    words="title summary",
    parts=(
        Computed("amount", "sum(budget.amount)"),
        Rows("members", models.ApplicationMember, _("Members"), once="person", past="trained"),
        Rows("prizes", models.ApplicationPrize, _("Prizes"), once="level", past="day"),
        Rows("budget", models.BudgetItem, _("Budget"), once="item"),
        Rows("unsuited", models.UnsuitedReviewer, _("Asked not to review"), most=3, once="person"),
        Rows("keepers", models.ApplicationKeeper, _("Looked after from outside by"), ends="to_day"),
        Held("keepers", _("Looked after from outside by"), "person", rows="keepers"),
        Files("paper", _("Application and annexes"), "pdf docx xlsx zip", most=20),
        Files("blind", _("Papers without names"), "pdf docx xlsx jpg jpeg png", most=5, nameless=True),
        Files("certificate", _("Certificate of the unit"), "pdf jpg jpeg png"),
        Owed("supplement", _("Completion"), due_within_limit(VALUES["calls.supplement"])),
        Unique("title leader call", where=~Is(state="withdrawn turned_down"), clash="doubt", who="desk"),
        Assessable("checked assessed", takes="review", group="branch", cls="cls", people="leader members.person",
                 organisations="applicant", unsuited="unsuited.person", shows="summary", named="leader applicant",
                 files="draft edit attach_blind", blind="attach_blind"),
        Sealed(SHUT, to="author keeper unit head"),
        Sealed(SHUT_IN_OFFICE, to="author keeper"),
        CallConditions("send"),
        DesignedFields("send resend"),
        Answer("answers", _("Fields of this call"), dict[str, object], answers_of),
        Quotas("award regrade", where_set="approve"),
        Publicity("published", VALUES["calls.publicity"], "title cls grade", then="award approve send_up",
                  reads="office"),
        Public("title sort applicant cls level grade state", VALUES["calls.open"],
               where=(Is(state="published") & RUNS) | (cycles.WORKS & Is(state=PRIZED) & ~Is(chosen=None)),
               label=_("Intended results in publicity, and prizes")),
        NamedInPublic("members.person", role="role", minors="pupil", where=cycles.WORKS),
        Paper("prize", _("Certificate of a prize"), "award regrade win_prize",
              "title work applicant level grade chosen result_on", "赛证", "certificate", rows="members",
              stands=Is(state=PRIZED) & ~Is(chosen=None)),
        Face("topics", _("Topics"), Is(sort="topics"), columns="call leader mode sent_at"),
        Face("projects", _("Projects"), Is(sort="projects"), columns="call applicant amount sent_at"),
        Face("contest", _("Contest of innovation"), Is(sort="contest"), columns="call cls applicant rank grade"),
        Face("nominations", _("Nominations"), Is(sort="talent award"), columns="call leader sent_at result_on"),
        Face("papers", _("Papers"), Is(sort="papers"), columns="call leader score grade"),
        Face("works", _("Contest works"), cycles.WORKS, columns="call work applicant level grade", menu=True),
        Face("farm", _("Farm projects"), Is(sort="farm"), columns="call applicant amount sent_at"),
        Face("campaigns", _("Science campaigns"), Is(sort="campaign"), columns="call applicant sent_at"),
        Face("bridge", _("Bridge projects"), Is(sort="bridge"), columns="call applicant leader amount"),
        Face("consult", _("Studies and advice"), Is(sort="consult"), columns="call leader sent_at"),
        Face("stations", _("Workstations"), Is(sort="station"), columns="call applicant sent_at"),
        Figure("applied", _("Applications sent"), on="sent_at", by="unit sort cls plan", unit="项"),
        Figure("chosen", _("Chosen"), on="chosen", by="unit sort cls grade plan", unit="项"),
        Figure("works", _("Contest works sent"), on="sent_at", where=cycles.WORKS, by="unit work applicant", unit="件"),
        Figure("prizes", _("Prizes of contest works"), "prizes", on="prizes.day", where=~Is(state="revoked"),
               by="unit work prizes.level prizes.grade applicant", unit="项", target=VALUES["calls.prizes"]),
        Figure("tutors", _("Tutors of contest works"), "members.person", measure="distinct", on="sent_at",
               only=Is(role="tutor"), by="unit applicant", unit="人"),
        Figure("trained", _("Tutors trained"), "members.person", measure="distinct", on="members.trained",
               only=Is(role="tutor"), by="unit applicant", unit="人"),
        Figure("asked", _("Money asked for"), "amount", measure="sum", on="sent_at", by="unit sort", unit="元"),
        Figure("examined", _("Formal check passed"), measure="share", base=~Is(state="drafted reserved sent"),
               where=Is(state="checked assessed published approved awarded submitted won lost unchosen revoked"),
               on="sent_at", by="unit sort", unit="%"),
        Coverage("supported", _("Contest winners followed by support"), by="unit sort",
                 where=Is(sort="contest works", state="awarded won"),
                 cells=(Cell("support", _("Supported as a project"), Some("projects", via="application")),)),
        Coverage("pipeline", _("Projects from reserve to publicity"),
                 where=Is(sort="projects") & ~Is(state="withdrawn turned_down"), by="unit cls",
                 cells=(Cell("sent", _("Applied"), ~Is(sent_at=None)),
                        Cell("approved", _("Approved"), Is(state="approved")),
                        Cell("contract", _("Contract signed"),
                             Some("projects", via="application", where=~Is(from_day=None))),
                        Cell("accepted", _("Accepted"), Some("projects", via="application",
                                                             where=~Is(accepted_on=None))),
                        Cell("shown", _("Performance published"),
                             Some("projects", via="application", where=Is(state="shown archived"))))),
    ),
    parameters=(VALUES["calls.supplement"],),
    messages={
        "sent": _("An application of %(unit)s was sent: certify it."),
        "certified": _("An application of %(unit)s was certified: check it."),
        "returned": _("Your application was sent back: complete it. Due: %(due)s"),
        "refused": _("Your application was refused in the formal check."),
        "changed": _("The call changed what applications must say: look at yours."),
        "chosen": _("Your application was chosen."),
        "unchosen": _("Your application was not chosen."),
    },
    sections=cards.show_application,
    prefix="申", counter="项", corrects="desk", corrected=(actions.refuse_corrected_review,), help="calls",
)  # fmt: skip
LINE = Line(
    "calls",
    _("Calls and applications"),
    (CALLS, APPLICATIONS),
    together=True,
    menu=(MenuPage(_("My applications"), "calls:own_applications", is_applicant, own=True),),
    urls="luoshi.parts.calls.urls",
    addresses=("apply",),
    jobs=(Job("windows", _("Calls whose window is over"), timedelta(minutes=10), actions.end_windows),),
    about=_("Calls for projects, contests, nominations and papers: what is sent in, checked, chosen and published."),
)
