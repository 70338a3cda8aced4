"""The administrator's orders on units: a form, a preview of all changes, and only then the order itself."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from luoshi.base.errors import OrgError, Refusal
from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty
from luoshi.base.labels import Label
from luoshi.base.rights.rules.rights import Actor
from luoshi.org.actors.view_dates import administrator_or_404
from luoshi.org.base import ports
from luoshi.org.base.actions import journal_if_marked
from luoshi.org.orders import forms
from luoshi.org.orders.actions import unit_closures
from luoshi.org.orders.queries import going_on
from luoshi.org.orders.rules import Estate
from luoshi.org.people.queries.posts import lasting_in
from luoshi.org.tree import queries as tree
from luoshi.org.tree.messages import remark_sentence
from luoshi.org.tree.models import Unit
from luoshi.org.tree.rules.particulars import DETAILS, Particulars
from luoshi.org.units import actions as units
from luoshi.org.units.queries import charged_with, found_exactly, standing_on

SHOWN = 200  # open items listed in a preview; all of them are handed over


@dataclass(frozen=True)
class OrderPreview:
    """The effects of an order that was tried, as sentences for the page."""

    to: str
    effects: Sequence[str]
    doubts: Sequence[str] = ()
    things: Sequence[tuple[ports.OpenItem, Unit]] = field(default_factory=tuple)

    def digest(self, sent: QueryDict) -> str:
        """Return a digest of order and effects, so that exactly what was previewed is confirmed."""
        given = sorted((name, sent.getlist(name)) for name in sent if name not in ("csrfmiddlewaretoken", "agreed"))
        things = [(matter.reference, unit.code) for matter, unit in self.things]
        return hashlib.sha256(repr((given, list(self.effects), things)).encode()).hexdigest()


Given = dict[str, object]
F = TypeVar("F", bound=forms.OrderForm)


def _rename(form: forms.Rename, unit: Unit, actor: Actor, at: datetime) -> OrderPreview:
    given = form.cleaned_data
    old = tree.unit_names_on_day([unit.pk], given["day"]).get(unit.pk, (unit.name, unit.short))
    units.rename_unit(unit, given["name"], given["short"], given["day"], actor, at=at)
    said = _("From %(day)s it is called %(new)s; before that %(old)s.")
    return _of(
        unit, form, [said % {"day": given["day"], "new": _both(given["name"], given["short"]), "old": _both(*old)}]
    )


def _move(form: forms.MoveUnitForm, unit: Unit, actor: Actor, at: datetime) -> OrderPreview:
    day, parent = form.cleaned_data["day"], form.cleaned_data["parent"]
    old = tree.unit_paths([unit.pk], day)[unit.pk]
    units.move_unit(unit, parent, day, actor, at=at)
    above = _("none: it is at the top") if parent is None else str(parent)
    said = _("From %(day)s it is under %(new)s; before that under %(old)s.")
    was = old[-1][1] if old else _("none: it is at the top")
    found = [said % {"day": day, "new": above, "old": was}]
    found.append(_("Its %(count)d subordinate units move with it.") % {"count": tree.count_beneath(unit, day)})
    found.append(
        _(
            "Those responsible for the units above it can read and act there from that day on; their predecessors "
            "can still read everything except protected content."
        )
    )
    return _of(unit, form, found)


def _amend(form: forms.Amend, unit: Unit, actor: Actor, at: datetime) -> OrderPreview:
    given = {name: form.cleaned_data[name] for name in DETAILS}
    if not units.amend_unit(unit, actor, at=at, **given):
        raise OrgError("unit.same", _("Everything is already recorded like this."))
    labels = {name: form.fields[name].label for name in DETAILS}
    found = [
        _("%(field)s: %(old)s → %(new)s")
        % {"field": labels[name], "old": getattr(unit, name) or "—", "new": given[name] or "—"}
        for name in DETAILS
        if given[name] != getattr(unit, name)
    ]
    return _of(unit, form, found, Particulars("-", "-", **given))


def _close(form: forms.CloseUnitForm, unit: Unit, actor: Actor, at: datetime) -> OrderPreview:
    given = form.cleaned_data
    heir = given["heir"].pk if given["heir"] else None
    done = unit_closures.close_unit(
        unit, given["day"], form.estate(heir), actor, at=at, children_to=given["children_to"]
    )
    said = _("From %(day)s %(unit)s no longer exists.") % {"day": given["day"], "unit": unit}
    return _closed(form, [unit], done, [said])


def _merge(form: forms.MergeUnitsForm, unit: Unit, actor: Actor, at: datetime) -> OrderPreview:
    given = form.cleaned_data
    ending, into, estate = given["ending"], given["heir"] or given["new"], form.estate(None)
    done = unit_closures.merge_units(
        ending, into, given["day"], estate, actor, at=at, parent=tree.parent_on(unit, given["day"])
    )
    said = _("From %(day)s %(units)s are merged into %(into)s and no longer exist.")
    names = {"day": given["day"], "units": "、".join(map(str, ending)), "into": into.name}
    return _closed(form, ending, done, [said % names])


def _split(form: forms.SplitUnitForm, unit: Unit, actor: Actor, at: datetime) -> OrderPreview:
    given = form.cleaned_data
    day, keeps = given["day"], given["keeps"]
    estate = Estate(None) if keeps else form.estate(given["heir"])
    done = unit_closures.split_unit(
        unit,
        given["into"],
        day,
        keeps,
        estate,
        actor,
        at=at,
        parent=tree.parent_on(unit, day),
        children_to="" if keeps else given["children_to"],
    )
    names = "、".join(particulars.name for particulars in given["into"])
    found = [_("From %(day)s these are new: %(names)s.") % {"day": day, "names": names}]
    if not keeps:
        found.append(_("From %(day)s %(unit)s no longer exists.") % {"day": day, "unit": unit})
    return _closed(form, [] if keeps else [unit], done, found, unit)


def _found(form: forms.FoundUnitForm, _unit: object, actor: Actor, at: datetime) -> OrderPreview:
    given = form.cleaned_data
    what = form.build_particulars(given)
    fields = {name: getattr(what, name) for name in ("short", *DETAILS)}
    unit = units.establish_unit(what.name, what.code, given["parent"], given["day"], actor, at=at, **fields)
    above = str(given["parent"]) if given["parent"] else _("none: it is at the top")
    said = _("From %(day)s there is %(name)s under %(parent)s.")
    return _of(unit, form, [said % {"day": given["day"], "name": what.name, "parent": above}], what)


def _of(unit: Unit, form: forms.OrderForm, effects: list[str], what: Particulars | None = None) -> OrderPreview:
    day = form.cleaned_data.get("day")
    doubts = [remark_sentence(doubt) for doubt in (what.doubts() if what else [])]
    url = reverse("org:unit", args=[unit.pk])
    if day and day > form.today:
        effects = [*effects, _("The day is in the future: nothing changes until then.")]
        url += f"?on={day}"
    elif day and day < form.today:
        effects = [*effects, _("The day is in the past: pages as of a later day will show the change.")]
    return OrderPreview(url, effects, doubts)


def _closed(
    form: forms.OrderForm,
    ending: Sequence[Unit],
    done: unit_closures.Closed,
    said: list[str],
    stays: Unit | None = None,
) -> OrderPreview:
    day = form.cleaned_data["day"]
    effects = [*said, _("%(count)d units change their place in the tree.") % {"count": done.reached}]
    if ending and done.things:
        values = {"count": len(done.things), "day": day}
        later = _("%(count)d open matters, and those opened until then, are handed over on %(day)s.")
        now = _("%(count)d open matters are handed over now, each with an entry in the journal.")
        effects.append((later if done.later else now) % values)
    effects += _posts_said(done, day)
    doubts = [
        _("%(post)s is responsible for %(unit)s. This is not transferred: change it on the post's page.")
        % {"post": charge.post, "unit": charge.unit}
        for charge in charged_with([unit.pk for unit in ending], day)
    ]
    doubts += _held_by_several(done, day)
    made = _of(stays or done.unit, form, effects)
    return OrderPreview(made.to, made.effects, doubts, done.things)


def _posts_said(done: unit_closures.Closed, day: date) -> list[str]:
    """Describe what happens to the posts: those that end, those that continue, and merged ones with their holders."""
    found = [_("The post %(post)s ends.") % {"post": post} for post in done.posts if post.pk not in done.goes]
    for heir_post, holders in going_on(set(done.goes.values()), day):
        posts = [post for post in done.posts if done.goes.get(post.pk) == heir_post.pk]
        named = [str(post) for post in posts] + (
            [str(heir_post)] if heir_post.start < day and heir_post not in posts else []
        )
        values = {
            "post": "、".join(named),
            "unit": done.unit,
            "to": heir_post.title,
            "holders": "、".join(holders) or "—",
        }
        if len(named) > 1:
            said = _("%(post)s are combined into one post, %(to)s of %(unit)s, held by: %(holders)s; mandates end.")
        else:
            said = _("The post %(post)s moves to %(unit)s; mandates end.")
        found.append(said % values)
    return found


def _held_by_several(done: unit_closures.Closed, day: date) -> list[str]:
    words = _("%(post)s is then held by %(count)d persons: end the tenure of those who leave it on their own pages.")
    found = going_on(set(done.goes.values()), day)
    return [words % {"post": post, "count": len(holders)} for post, holders in found if len(holders) > 1]


def _both(name: str, short: str) -> str:
    return _("%(name)s (in short %(short)s)") % {"name": name, "short": short} if short else name


@dataclass(frozen=True)
class Order(Generic[F]):
    """An order, by the word in its URL; one that founds a unit is given none."""

    label: Label
    form: type[F]
    act: Callable[[F, Any, Actor, datetime], OrderPreview]
    closes: bool = False


ORDERS: dict[str, Order[Any]] = {
    "rename": Order(gettext_lazy("Rename"), forms.Rename, _rename),
    "move": Order(gettext_lazy("Move to another place"), forms.MoveUnitForm, _move),
    "amend": Order(gettext_lazy("Correct particulars"), forms.Amend, _amend),
    "merge": Order(gettext_lazy("Merge"), forms.MergeUnitsForm, _merge, True),
    "split": Order(gettext_lazy("Split"), forms.SplitUnitForm, _split, True),
    "close": Order(gettext_lazy("Close the unit"), forms.CloseUnitForm, _close, True),
}
FOUND = Order(gettext_lazy("Create a unit"), forms.FoundUnitForm, _found)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def founding_order(request: HttpRequest) -> HttpResponse:
    """Show or execute the order that founds a unit, perhaps under the one in ``?parent=``."""
    actor = administrator_or_404(request)
    asked = request.GET.get("parent", "")
    initial = {"parent": next(iter(found_exactly(standing_on(timezone.localdate()), asked)), None) if asked else None}
    return _answer(request, FOUND, actor, None, initial)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def unit_order_form(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Show or execute an order on a unit."""
    actor = administrator_or_404(request)
    unit, kind = get_object_or_404(Unit, pk=pk), ORDERS.get(name)
    if kind is None:
        raise Http404
    initial = {field: getattr(unit, field) for field in ("name", "short", *DETAILS)}
    return _answer(request, kind, actor, unit, initial)


def _answer(
    request: HttpRequest, kind: Order[F], actor: Actor, unit: Unit | None, initial: Mapping[str, object]
) -> HttpResponse:
    at, preview, status = timezone.now(), None, 200
    form = _form(request, kind, actor, unit, initial, at)

    def act() -> OrderPreview:
        return kind.act(form, unit, actor, at)

    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = _agreed(request, form, act)
            except Refusal as error:
                done = None
                if error.code == "changed":
                    messages.warning(request, error.what)
                else:
                    _tell(form, error)
            if done is not None:
                messages.success(request, _("Done: %(step)s.") % {"step": kind.label})
                return HttpResponseRedirect(done.to)
            preview, status = _tried(form, act)
        journal_if_marked(form, request.POST, actor, at=at)
    context = _context(request, kind, unit, form, preview)
    return render(request, "org/unit_order.html", context, status=status)


def _agreed(request: HttpRequest, form: forms.OrderForm, act: Callable[[], OrderPreview]) -> OrderPreview | None:
    """Execute what the preview showed; return None if nothing was confirmed yet."""
    seen = request.POST.get("agreed", "")
    return units.apply_if_unchanged(act, lambda preview: preview.digest(request.POST) == seen) if seen else None


def _tried(form: forms.OrderForm, act: Callable[[], OrderPreview]) -> tuple[OrderPreview | None, int]:
    if form.errors:
        return None, 422
    try:
        return units.dry_run_action(act), 200
    except Refusal as error:
        _tell(form, error)
        return None, 403 if error.code == "refused" else 422


def _form(
    request: HttpRequest, kind: Order[F], actor: Actor, unit: Unit | None, initial: Mapping[str, object], at: datetime
) -> F:
    sent = request.POST if request.method == "POST" else None
    today = timezone.localdate(at)
    if kind.closes and unit is not None and issubclass(kind.form, forms.EstateForm):
        waiting = _waiting(unit, request.POST.getlist("others"), actor, at)
        return kind.form(sent, unit=unit, today=today, initial=initial, waiting=waiting)
    return kind.form(sent, unit=unit, today=today, initial=initial)


def _waiting(unit: Unit, others: Sequence[str], actor: Actor, at: datetime) -> list[ports.OpenItem]:
    """Return the open items of the units that would end; the form reports ids that are no unit."""
    ending = [unit.pk, *(int(digits) for digits in others if digits.isdecimal() and len(digits) < 19)]
    return ports.open_items(actor, timezone.localdate(at), units=ending, posts=lasting_in(ending))


def _tell(form: forms.OrderForm, error: Refusal) -> None:
    form.marked = form.marked or error.code == "marked"
    known = {name: said for name, said in error.fields.items() if name in form.fields}
    if not known or error.code != "incomplete":
        form.add_error(None, " ".join(filter(None, [error.what, error.remedy])))
    for name, said in known.items():
        form.add_error(name, said)


def _context(request: HttpRequest, kind: Order[F], unit: Unit | None, form: F, preview: OrderPreview | None) -> Given:
    back = reverse("org:unit", args=[unit.pk]) if unit else reverse("org:units")
    crumbs = [(_("Units"), reverse("org:units"))]
    crumbs += [(str(unit), back)] if unit else []
    return {
        "title": str(kind.label),
        "of": f"{unit} · {unit.code}" if unit else "",
        "crumbs": [*crumbs, (str(kind.label), "")],
        "form": form,
        "preview": preview,
        "agreed": preview.digest(request.POST) if preview else "",
        "things": _things(preview) if preview and preview.things else None,
        "danger": kind.closes,
        "back_url": back,
        "no_print": True,
    }


def _things(preview: OrderPreview) -> dict[str, object]:
    rows = [
        DataRow(matter.reference, matter.title, [
            DataCell(matter.title, _("Open matter"), head=True, url=matter.url),
            DataCell(str(unit), _("Goes to")),
        ])
        for matter, unit in preview.things[:SHOWN]
    ]  # fmt: skip
    title = _("Open matters and their successors")
    table = DataTable(title, [DataColumn(_("Open matter")), DataColumn(_("Goes to"))], rows, Empty(""))
    return {"title": title, "count": len(preview.things), "table": table}
