"""A leader, or their secretary for them, confirms having seen what changed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.leaders.models import Sight
from luoshi.desk.leaders.queries import leader_posts
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.org.actors.models import Post


@transaction.atomic
def have_seen(post: Post, actor: Actor, *, at: datetime) -> None:
    """Move the moment from which changes are shown to now.

    Raises:
        RecordError: ``missing``: not a leader's post whose page the actor may open.
    """
    if post not in leader_posts(actor, timezone.localdate(at)):
        raise RecordError("missing", _("There is no such matter, or you may not see it."))
    Sight.objects.update_or_create(post=post, defaults={"at": at})
    journal_act(f"post:{post.pk}", "leader.seen", actor, {}, at=at, seat=post.pk)
