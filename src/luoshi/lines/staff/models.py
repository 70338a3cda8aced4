"""Who holds which post, between which days, and who is away."""

from __future__ import annotations

from django.db import models

from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.models import KindRecord, Row
from luoshi.parts.registers.links import Human, Org

_ = words(__name__)

LISTS = office(__name__).lists
YES_OR_NO = (("yes", _("Yes")), ("no", _("No")))


class StaffMember(KindRecord):
    """Somebody on a post, from a day to a day. Source: S000-99.

    Attributes:
        protected: whether the office's list says of the post that a move waits for approval; as on the day of entry.
        destination, moves_on: where they are to be moved, and when.
    """

    person = Human(_("person"))
    post = Listed(LISTS["staff.posts"], _("post"))
    protected = models.CharField(_("protected post"), max_length=3, choices=YES_OR_NO, blank=True, editable=False)
    level = Listed(LISTS["staff.levels"], _("level"), blank=True)
    mentor = Human(_("mentor"), blank=True)
    tasks = models.CharField(_("tasks"), max_length=200, blank=True)
    from_day = models.DateField(_("on the post since"), null=True, db_index=True)
    to_day = models.DateField(_("last day"), null=True, blank=True)
    destination = models.CharField(_("to be moved to"), max_length=120, blank=True)
    moves_on = models.DateField(_("to be moved on"), null=True, blank=True)
    grounds = models.CharField(_("grounds of the move"), max_length=200, blank=True)


class StaffAbsence(Row):
    """A rotation, secondment or exchange elsewhere; they still count where they are on a post."""

    sort = Listed(LISTS["staff.absences"], _("sort"))
    org = Org(_("at"), blank=True)
    from_day = models.DateField(_("from"))
    until = models.DateField(_("expected back on"), null=True, blank=True)
    back = models.DateField(_("back on"), null=True, blank=True)
