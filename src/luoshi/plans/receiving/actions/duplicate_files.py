"""Refuses a document that was received before, and says where it is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.evidence.received.files import Received
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.receiving.actions.incoming_files import CheckedUpload
from luoshi.plans.receiving.queries import received_before

HEAD = 3000  # characters that contain a document's title, issuer, number and year


class ReceivedBefore(RecordError):
    """The same document was received before: ``twice``; with the plans that have it."""

    def __init__(self, plans: Sequence[Plan]) -> None:
        names = "、".join(f"{plan.number}《{plan.title}》" for plan in plans)
        super().__init__(
            "twice",
            _("The same document has already been received: %(plans)s.") % {"plans": names},
            remedy=_(
                "Continue with that plan. To create another plan from it, choose the file again and tick “Receive "
                "it again”."
            ),
        )
        self.plans = list(plans)


def digest_of_files(files: Sequence[Received]) -> str:
    """Return the hash under which a document of these files is stored."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.data)
    return digest.hexdigest()


def refuse_received_before(sent: CheckedUpload, actor: Actor, at: datetime) -> None:
    """Refuse what was received before: the same file or words, or the same number from the same issuer.

    Raises:
        ReceivedBefore: with the plans of that document that the actor may read.
    """
    from luoshi.reading.read import read_document_head

    hashes = {*(document.sha256 for document in sent.documents), *(file.sha256 for file in sent.waiting)}
    hashes |= {digest_of_files(files) for files in sent.scans}
    heads = [read_document_head(document.read.text[:HEAD]) for document in sent.documents]
    papers = {(head.issuer, head.number) for head in heads if head.issuer and head.number}
    if plans := received_before(hashes, papers, actor, timezone.localdate(at)):
        raise ReceivedBefore(plans)
