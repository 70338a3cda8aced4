"""Appeals, with channel, answer and rating."""

from __future__ import annotations

from django.db import models

from luoshi.base.forms.fields import EncryptedText
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.definitions import List
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.models import KindRecord
from luoshi.org.tree.models import Unit

_ = words(__name__)

CHANNELS = List(
    "appeals.channels",
    _("Channels"),
    {
        "hotline": _("Hotline"),
        "web": _("Web"),
        "wechat": _("WeChat"),
        "visit": _("Visit"),
        "letter": _("Letter"),
        "symposium": _("Symposium"),
    },
    group=_("Appeals"),
)
GRADES = List(
    "appeals.grades",
    _("Grades"),
    {"urgent": _("Urgent"), "important": _("Important"), "ordinary": _("Ordinary")},
    group=_("Appeals"),
)
MARKS = [(5, _("Very satisfied")), (4, _("Satisfied")), (3, _("Fair")), (2, _("Dissatisfied"))]
MARKS += [(1, _("Very dissatisfied"))]


class Appeal(KindRecord):
    """A request to the office. The speaker's name is stored encrypted; seeing it is a permission of its own."""

    desk = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", editable=False)  # the receiving unit
    channel = Listed(CHANNELS, _("channel"))
    words = models.TextField(_("request"))
    speaker = EncryptedText(_("speaker"), blank=True)
    contact = EncryptedText(_("contact"), blank=True)
    grade = Listed(GRADES, _("grade"), blank=True)
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    told = models.DateField(_("informed on"), null=True, blank=True, db_index=True)
    mark = models.PositiveSmallIntegerField(_("satisfaction"), choices=MARKS, null=True, blank=True)
