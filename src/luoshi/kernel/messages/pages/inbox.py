"""The inbox: messages to the person, and to the posts that they hold today."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast
from urllib.parse import urlencode

from django import forms
from django.contrib import messages as flashes
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import Empty, Light, build_pager, list_query_string, paginate_rows
from luoshi.base.rights.rules.rights import Role
from luoshi.kernel.base.messages import DIGEST, DIGEST_URLS, PROOF, SENTENCES, describe_message, render_message
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.registry import find_kind, list_lines
from luoshi.kernel.messages.actions.messages import set_messages_read, set_silenced, switchable_codes
from luoshi.kernel.messages.models import Message
from luoshi.kernel.messages.queries import messages
from luoshi.org.base.screened_forms import ScreenedForm

MOST_GROUPS = 12  # shown above the list; further ones are in it
LONGEST = 24  # characters of a sentence that names a group


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
    which, about = request.GET.get("show", "unread"), request.GET.get("about", "")
    if which not in messages.VIEWS:
        raise Http404
    groups = messages.count_message_groups(actor, which)
    group = next((group for group, _count in groups if _address(group) == about), None)
    count = sum(count for of, count in groups if group in (None, of))
    found = messages.inbox_messages(actor, which, group).values_list("pk", flat=True)
    page = paginate_rows(request, found, count=count)
    shown = messages.load_messages(cast("QuerySet[Message, int]", page.object_list))
    open_to_me = messages.readable_message_records(shown, actor, day)
    views = [("unread", _("Unread")), ("asked", _("For me to do")), ("all", _("All"))]
    context = {
        "title": _("Messages"),
        "crumbs": [(_("Messages"), "")],
        "views": [
            {"label": label, "url": list_query_string(request, show=name, about=None, page=None), "here": name == which}
            for name, label in views
        ],
        "groups": [
            {
                "label": _describe_group(of, count),
                "url": list_query_string(request, about=None if of == group else _address(of), page=None),
                "here": of == group,
            }
            for of, count in groups[:MOST_GROUPS]
        ]
        if len(groups) > 1
        else [],
        "actions": [{"label": _("Which messages I get"), "url": reverse("records:message_kinds")}],
        "rows": [_row(message, open_to_me) for message in shown],
        "bulk": {
            "steps": [
                {"name": "read", "label": _("Mark as read"), "now": True},
                {"name": "unread", "label": _("Mark as unread"), "now": True},
            ],
            "every": page.paginator.count if page.paginator.num_pages > 1 else None,
        },
        "bulk_url": reverse("records:mark_messages")
        + "?"
        + urlencode({"show": which, "about": about} if group else {"show": which}),
        "pager": build_pager(request, page),
        "empty": _empty(which),
    }
    return render(request, "records/inbox.html", context)


def _address(group: tuple[str, str, str]) -> str:
    kind, asks, code = group
    return f"{kind}:{asks}" if asks else code


def _describe_group(group: tuple[str, str, str], count: int) -> str:
    """Return what the messages of a group ask for, or what they say, and how many there are."""
    kind, asks, code = group
    declared = find_kind(kind)
    if declared is not None and asks in declared.cycle.by_name:
        said = _("%(kind)s: %(step)s") % {"kind": declared.label, "step": declared.cycle.by_name[asks].label}
    else:
        said = (
            Truncator(describe_message(code).rstrip("。.")).chars(LONGEST, "…") if code in SENTENCES else code or asks
        )
    return _("%(what)s (%(n)d)") % {"what": said, "n": count}


class MessageKindsForm(ScreenedForm):
    """Which kinds of messages one gets, of those that one need not get."""

    def __init__(self, silenced: Collection[str], data: QueryDict | None = None) -> None:
        super().__init__(data)
        by_line: dict[str, list[tuple[str, str]]] = {}
        codes = sorted(switchable_codes())
        for code in codes:
            by_line.setdefault(_line_label(code), []).append((code, describe_message(code)))
        self.fields["on"] = forms.MultipleChoiceField(
            label=_("Messages"),
            choices=list(by_line.items()),
            initial=[code for code in codes if code not in silenced],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )


def _line_label(code: str) -> str:
    """Return the label of the line of work that declares a message; of the program's own, that of the system."""
    name = code.partition(".")[0]
    lines = (line for line in list_lines() if name == line.name or name in {kind.name for kind in line.kinds})
    return next((str(line.label) for line in lines), _("System"))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def message_kinds(request: HttpRequest) -> HttpResponse:
    """Choose which kinds of messages one gets; those that ask for an act, or that the law asks for, always come."""
    actor = request_actor(request)
    sending = request.POST if request.method == "POST" else None
    form = MessageKindsForm(messages.silenced_codes(actor), sending)
    if sending is not None and form.is_valid():
        set_silenced(switchable_codes() - set(form.cleaned_data["on"]), actor)
        flashes.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("records:message_kinds"))
    inbox = reverse("records:inbox")
    context = {
        "title": _("Which messages I get"),
        "crumbs": [(_("Messages"), inbox), (_("Which messages I get"), "")],
        "form": form,
        "url": reverse("records:message_kinds"),
        "back_url": inbox,
    }
    return render(request, "records/message_kinds.html", context, status=422 if sending is not None else 200)


@require_POST
@login_required
def mark_messages(request: HttpRequest) -> HttpResponse:
    """Mark the chosen messages, or all in the view, as read or unread."""
    actor, which = request_actor(request), request.GET.get("show", "unread")
    if request.POST.get("step") not in ("read", "unread") or which not in messages.VIEWS:
        raise Http404
    chosen = [int(key) for key in request.POST.getlist("row") if key.isdecimal() and len(key) < 19]
    if request.POST.get("every") == "1":
        groups = (group for group, _count in messages.count_message_groups(actor, which))
        group = next((group for group in groups if _address(group) == request.GET.get("about", "")), None)
        chosen = list(messages.inbox_messages(actor, which, group).values_list("pk", flat=True))
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
