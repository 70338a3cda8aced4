"""Credits, their uses, and statements of them."""

from __future__ import annotations

from django.db import models

from luoshi.base.forms.fields import Fixed
from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord, Row
from luoshi.parts.lots.models import LEVELS
from luoshi.parts.registers.links import Human, Org

_ = words(__name__)

OFFICE = office(__name__)
LISTS, VALUES = OFFICE.lists, OFFICE.values
YES_OR_NO = (("yes", _("Yes")), ("no", _("No")))


class Credit(KindRecord):
    """A result of learning that was deposited: a lot of credits once two persons verified it. Source: S000-54.

    Attributes:
        provider: where the credits count.
        issuer, certificate: what was counted, once for ever.
        amount: the credits that the certificate says, or those that its ``hours`` make; ``rest``: hours left over.
        day: the day of the activity; its rules hold. ``to_day``: the last day on which the credits are valid.
        source: of what was recognised elsewhere, the deposit that it came from.
        agreement, gets, requested_on: by which agreement, by whom and when it was asked to be recognised.
        became: the credits that it became there.
    """

    learner = Linked("learning.Learner", _("learner"), gives="person")
    person = Human(_("person"), blank=True, back=False)
    provider = Org(_("counts at"))
    enrolment = Linked("learning.Enrolment", _("studies"), blank=True, where=Is(state="finished certified"))
    sort = Listed(LISTS["credits.sorts"], _("sort"))
    issuer = Org(_("issued by"), blank=True)
    certificate = models.CharField(_("certificate number"), max_length=80, blank=True)
    level = Listed(LEVELS, _("level"), blank=True)
    hours = Fixed(_("hours"), least=0, null=True, blank=True)
    amount = Fixed(_("credits"), least=0, null=True, blank=True)
    rest = Fixed(_("hours left over"), null=True, blank=True, editable=False)
    grade = models.CharField(_("grade"), max_length=20, blank=True)
    passed = models.CharField(_("passed"), max_length=3, choices=YES_OR_NO, blank=True)
    day = models.DateField(_("achieved on"), null=True)
    to_day = models.DateField(_("valid until"), null=True, blank=True)
    stored_on = models.DateField(_("stored on"), null=True, blank=True, editable=False)
    source = Linked("self", _("recognised from"), blank=True)
    agreement = Linked(
        "contracts.Contract",
        _("agreement"),
        blank=True,
        where=Is(sort="recognition", state="signed performing settled"),
    )
    gets = Org(_("recognised by"), blank=True)
    requested_on = models.DateField(_("asked on"), null=True, blank=True)
    became = Fixed(_("credits there"), null=True, blank=True, editable=False)


class CreditUse(KindRecord):
    """Credits that somebody used, first those that expire first; undone, the same have them back."""

    learner = Linked("learning.Learner", _("learner"), gives="person")
    person = Human(_("person"), blank=True, editable=False, back=False)
    provider = Org(_("used at"))
    amount = Fixed(_("credits"), least=0, null=True)
    used_on = models.DateField(_("used on"), null=True, blank=True, editable=False)
    undone_on = models.DateField(_("undone on"), null=True, blank=True, editable=False)


class CreditStatement(KindRecord):
    """What of somebody's credits was valid on a day, which may be long past: the moves tell it."""

    learner = Linked("learning.Learner", _("learner"), gives="person")
    person = Human(_("person"), blank=True, editable=False, back=False)
    as_of = models.DateField(_("as of"), null=True)
    valid = Fixed(_("credits valid"), null=True, blank=True)
    earned = Fixed(_("credits earned"), null=True, blank=True)


class StatementItem(Row):
    """A lot on the day of the statement.

    Attributes:
        amount: the credits earned by the result; None of a lot recognised from elsewhere: the result is counted once.
        received: what it became here, of a lot recognised from elsewhere.
    """

    provider = models.CharField(_("counts at"), max_length=100)
    course = models.CharField(_("for"), max_length=200)
    day = models.DateField(_("achieved on"))
    hours = Fixed(_("hours"), null=True, blank=True)
    amount = Fixed(_("credits earned"), null=True, blank=True)
    received = Fixed(_("recognised from elsewhere"), null=True, blank=True)
    left = Fixed(_("credits valid"))
    until = models.DateField(_("valid until"), null=True, blank=True)
