"""The buttons of a record's head: one main act, two beside it, and a menu with the others and what cannot be done."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date

from django.utils.translation import gettext as _

from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.details.acts import CAREFUL, ELSEWHERE, MAIN, PLAIN, SELDOM, ChosenActs, LaterStep, PageAct
from luoshi.desk.lists.pages.record_fragments import recorded_buttons, step_buttons
from luoshi.kernel.duties.queries.duties import DutyStanding
from luoshi.kernel.kinds.language.conditions import Need
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.rights.queries.recording import Recordable
from luoshi.kernel.rights.queries.rights import is_kept_apart

PRESSING = ("due_soon", "due_today", "passed", "missed")  # states of a due date for which a step is awaited


def step_acts(
    record: Record,
    open_now: Sequence[Step],
    recordable: Iterable[Recordable] = (),
    pressing: AbstractSet[str] = frozenset(),
) -> list[PageAct]:
    """Return the acts for steps that the actor may take, and for leaders' steps that they may record.

    Args:
        pressing: the duties that are near their due date or past it: a step that is awaited only then is no main one
            before.
    """
    acts = [
        _act(
            button | {"main": step.tone == MAIN or (step.when_due and not pressing.isdisjoint(_duties_of(step)))},
            stays=step.leads_from(record.state) == record.state,
        )
        for step, button in zip(open_now, step_buttons(record, open_now), strict=True)
    ]
    return [*acts, *(_act(button) for button in recorded_buttons(record, recordable))]


def _duties_of(step: Step) -> tuple[str, ...]:
    """Return the duties that a step answers; "": the record's own due date."""
    return step.own_duties or ("",)


def pressing_duties(owing: Iterable[DutyStanding], light: str) -> set[str]:
    """Return the names of the duties that are near their due date or past it; "" for the record's own due date."""
    found = {
        duty.name
        for duty in owing
        if any(occurrence.met_on is None and occurrence.state in PRESSING for occurrence in duty.standings)
    }
    return found | ({""} if light in ("late", "soon") else set())


def _act(button: Mapping[str, object], *, stays: bool = False) -> PageAct:
    sort = MAIN if button["main"] else CAREFUL if button["danger"] else PLAIN
    return PageAct(str(button["label"]), str(button["url"]), sort, dialog=True, stays=stays)


def link_acts(links: Iterable[Mapping[str, object]], sort: str = ELSEWHERE) -> list[PageAct]:
    """Return the acts for pages at which something is begun about a record."""
    return [PageAct(str(link["label"]), str(link["url"]), sort) for link in links]


def refused_acts(
    record: Record,
    open_now: Collection[Step],
    later: Iterable[LaterStep],
    held: Collection[str],
    actor: Actor,
    day: date,
) -> Iterator[PageAct]:
    """Yield the steps that this person takes on such records but not now, each with the reason. No query.

    Args:
        open_now: the steps of this state that the record meets the conditions of.
        later: those that will be open to this person on the usual way on.
    """
    if record.erased or actor.behalf:
        return
    for step in kind_of(record).cycle.open_steps(record.state, held):
        if step not in open_now and isinstance(step.only, Need) and step.about(record, day):
            yield PageAct(str(step.label), why_not=[str(step.only.words)])
        elif step in open_now and is_kept_apart(step, record, actor):
            yield PageAct(str(step.label), why_not=[_("You opened it yourself: somebody else takes this step.")])
    for later_step in later:
        why = _("only once it is “%(state)s”") % {"state": later_step.state}
        yield PageAct(str(later_step.step.label), why_not=[why])


def act_menu(chosen: ChosenActs, *, elsewhere: str = "") -> dict[str, object]:
    """Return what ``luoshi/_acts.html`` takes: the acts in sight and the groups of the menu.

    Args:
        elsewhere: the heading over what is begun on other pages; empty: that of records.
    """
    heads = {
        MAIN: "",
        PLAIN: "",
        ELSEWHERE: elsewhere or _("Begin about it"),
        CAREFUL: _("With care"),
        SELDOM: "",
    }
    groups: dict[str, list[PageAct]] = {}
    for act in chosen.folded:
        groups.setdefault(act.sort, []).append(act)
    return {
        "main": chosen.main,
        "beside": chosen.beside,
        "groups": [{"head": heads[sort], "acts": acts} for sort, acts in groups.items() if sort != SELDOM],
        "refused": chosen.refused,
        "seldom": groups.get(SELDOM, []),
    }
