"""Instructions: leader, subject, words, due date and answer."""

from __future__ import annotations

from django.db import models

from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.about import About
from luoshi.kernel.kinds.models import KindRecord

_ = words(__name__)


class Instruction(KindRecord):
    """A leader's instruction. Its unit answers, its decider is the leader's post, its opener entered it.

    Many leaders have no post here (those of the level above), so ``whose`` names the leader in words.
    """

    about = About(
        _("what it is on"),
        blank=True,
        back=False,  # a card of its own shows them, with what they say
        help_text=_("Leave empty if it is on a paper outside this system."),
    )
    whose = models.CharField(_("whose instruction"), max_length=60)
    given = models.DateField(_("written on"))
    words = models.TextField(_("words of the instruction"), max_length=1000)
    by = models.DateField(_("answer by"))
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    chase = models.BooleanField(_("asks the supervision office to chase"), default=False, editable=False)

    class Meta:
        indexes = (models.Index(fields=["about"]),)
