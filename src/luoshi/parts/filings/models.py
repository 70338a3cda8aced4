"""What somebody filed without an account."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from luoshi.base.forms.fields import EncryptedText
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.about import About
from luoshi.kernel.kinds.models import KindRecord

_ = words(__name__)


class Filing(KindRecord):
    """What somebody filed without an account: no appeal until the desk takes it in.

    Attributes:
        code: six digits on the receipt, by which, with the number, they ask how it stands.
        key: of the page that was sent; each files once.
        source: keyed hash of the address of origin, only to recognise filings from the same address.
        appeal: what the desk made of it, or the appeal about the same.
    """

    words = models.TextField(_("request"), max_length=2000)
    place = models.CharField(_("place"), max_length=200, blank=True)
    speaker = EncryptedText(_("speaker"), blank=True)
    contact = EncryptedText(_("contact"), blank=True)
    code = EncryptedText(_("query code"), blank=True, editable=False)
    key = models.CharField(max_length=32, blank=True, editable=False)
    source = models.CharField(max_length=32, default="", blank=True, editable=False)
    appeal = About(_("Appeal"), kinds="appeals", opens=False, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="a_page_files_once"),)
