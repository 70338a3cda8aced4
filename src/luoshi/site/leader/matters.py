"""Matters as a leader's page shows them: their state, who has them, and what the leader can do about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from luoshi.base.forms.shapes import Light
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.leaders import queries as asks
from luoshi.desk.lists.pages.record_fragments import lights_of
from luoshi.desk.lists.queries.holders import responsible_tenures
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.lines.instructions.queries import chase_requests, last_instruction_days
from luoshi.org.actors.models import Post, Tenure
from luoshi.org.people.actions.people import may_view_contact


def build_leader_matters(
    records: Sequence[Record], post: Post, actor: Actor, day: date
) -> dict[int, dict[str, object]]:
    """Return these records by id, for ``_matter.html``. A bounded number of queries, however many."""
    lights, reasons, who = lights_of(records, day), asks.reasons_of(records), responsible_tenures(records, day)
    asked, wrote, own = chase_requests(records), last_instruction_days(records, actor), post.pk in actor.posts
    found = {}
    for record in records:
        light = lights[record.pk]
        chase = asked.get(record.pk)
        found[record.pk] = {
            "id": record.pk,
            "number": record.number,
            "title": record.title,
            "url": record.get_absolute_url(),
            "light": replace(light, why=""),
            "due": plain_text(record.due),
            "how": _how(record, light, reasons.get(record.pk, ("", ""))),
            "who": _person(who.get(record.pk)),
            "call_url": _to("leader_call", post, record) if record.pk in who and may_view_contact(actor) else "",
            "write_url": _to("leader_write", post, record) if own else "",
            "wrote": wrote.get(record.pk),
            "chase_url": _to("leader_chase", post, record) if own else "",
            "chased": chase.given if chase else None,
        }
    return found


def _how(one: Record, light: Light, reason: tuple[str, str]) -> str:
    """Return how late it is, its state, and why: the last reason that the unit gave, if any."""
    state = str(kind_of(one).cycle.states[one.state])
    words = _("%(how)s, %(state)s") % {"how": light.why, "state": state} if light.why else state
    label, value = reason
    if value:
        said = _("%(label)s: %(value)s") % {"label": label, "value": Truncator(value).chars(40)}
    else:
        # Nobody was asked for a reason where nobody owes anything, as before it is sent out.
        asked = light.code == "late" and one.state not in kind_of(one).not_owed
        said = _("no reason given yet") if asked else ""
    return _("; ").join(filter(None, [words, said]))


def _person(held: Tenure | None) -> dict[str, str] | None:
    if held is None:
        return None
    url = reverse("org:person", args=[held.person_id])
    return {"name": held.person.name, "post": held.post.title, "unit": str(held.post.unit), "url": url}


def _to(name: str, post: Post, one: Record) -> str:
    return reverse(name, args=[post.pk, one.pk])
