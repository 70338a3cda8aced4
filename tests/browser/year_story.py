"""What the test of a whole year in the browser is told with: the clock, the worker's mornings, people at pages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django_tasks_db.models import DBTaskResult

from luoshi.commitments.letters.actions.reminders import send_due_reminders
from luoshi.commitments.light_tables.actions.month_close import keep_lights
from luoshi.desk.digests.actions import send_digests
from luoshi.kernel.steps.actions.steps import take
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.row import PlanRow
from luoshi.plans.receiving.actions.receiving import receive_plan
from luoshi.plans.rows.actions import correct
from luoshi.plans.rows.actions.editing import By
from plans import PUBLISH

DAY = timedelta(days=1)


class Clock:
    """The time that the whole application believes in; only the story moves it."""

    def __init__(self, day: date) -> None:
        self.day, self.hour = day, 10

    def now(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, self.hour - 8, tzinfo=UTC)

    def go(self, month: int, day: int, year: int = 2026) -> None:
        """On to a day; on each morning on the way the worker does what its schedule has it do."""
        until = date(year, month, day)
        assert until >= self.day
        while self.day < until:
            self.day += DAY
            self.hour = 9
            if self.day.day == 1:
                list(keep_lights(self.now()))
            list(send_due_reminders(self.now()))
            if self.day.weekday() == 0 or self.day == until:  # every day would tell nothing else, and take longer
                list(send_digests(self.now()))
        self.hour = 10

    def tasks(self) -> None:
        """What was put down to be done after a request, as the worker does it."""
        for row in DBTaskResult.objects.ready():
            row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
            row.delete()


class Tabs:
    """One tab a person; what they do there is done by clicks, and waited for until the page says that it is done."""

    def __init__(self, visit: Any, url: str) -> None:
        self.visit, self.url = visit, url
        self.tabs: dict[str, Any] = {}

    def open(self, who: str, path: str) -> Any:
        """The person's tab, at an address."""
        if who in self.tabs:
            self.tabs[who].goto(self.url + path)
        else:
            self.tabs[who] = self.visit(who, path)
            self.tabs[who].set_default_timeout(120_000)  # a machine that does much else besides
        return self.tabs[who]

    def matter(self, who: str, one: Commitment) -> Any:
        """The page of a commitment, as one opens it."""
        return self.open(who, one.get_absolute_url())

    def step(self, who: str, one: Commitment, name: str, **given: Any) -> Any:
        """Take a step from the page of the commitment: press its button, fill in the dialog, send it."""
        page = self.matter(who, one)
        act = page.locator(f".acts a[href^='{one.get_absolute_url()}{name}/']").first
        if not act.is_visible():
            page.click(".acts .pull > summary")
        act.click()
        page.wait_for_selector("#dialog form")
        return self.send(page, **given)

    def send(self, page: Any, within: str = "#dialog ", **given: Any) -> Any:
        """Fill in the form and send it; what the page answers is a success, or the sentence why not."""
        for field, value in given.items():
            self.fill(page, f"{within}[name={field}]", value)
        page.evaluate("document.querySelectorAll('.flash').forEach((one) => one.remove())")  # of what was done before
        page.click(f"{within}form button[type=submit]")
        page.wait_for_selector(".flash--success, .form__wrong")
        assert page.locator(".form__wrong").all_inner_texts() == []
        return page

    def fill(self, page: Any, selector: str, value: Any) -> None:
        """A field of whatever kind: a text or a day, one of several (by its words), a file."""
        field = page.locator(selector)
        if isinstance(value, dict):
            field.set_input_files([value])
        elif field.evaluate("one => one.tagName") == "SELECT":
            words = field.locator("option", has_text=value)
            field.select_option(value=words.first.get_attribute("value"))
        else:
            field.fill(str(value))

    def told(self, who: str, one: Commitment) -> list[tuple[str, str]]:
        """The timeline of the commitment's page, newest first: who, and what."""
        page = self.matter(who, one)
        rows = page.locator("aside .timeline > li").all()
        return [
            (row.locator(".timeline__who").inner_text(), row.inner_text().splitlines()[1].split(" 条目")[0])
            for row in rows
        ]

    def facts(self, who: str, one: Commitment) -> dict[str, str]:
        """What the page says of the commitment, by label."""
        page = self.matter(who, one)
        pairs = page.locator(".facts > div").all()
        return {pair.locator("dt").inner_text(): pair.locator("dd").inner_text().strip() for pair in pairs}

    def words(self, who: str, one: Any) -> str:
        """All that the page of a commitment or a plan says."""
        return self.matter(who, one).inner_text("main")

    def lights(self, who: str, *plans: int) -> dict[str, str]:
        """Of each row of these plans, by its number, its light in a word and which unit has it: "绿 青石镇"."""
        found = {}
        for plan in plans:
            page = self.open(who, f"/commitments/?plan={plan}")
            for row in page.locator("main tbody tr").all():
                number = row.locator("td[data-label='编号']").inner_text().strip()
                cell = row.locator("td[data-label='牵头单位']")
                named = cell.locator("[title]")  # the full name, where the list says a short one
                unit = named.first.get_attribute("title") if named.count() else cell.inner_text()
                unit = str(unit).strip().removeprefix("云岭县")
                found[number] = f"{row.locator('.light').first.inner_text()} {unit}"
        return found


def own_plan(office: Any, who: str, text: str, clock: Clock) -> Any:
    """The plan of somebody's own unit, published without its pages."""
    actor, at = office.actor(who, clock.day), clock.now()
    given = {"origin": "document", "unit": office.posts[who].unit_id, "rhythm": "quarters"}
    plan = receive_plan([], text, given, actor, at=at, again=True).plan
    for row in plan.rows.filter(state=PlanRow.WAITING):
        correct.change_row(plan, row.pk, row.version, {}, By(actor, at), keep=True)
    return take(plan, "publish", actor, {**PUBLISH, "approved": clock.day.isoformat()}, at=at).record
