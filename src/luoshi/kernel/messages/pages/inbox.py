"""The inbox: messages to the person, and to the posts that they hold today."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages as flashes
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import Empty, Light, build_pager, list_query_string, paginate_rows
from luoshi.base.rights.rules.rights import Role
from luoshi.kernel.base.messages import DIGEST, DIGEST_URLS, PROOF, render_message
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.messages.actions.messages import set_messages_read
from luoshi.kernel.messages.models import Message
from luoshi.kernel.messages.queries import messages


def unread_of(request: HttpRequest) -> int:
    """Return how many messages the actor has not read; cached per request."""
    if not hasattr(request, "unread"):
        request.unread = messages.count_unread_messages(request_actor(request))  # type: ignore[attr-defined]
    return int(request.unread)  # type: ignore[attr-defined]


@require_safe
@login_required
def message_list(request: HttpRequest) -> HttpResponse:
    """Show messages, newest first: unread, those that ask for an open step, or all. Four queries per page."""
    actor, day = request_actor(request), timezone.localdate()
    which = request.GET.get("show", "unread")
    if which not in messages.VIEWS:
        raise Http404
    page = paginate_rows(request, messages.inbox_messages(actor, which))
    open_to_me = messages.readable_message_records(page, actor, day)
    views = [("unread", _("Unread")), ("asked", _("For me to do")), ("all", _("All"))]
    context = {
        "title": _("Messages"),
        "crumbs": [(_("Messages"), "")],
        "views": [
            {"label": label, "url": list_query_string(request, show=name, page=None), "here": name == which}
            for name, label in views
        ],
        "rows": [_row(message, open_to_me) for message in page],
        "bulk": {
            "steps": [
                {"name": "read", "label": _("Mark as read"), "now": True},
                {"name": "unread", "label": _("Mark as unread"), "now": True},
            ],
            "every": page.paginator.count if page.paginator.num_pages > 1 else None,
        },
        "bulk_url": reverse("records:mark_messages") + "?" + urlencode({"show": which}),
        "pager": build_pager(request, page),
        "empty": _empty(which),
    }
    return render(request, "records/inbox.html", context)


@require_POST
@login_required
def mark_messages(request: HttpRequest) -> HttpResponse:
    """Mark the chosen messages, or all in the view, as read or unread."""
    actor, which = request_actor(request), request.GET.get("show", "unread")
    if request.POST.get("step") not in ("read", "unread") or which not in messages.VIEWS:
        raise Http404
    chosen = [int(key) for key in request.POST.getlist("row") if key.isdecimal() and len(key) < 19]
    if request.POST.get("every") == "1":
        chosen = list(messages.inbox_messages(actor, which).values_list("pk", flat=True))
    count = set_messages_read(chosen, actor, read=request.POST["step"] == "read", at=timezone.now())
    flashes.success(request, _("Messages marked: %(count)d.") % {"count": count})
    return HttpResponseRedirect(reverse("records:inbox") + "?" + urlencode({"show": which}))


@require_POST
@login_required
def open_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a message as read and redirect to its matter."""
    actor = request_actor(request)
    message = messages.messages_for_actor(actor).select_related("record").filter(pk=pk).first()
    if message is None:
        raise Http404
    set_messages_read([pk], actor, read=True, at=timezone.now())
    known = messages.readable_message_records([message], actor, timezone.localdate())
    if message.record and message.record.pk in known:
        return HttpResponseRedirect(message.record.get_absolute_url())
    if message.code.startswith("proposal."):
        return HttpResponseRedirect(reverse("org:proposals"))
    if message.code == "units.wanted" and Role.ADMINISTRATOR in actor.roles:
        return HttpResponseRedirect(reverse("org:unit_requests"))
    return HttpResponseRedirect(reverse("home" if message.code.startswith("digest") else "records:inbox"))


def _row(message: Message, open_to_me: set[int]) -> dict[str, object]:
    record = message.record if message.record_id in open_to_me else None
    hidden = message.record_id is not None and record is None
    return {
        "key": str(message.pk),
        "sentence": render_message(message.code, message.values),
        "open_url": reverse("records:open_message", args=[message.pk]),
        "number": record.number if record else "",
        "title": record.title if record else _("A matter that you may no longer see") if hidden else "",
        "parts": [] if message.record_id else _parts(message),
        "light": _light(message),
        "note": _("read by %(person)s") % {"person": message.reader} if message.reader and message.post else "",
        "post": str(message.post or ""),
        "at": plain_text(message.at),
    }


def _parts(message: Message) -> list[dict[str, str]]:
    """Return the figures of a digest, each with the URL of its list."""
    urls = {"unread": reverse("records:inbox")} | dict.fromkeys(PROOF, reverse("records:journal"))
    urls |= {name: reverse(url, args=args) for name, (url, *args) in DIGEST_URLS.items()}
    return [
        {"label": str(DIGEST[name]), "text": str(message.values[name]), "url": urls.get(name, reverse("home"))}
        for name in DIGEST
        if name in message.values
    ]


def _light(message: Message) -> Light:
    if message.done:
        return Light("done", _("done"))
    if message.asks:
        return Light("soon" if message.read else "waiting", _("to do") if message.read else _("unread, to do"))
    return Light("none", _("already read")) if message.read else Light("waiting", _("unread"))


def _empty(which: str) -> Empty:
    everything = reverse("records:inbox") + "?show=all"
    if which == "all":
        return Empty(_("You have no messages yet."), _("Messages about your posts appear here."))
    words = _("No unread messages.") if which == "unread" else _("Nothing is asked of you.")
    return Empty(words, _("The home page shows what you have to do."), everything, _("All messages"))
