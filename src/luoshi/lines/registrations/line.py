"""The declaration of the line; pages, API, sheets, rights matrix and diagram follow from it."""

from __future__ import annotations

from luoshi.base.rights.rules.rights import usual
from luoshi.codes.contact import mask_name
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.forms.handed import NOBODY, Handed
from luoshi.kernel.kinds.language.conditions import Field, Is, Least, Need, Some
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Protected, stars
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import TODAY, Cycle, Step
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.parameters.queries.parameters import retention_parameter
from luoshi.lines.registrations import actions, cards, queries
from luoshi.lines.registrations.models import ActivityRegistration
from luoshi.lines.registrations.parts import TakesSeat
from luoshi.papers.part import Paper
from luoshi.parts.registers.models import GuardianConsent

_ = words(__name__)

BOTH = "unit desk"
PLANNED = Need(Is(activity__state="planned", activity__seats__not=None), _("The activity has no seats, or is over."))
AGREED = Need(
    ~Is(minor=True) | Some("consents", withdrawn=None),
    _("The name of somebody under 18 is kept only with a guardian’s consent: enter it."),
)
AGE_TOLD = Need(~Is(minor=None), _("Say whether this person is under 18."))
BEGUN = Need(
    ~Is(activity__state="planned") | Is(activity__planned=None) | Least("came_on", Field("activity.planned")),
    _("The activity has not begun yet: nobody has come to it."),
)
STANDS = Need(Is(activity__state__not="cancelled"), _("The activity was cancelled: nobody comes to it."))
NAMED = Need(Is(name__not=None), _("There is no name: the guardian withdrew the consent."))
OVER = Is(activity__state="held doubtful checked")  # before it was held nobody has stayed away
CYCLE = Cycle(
    {
        "registered": _("Signed up"),
        "came": _("Came"),
        "missed": _("Did not come"),
        "cancelled": _("Cancelled"),
    },
    "came missed cancelled",
    (
        Step("sign_up", _("Sign up"), "> registered", NOBODY, given=Handed, needs=[PLANNED],
             sets="title activity unit name contact minor agreed key source", puts={"signed_on": TODAY}),
        Step("enter", _("Enter who signs up"), "> registered", BOTH, "activity name contact minor",
             must="activity name", rows="consents", needs=[PLANNED, AGE_TOLD, AGREED], puts={"signed_on": TODAY},
             follows=(actions.mask_title,), example={"minor": False}),
        Step("come", _("Came"), "registered missed > came", BOTH, puts={"came_on": TODAY}, needs=[STANDS, BEGUN],
             bulk=True, tone="main"),
        Step("miss", _("Did not come"), "registered > missed", BOTH, bulk=True),
        Step("cancel", _("Cancel"), "registered > cancelled", BOTH, own={"reason": True}, tone="careful"),
        Step("withdraw", _("Cancelled by who signed up"), "registered > cancelled", NOBODY, given=Handed),
        Step("agree", _("The guardian agreed when signing up"), "registered >", NOBODY, adds="consents",
             on="consents.given"),
        Step("consent", _("Enter a guardian’s consent"), "registered came >", BOTH, adds="consents",
             on="consents.given", only=Is(minor=True)),
        Step("revoke", _("Enter that a consent is withdrawn"), "registered came missed cancelled >", BOTH,
             ends="consents", only=Is(minor=True), puts={"name": "", "contact": "", "named": ""},
             follows=(actions.forget_minor,), tone="careful"),
        Step("certify", _("Write the certificate of taking part"), "came >", BOTH, needs=[NAMED],
             follows=(actions.name_on_certificate,)),
    ),
)  # fmt: skip
FIGURES = (
    Figure("signed", _("People who signed up"), on="signed_on", by="unit", unit=_("person-times")),
    Figure("came", _("People who came"), on="came_on", by="unit", unit=_("person-times")),
    Figure("turnout", _("Share of those who came"), measure="share", where=Is(came_on__not=None), base=OVER,
           on="signed_on", by="unit", unit="%"),
)  # fmt: skip
KIND = Kind(
    name="registrations",
    label=_("Registrations"),
    one=_("Registration"),
    record=ActivityRegistration,
    cycle=CYCLE,
    void="cancelled",
    rights=usual(_("Checking office"), _("Who holds it"), _("Leader in charge")),
    columns="activity signed_on came_on",
    shows="activity name contact minor signed_on came_on named agreed",
    quiet="named agreed",
    filters="activity signed_on",
    parts=(
        Protected({"name": mask_name, "contact": stars}, BOTH, _("Show who this is"), plain="name", to=BOTH),
        Rows(
            "consents",
            GuardianConsent,
            _("Guardian’s consent"),
            ends="withdrawn",
            begins_open=True,
            past="given withdrawn",
            masks={"guardian": stars},
        ),
        TakesSeat("sign_up enter"),
        Unique("activity name contact", where=Is(state="registered came")),
        Paper("certificate", _("Certificate of taking part"), "certify", "named activity came_on", "参证",
              "certificate", stands=Is(state="came")),
        *FIGURES,
    ),
    parameters=(queries.OPEN, queries.NOTICE, queries.A_DAY),
    keeps=retention_parameter(
        "registrations.keep_years", _("Years for which a closed registration is kept (1 to 100, or 永久)")
    ),
    help="registrations",
    prefix="名",
    counter="份",
)  # fmt: skip
LINE = Line(
    "registrations",
    _("Signing up"),
    (KIND,),
    about=_("People sign up for activities by a QR code, as long as there are seats, and are ticked when they come."),
    cards=(cards.registration_cards,),
    urls="luoshi.lines.registrations.urls",
    addresses=("check-in",),
)
