"""Sign-ups."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from luoshi.base.forms.fields import EncryptedText
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.models import KindRecord
from luoshi.parts.registers.links import Human

_ = words(__name__)

MAIL, SMS = "mail", "sms"
WAYS = [(MAIL, _("E-mail")), (SMS, _("Text message"))]


class SignUp(KindRecord):
    """A request for an account: name (the title), contact, and consent.

    Attributes:
        consent: the wording consented to. Source: Personal Information Protection Law art. 14, 17: consent is given
            after the purpose, the way and the time were told, and it can be shown.
        key: of the code that verified the contact; each is used once.
        source: keyed hash of the address of origin, only to recognise sign-ups from the same address.
        entry: the register entry with which they sign in.
    """

    contact = EncryptedText(_("e-mail or telephone"), blank=True)
    way = models.CharField(_("verified by"), max_length=4, choices=WAYS, blank=True)
    belongs = models.CharField(_("organisation"), max_length=120, blank=True)
    purpose = models.CharField(_("purpose"), max_length=300, blank=True)
    consent = models.TextField(_("agreed to"), max_length=4000, blank=True)
    agreed = models.DateField(_("agreed on"), null=True, blank=True)
    key = models.CharField(max_length=32, blank=True, editable=False)
    source = models.CharField(max_length=32, default="", blank=True, editable=False)
    entry = Human(_("entry of the register"), blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="a_code_signs_up_once"),)
