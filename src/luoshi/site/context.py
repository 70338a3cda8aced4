"""What every page's frame needs: menu, person, office, demo mode."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from luoshi.ledger.pages import lights
from luoshi.ledger.queries.audit import may_ask
from luoshi.org.models import ROLES
from luoshi.org.queries.people import waiting_proposals
from luoshi.org.requests import acting
from luoshi.org.rules.rights import Role
from luoshi.records.kinds import lines
from luoshi.records.pages import parameters
from luoshi.records.pages.inbox import unread_of
from luoshi.records.queries.journal import may_read
from luoshi.records.queries.leader import leader_posts
from luoshi.records.queries.seals import head_of_day
from luoshi.site import demo, help


def frame(request: HttpRequest) -> dict[str, Any]:
    """The variables of ``base.html`` that are alike on all pages."""
    found: dict[str, Any] = {
        "office": settings.OFFICE,
        "demo": settings.DEMO,
        "demo_url": reverse("demo") if demo.is_on() else "",
        "language_url": reverse("set_language"),
        "large": request.COOKIES.get("luoshi-large") == "1",
    }
    user = getattr(request, "user", None)
    part = request.headers.get("X-Part") == "1"  # of a page that is there already: it stands in no frame
    if part or user is None or not user.is_authenticated:
        return found
    match = request.resolver_match
    actor, here = acting(request), request.path
    name = match.url_name if match else None
    if name == "home" and actor.roles == {Role.LEADER}:
        name = "leader_own"  # a leader's home is the leader's page
    own = match.kwargs.get("name", "") if match else ""
    chapter = next((kind.help for line in lines() for kind in line.kinds if kind.name == own), "")
    found["help_url"] = reverse("help", args=[help.chapter_of(name, chapter)])
    nav: list[tuple[str, str, bool, int | None]] = [(_("Home"), reverse("home"), here == "/", None)]
    unread, inbox = unread_of(request), reverse("records:inbox")
    nav.append((_("Messages"), inbox, here.startswith(inbox), unread or None))
    nav.append((_("My commitments"), reverse("ledger:mine"), here.startswith("/mine/"), None))
    for line in lines():
        own = [(str(kind.label), reverse("records:list", args=[kind.name])) for kind in line.kinds]
        if line.together:
            nav.append((str(line.label), own[0][1], any(here.startswith(url) for _label, url in own), None))
        else:
            nav += [(label, url, here.startswith(url), None) for label, url in own]
    nav.append((_("Board by light"), reverse("ledger:board"), here.startswith("/board/"), None))
    if not lights.MAY_LOOK.isdisjoint(actor.roles):
        nav.append((_("Rules of lights"), reverse("ledger:lights"), here.startswith("/lights/"), None))
    nav.append((_("Units"), reverse("org:units"), here.startswith("/units/"), None))
    at_people = here.startswith(("/people/", "/posts/", "/tenures/", "/mandates/"))
    to_confirm = len(waiting_proposals(actor, timezone.localdate()))
    nav.append((_("People"), reverse("org:people"), at_people, to_confirm or None))
    if leader_posts(actor, timezone.localdate()):
        nav.append((_("For the leader"), reverse("leader_own"), here.startswith("/leader/"), None))
    if may_ask(actor):
        nav.append((_("Questions of the audit"), reverse("ledger:audit"), here.startswith("/audit/"), None))
    if may_read(actor):
        nav.append((_("Journal"), reverse("records:journal"), here.startswith("/journal/"), None))
    if not parameters.MAY_LOOK.isdisjoint(actor.roles):
        nav.append((_("Parameters"), reverse("records:values"), here.startswith("/values/"), None))
        nav.append((_("Outbox"), reverse("records:outbox"), here.startswith("/outbox/"), None))
    roles = "、".join(str(ROLES[role]) for role in sorted(actor.roles))
    return found | {
        "nav": nav,
        "inbox": {"url": inbox, "unread": unread},
        "person": {"name": actor.name, "post": roles, "key": str(actor.person)},
        "account_links": [(_("My account"), reverse("account")), (_("Access tokens"), reverse("org:tokens"))],
        "sign_out_url": reverse("sign_out"),
        "search_url": reverse("records:search"),
        "printed": {"by": actor.name, "at": timezone.now()},
        "head": SimpleLazyObject(_head),  # the frame reads it only for pages that are papers
    }


def _head() -> str:
    """The journal's head of yesterday in its short form: with each paper it leaves the system."""
    found = head_of_day(timezone.localdate() - timedelta(days=1))
    return found.short if found else ""
