"""The page for a leaving person: their open work, and one form that hands it over."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luoshi.org.actors.models import Person, Post
from luoshi.org.actors.view_dates import administrator_or_404
from luoshi.org.base import ports
from luoshi.org.base.acts import FormAct, outcome_message, perform_act
from luoshi.org.base.screened_forms import CleanedValues
from luoshi.org.people import forms
from luoshi.org.people.pages import tenure_tables
from luoshi.org.people.queries.people import held_posts
from luoshi.org.proposals.actions import submit_rights_change


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def person_departure(request: HttpRequest, pk: int) -> HttpResponse:
    """Show all open work of a leaving person, with a form for who takes it over."""
    actor, today = administrator_or_404(request), timezone.localdate()
    person = get_object_or_404(Person, pk=pk)
    posts = held_posts(person, today)
    waiting = ports.pending_on_posts([post.pk for post in posts], pk, actor, today)

    def do(given: CleanedValues) -> str:
        sent = {
            "person": pk,
            "day": given["day"].isoformat(),
            "plan": {str(post.pk): _handing(given, post) for post in posts},
            "why": given["why"],
            "names": {
                "person": person.name,
                "start": given["day"].isoformat(),
                "plan": [_words(given, post) for post in posts],
            },
        }
        done = _("%(name)s no longer holds a post, and the account is disabled.") % {"name": person.name}
        return outcome_message(submit_rights_change("leave", sent, actor, at=timezone.now()), done)

    url = reverse("org:person", args=[pk])
    cards = []
    for post in posts:
        # For items not listed it is unknown which of several posts they belong to.
        count = waiting.count if len(posts) == 1 else None
        cards.append(tenure_tables.build_pending_card(f"post-{post.pk}", str(post), waiting.of(post.pk), today, count))
    said = _("Open matters of this person's posts: %(count)d.")
    act = FormAct(
        _("Departure and handover"),
        lambda sent: forms.Leave(sent, posts=posts, day=today, initial={"day": today}),
        do,
        url,
        of=person.name,
        crumbs=[(_("People"), reverse("org:people")), (person.name, url)],
        label=_("Hand over and stop the account"),
        effects=[
            said % {"count": waiting.count},
            *([tenure_tables.format_further_count(waiting)] if waiting.further else []),
            _("A successor takes over the post with all its open matters."),
            _(
                "Without a successor, the post's own matters go to another post; the rest stays with people in the "
                "same role."
            ),
            _("The account is disabled at once. Person, account and journal are kept."),
        ],
        danger=True,
        extra={"sections": cards},
    )
    return perform_act(request, act, "org/person_leaves.html")


def _handing(given: CleanedValues, post: Post) -> dict[str, int | None]:
    successor, to = given[f"successor_{post.pk}"], given[f"to_{post.pk}"]
    return {"successor": successor.pk if successor else None, "to": to.pk if to else None}


def _words(given: dict[str, object], post: Post) -> str:
    goes = given[f"successor_{post.pk}"] or given[f"to_{post.pk}"]
    return f"{post} → {goes}" if goes else str(post)
