"""Who signed up for an activity."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from luoshi.base.forms.fields import EncryptedText
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord

_ = words(__name__)


class ActivityRegistration(KindRecord):
    """One seat of an activity, for one person; the title is the masked name.

    Attributes:
        minor: under 18; nobody is taken to be of age because nobody said so. A minor's name is kept only with a
            guardian's consent, and gone with its withdrawal.
        named: the name on the certificate.
        agreed: the wording that was agreed to. Source: 个人信息保护法 art. 14, 17.
        key: of the page that was sent; each signs up once.
        source: keyed hash of the address of origin, only to recognise sign-ups from the same address.
    """

    activity = Linked(
        "activities.Activity", _("activity"), gives="unit", where=Is(state="planned", seats__not=None), back=False
    )
    name = EncryptedText(_("name"), blank=True)
    contact = EncryptedText(_("telephone"), blank=True)
    minor = models.BooleanField(_("under 18"), null=True, blank=True)
    signed_on = models.DateField(_("signed up on"), null=True, blank=True, db_index=True)
    came_on = models.DateField(_("came on"), null=True, blank=True)
    named = models.CharField(_("name on the certificate"), max_length=50, blank=True)
    agreed = models.TextField(_("agreed to"), max_length=1000, blank=True)
    key = models.CharField(max_length=32, blank=True, editable=False)
    source = models.CharField(max_length=32, default="", blank=True, editable=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="a_page_signs_up_once"),)
