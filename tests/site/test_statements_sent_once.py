"""No page asks the database the same twice in one request: not one of them, and none over a long plan."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from assigned import at, finished, issued, running, told
from browser import addresses
from browser.addresses import Page
from luoshi.commitments.lights.actions import refresh_lights
from luoshi.commitments.lights.queries.present_lights import count_by_light
from luoshi.commitments.statistics.audit.pages import TITLES
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.twins.actions.twins import link_twins
from office import Office
from plans import by, published
from reasons import nothing
from sent_twice import sent_twice

LONG = "云岭县2026年科普工作要点\n一、重点工作\n"
SHORT = "云岭县2026年科普重点工作\n一、重点工作\n县科协建设流动展厅3个，11月底前完成。\n县科协举办科普讲座30场。\n"
LAST = ("3", "4", "12")  # months by whose end a line falls due: past, near and far
APRIL = at(4, 25)
OF_PLAN = ("progress", "figures", "tags", "print", "editions/1", "editions/1/changes", "year", "twins", "send")


def test_no_page_sends_a_statement_twice(office: Office, settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    addresses.furnish(office)
    nothing(repeated(office, addresses.pages(office)))


@pytest.mark.parametrize("count", [12, 60])
def test_no_page_over_a_long_plan_sends_a_statement_twice(
    office: Office, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    settings.DATA = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: APRIL)
    plan = in_every_light(office, count)
    lights = count_by_light(Commitment.objects.all(), APRIL.date(), "light")
    assert {light for (light,) in lights} >= {"late", "soon", "steady"}, lights
    nothing(repeated(office, pages_of_commitments(office, plan)))


def repeated(office: Office, pages: Iterable[Page]) -> dict[str, list[str]]:
    """By page and who looks at it, each statement that its request sent more than once, and how often."""
    clients = {None: Client()}
    found = {}
    for page in pages:
        if page.who not in clients:
            clients[page.who] = addresses.client(office, str(page.who))
        answer, again = sent_twice(clients[page.who], page.path)
        assert answer.status_code in (page.status, 302), page
        if again:
            found[f"{page.name} {page.path} of {page.who}"] = again
    return found


def in_every_light(office: Office, count: int) -> Plan:
    """A plan of so many commitments of two units, supported by others: sent, accepted, reported on and done.

    Two of them are tasks of another plan too.
    """
    text = LONG
    for n in range(1, count + 1):
        leads, helps = ("县科协", "县科技局、青石镇") if n % 5 else ("县科技局", "青石镇")
        text += f"{leads}建设第{n}号科普园地3个，{LAST[n % 3]}月底前完成。（{helps}配合）\n"
    plan = published(office, text)
    other = published(office, SHORT)
    for n in range(1, count + 1):
        words = f"第{n}号科普园地"
        if n % 5 == 0:
            issued(office, plan, words)
            continue
        started = running(office, plan, words)
        if n % 5 == 4:
            finished(office, started, APRIL)
        elif n % 5 > 1:
            told(office, started, at(3, 25))
    list(refresh_lights(APRIL))  # the stored light of most holds; one was reported on after it was found
    told(office, running(office, other, "流动展厅"), APRIL)
    for ours, theirs in zip(plan.commitments.order_by("place"), other.commitments.order_by("place"), strict=False):
        link_twins(ours, theirs, by(office))
    return plan


def pages_of_commitments(office: Office, plan: Plan) -> list[Page]:
    """The pages that show many commitments, and the one of a commitment with links."""
    own, first = f"/plans/{plan.pk}/", plan.commitments.order_by("place").first()
    assert first
    leader, unit = office.posts["leader"].pk, office.units["kexie"].pk
    found = [
        *(("home", who, "/") for who in ("supervisor", "clerk", "head", "auditor")),
        ("today_list", "supervisor", "/today/late/"),
        ("today_list", "supervisor", "/today/changed/"),
        ("leader_own", "leader", "/leader/"),
        *(("leader_list", "leader", f"/leader/{leader}/{name}/") for name in ("late", "unreported", "week", "word")),
        *(("list", who, "/commitments/") for who in ("supervisor", "clerk", "leader", "stranger")),
        ("list", "supervisor", "/commitments/?order-by=-due"),
        *(("detail", who, first.get_absolute_url()) for who in ("supervisor", "clerk", "leader")),
        *((name, "clerk", path) for name, path in (("mine", "/mine/"), ("report", "/mine/report/"))),
        *(("calendar", who, "/calendar/") for who in ("clerk", "supervisor")),
        *((name, "supervisor", f"/{name}/") for name in ("board", "verify", "pictures", "meanings", "inbox", "lights")),
        ("tree_progress", "supervisor", "/units/progress/"),
        ("pictures", "supervisor", f"/pictures/?plan={plan.pk}"),
        ("pictures", "leader", f"/pictures/?unit={unit}&live=1"),
        ("plan", "supervisor", own),
        ("plan", "clerk", f"{own}?view=units"),
        *(("plan", "supervisor", f"{own}{name}/") for name in OF_PLAN),
        ("audit", "auditor", "/audit/"),
        *(("audit_list", "auditor", f"/audit/{name}/") for name in TITLES),
        ("search", "supervisor", "/search/?q=科普园地"),
        ("unit", "supervisor", f"/units/{unit}/"),
    ]
    return [Page(*parts) for parts in found]
