"""What every record of a random draw keeps."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.base.forms.fields import EncryptedText
from luoshi.kernel.kinds.models import KindRecord


class RandomDraw(KindRecord):
    """A draw: its pool is frozen and published before chance decides.

    ``secret`` is kept until the draw; its hash, ``promise``, is published with the pool, so that neither the system's
    operators nor those who give the numbers can steer the draw alone (drawing.draws). A kind adds ``size``.

    Attributes:
        pool: the labels in order, one per line; ``passed``: those skipped, with their state after a tab.
    """

    sources = models.CharField(
        _("source of the numbers"),
        max_length=300,
        help_text=_(
            "Numbers that nobody knows yet, in their order, for example: the next draw of a public lottery; dice "
            "thrown by the discipline inspector."
        ),
    )
    pool = models.TextField(blank=True, editable=False)
    count = models.PositiveIntegerField(_("in the pool"), null=True, editable=False)
    digest = models.CharField(_("hash of the pool"), max_length=64, blank=True, editable=False)
    promise = models.CharField(_("hash of the secret"), max_length=64, blank=True, editable=False)
    secret = EncryptedText(blank=True, editable=False)
    numbers = models.TextField(
        _("random numbers"),
        max_length=1000,
        blank=True,
        help_text=_("One line per source, in the order announced; separate numbers by spaces."),
    )
    witness = models.CharField(_("person providing the numbers"), max_length=60, blank=True)
    revealed = models.CharField(_("the revealed secret"), max_length=64, blank=True, editable=False)
    passed = models.TextField(blank=True, editable=False)

    class Meta:
        abstract = True
