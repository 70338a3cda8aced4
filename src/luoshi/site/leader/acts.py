"""A leader's actions on a matter of their page: telephone, write an instruction, have it chased."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from luoshi.base.errors import Refusal
from luoshi.base.forms.requests import request_actor
from luoshi.base.record_errors import RecordError
from luoshi.base.texts.error_numbers import log_numbered_error, over_the_form
from luoshi.desk.leaders import queries as asks
from luoshi.desk.lists.queries.holders import responsible_tenures
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rights.pages import error_status, render_problem, request_key
from luoshi.lines.instructions.actions import ask_to_chase, write_on
from luoshi.lines.instructions.forms import Brief
from luoshi.lines.instructions.models import Instruction
from luoshi.org.actors.models import Post
from luoshi.site.calls import render_call
from luoshi.site.leader.pages import as_leader, leader_post_of


@require_POST
@login_required
def matter_call(request: HttpRequest, post: int, pk: int) -> HttpResponse:
    """Show the telephone of the person responsible as a link; the look is journaled with the matter as reason."""
    at, (chosen, record) = timezone.now(), _matter(request, post, pk)
    held = responsible_tenures([record], timezone.localdate(at)).get(record.pk)
    if held is None:
        raise Http404
    try:
        return render_call(
            request, record, held, request_actor(request), at=at, back={"back_url": _back(chosen, record)}
        )
    except Refusal as error:
        return _refused(request, error)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def leader_note_new(request: HttpRequest, post: int, pk: int) -> HttpResponse:
    """Show the short form for a leader's instruction on a matter; on submit, its unit must answer it."""
    at, actor, (chosen, record) = timezone.now(), request_actor(request), _own_matter(request, post, pk)
    sent, error = request.POST if request.method == "POST" else None, None
    if sent is not None:
        words, by = sent.get("words", ""), sent.get("by", "")
        try:
            write_on(record, chosen, words, by, actor, at=at, once=request_key(request))
        except RecordError as refused:
            error = refused
        else:
            messages.success(request, _("Written, and with %(unit)s to answer.") % {"unit": record.unit})
            if request.headers.get("HX-Request"):
                return HttpResponse(status=204, headers={"HX-Refresh": "true"})
            return HttpResponseRedirect(_back(chosen, record))
    form = Brief(sent, record=Instruction(), actor=actor, at=at)
    if error and not form.errors:
        form.add_error(None, over_the_form(request, error, error_status(error)))
    dialog = bool(request.headers.get("HX-Request"))
    back = _back(chosen, record)
    title = _("Write on it")
    context: dict[str, object] = {
        "title": title,
        "of": f"{record.number} {record.title}".strip(),
        "crumbs": [(_("For the leader"), back), (title, "")],
        "form": form,
        "to": {
            "url": request.path,
            "label": _("Send to the unit"),
            "dialog": dialog,
            "back_url": back,
            "draft": request.path,
            "once": str(uuid4()),
        },
        "no_print": True,
    }
    return render(request, "luoshi/_dialog.html" if dialog else "luoshi/step.html", context, status=error_status(error))


@require_POST
@login_required
def matter_chase(request: HttpRequest, post: int, pk: int) -> HttpResponse:
    """Ask the supervision office to chase a matter; a repeated request returns the first one."""
    chosen, record = _own_matter(request, post, pk)
    try:
        asked = ask_to_chase(record, chosen, request_actor(request), at=timezone.now())
    except RecordError as error:
        return _refused(request, error)
    if request.headers.get("HX-Request"):
        return render(request, "_chased.html", {"chased": asked.given})
    return HttpResponseRedirect(_back(chosen, record))


def _matter(request: HttpRequest, post: int, pk: int) -> tuple[Post, Record]:
    """Return the URL's post, if the user may open its page, and an open matter in its field; else raise Http404."""
    day = timezone.localdate()
    chosen = leader_post_of(request_actor(request), post, day)
    record = asks.leader_matter(as_leader(chosen, day), pk, day)
    if record is None:
        raise Http404
    return chosen, record


def _own_matter(request: HttpRequest, post: int, pk: int) -> tuple[Post, Record]:
    """As ``_matter``, only for the post's holder or deputy: a mandate does not permit writing in a leader's name."""
    if post not in request_actor(request).posts:
        raise Http404
    return _matter(request, post, pk)


def _back(post: Post, record: Record) -> str:
    return reverse("leader", args=[post.pk]) + f"#matter-{record.pk}"


def _refused(request: HttpRequest, error: Refusal) -> HttpResponse:
    """Return an error page; for htmx, one sentence in place of the button."""
    if not request.headers.get("HX-Request"):
        return render_problem(request, error)
    log_numbered_error(request, error_status(error), error.code)
    return render(request, "_not_done.html", {"error": error}, status=error_status(error))
