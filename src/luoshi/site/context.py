"""Context of every page's frame: menu, person, office, demo mode."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from luoshi.base.forms.requests import request_actor
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.evidence.journal.queries.seals import head_of_day
from luoshi.kernel.kinds.registry import list_lines
from luoshi.kernel.messages.pages.inbox import unread_of
from luoshi.org.actors.models import ROLES
from luoshi.org.proposals.pages.pending_changes import changes_of
from luoshi.site import demo, help
from luoshi.site.assets import joined_url
from luoshi.site.navigation.menu import menu_entries
from luoshi.site.navigation.middleware import read_seen_records
from luoshi.site.navigation.queries import menu_habits
from luoshi.site.navigation.rules import MenuEntry
from luoshi.site.navigation.shell import Shell, build_shell


def frame(request: HttpRequest) -> dict[str, object]:
    """Return the variables of ``base.html`` that all pages share."""
    found: dict[str, object] = {
        "office": settings.OFFICE,
        "demo": settings.DEMO,
        "styles_url": joined_url("css"),
        "scripts_url": joined_url("js"),
        "demo_url": reverse("demo") if demo.is_on() else "",
        "language_url": reverse("set_language"),
        "upload_limit": settings.UPLOAD_LIMIT,
        "large": request.COOKIES.get("luoshi-large") == "1",
    }
    user = getattr(request, "user", None)
    part = request.headers.get("X-Part") == "1"  # a fragment of a page that is already open: it has no frame
    if part or user is None or not user.is_authenticated:
        return found
    match = request.resolver_match
    actor, here = request_actor(request), request.path
    name = match.url_name if match else None
    if name == "home" and actor.roles == {Role.LEADER}:
        name = "leader_own"  # a leader's home is the leader's page
    own = match.kwargs.get("name", "") if match else ""
    chapter = next((kind.help for line in list_lines() for kind in line.kinds if kind.name == own), "")
    found["help_url"] = reverse("help", args=[help.chapter_of(name, chapter)])
    if name == "list" and (face := request.GET.get("face")):
        here = f"{here}?face={face}"  # the menu may link to a face
    changes = changes_of(request)
    unread, inbox = unread_of(request), reverse("records:inbox")
    lone = {"count": changes.alone, "last": changes.last, "url": reverse("org:alone")}
    roles = "、".join(str(ROLES[role]) for role in sorted(actor.roles))
    return found | {
        "shell": _shell(request, actor, here, menu_entries(actor, here, unread, len(changes.mine))),
        "unconfirmed": lone if changes.alone else None,
        "inbox": {"url": inbox, "unread": unread},
        "person": {"name": actor.name, "post": roles, "key": str(actor.person)},
        "account_links": [(_("My account"), reverse("account")), (_("Access tokens"), reverse("org:tokens"))],
        "sign_out_url": reverse("sign_out"),
        "search_url": reverse("records:search"),
        "slim": request.COOKIES.get("luoshi-slim") == "1",
        "printed": {"by": actor.name, "at": timezone.now()},
        "head": SimpleLazyObject(_head),  # evaluated only on pages that are papers
    }


def _shell(request: HttpRequest, actor: Actor, here: str, entries: list[MenuEntry]) -> Shell:
    """Return the frame's navigation; the page of the menu to which this page belongs is noted once a day as used."""
    day = timezone.localdate()
    habits = menu_habits(actor.person, day)
    whole = request.get_full_path() if request.resolver_match and request.resolver_match.url_name == "list" else here
    shell = build_shell(entries, habits, read_seen_records(request), actor, whole, day)
    if actor.person and shell.entry and shell.entry not in habits.today:
        request.page_to_note = shell.entry  # type: ignore[attr-defined]
    return shell


def _head() -> str:
    """Return the short head of yesterday's journal: with each paper it leaves the system."""
    found = head_of_day(timezone.localdate() - timedelta(days=1))
    return found.short if found else ""
