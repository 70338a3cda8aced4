"""The moves of lots, and the keys of what was counted."""

from __future__ import annotations

from django.db import models

from luoshi.base.forms.fields import Fixed
from luoshi.desk.declarations.office import office
from luoshi.evidence.journal.models import Entry as JournalEntry
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.models import Record

_ = words(__name__)

LEVELS = office(__name__).lists["lots.levels"]  # of results, the lowest first

EARN, USE, CONVERT, EXPIRE, REVOKE, RESTORE = "earn", "use", "convert", "expire", "revoke", "restore"
MOVES = [
    (EARN, _("Earned")),
    (USE, _("Used")),
    (CONVERT, _("Converted")),
    (EXPIRE, _("Expired")),
    (REVOKE, _("Revoked")),
    (RESTORE, _("Restored")),
]


class LotMove(models.Model):
    """What came into a lot or left it; never changed, only undone by a later move.

    The sum of the effects of a lot is what is left of it.

    Attributes:
        lot: the record that is the lot; ``holder``: whose it is.
        effect: positive for what came in; ``amount``: the same for figures, without its sign; of what was restored
            negative, since it was not used after all.
        cause: the record whose step it was: a use, the lot itself, or the lot into which it was converted.
        entry: the journal entry of that step; None: it expired.
        undoes: of a restored amount, the use.
    """

    lot = models.ForeignKey(Record, models.PROTECT, related_name="+", db_index=False)
    holder = models.ForeignKey(Record, models.PROTECT, related_name="+")
    sort = models.CharField(max_length=7, choices=MOVES)
    effect = Fixed()
    amount = Fixed()
    day = models.DateField()
    cause = models.ForeignKey(Record, models.PROTECT, related_name="+")
    entry = models.ForeignKey(JournalEntry, models.PROTECT, null=True, related_name="+", db_index=False)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")

    class Meta:
        indexes = (models.Index(fields=["lot", "day"]),)

    def __str__(self) -> str:
        return f"{self.lot_id} {self.sort} {self.effect}"


class LotKey(models.Model):
    """What was counted once, for ever: a digest, so that it stands also when the content of the lot is erased.

    Attributes:
        lot: what counted it; None: several count it, each once, and each has a key of its own.
        common: of such an own key, the key without a lot, which nothing can count alone.
    """

    lot = models.ForeignKey(Record, models.PROTECT, null=True, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    common = models.ForeignKey("self", models.PROTECT, null=True, related_name="own_keys")

    def __str__(self) -> str:
        return f"{self.lot_id}"
