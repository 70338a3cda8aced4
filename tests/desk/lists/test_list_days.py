"""A list shows units as of the day that was asked for; rights, states and due dates stay today's."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from appeal_factory import filed
from luoshi.kernel.steps.actions.steps import take
from luoshi.org.units import actions as units
from many_appeals import signed_in
from office import NOW, Office

SPRING = date(2026, 3, 1)
BEFORE = SPRING - timedelta(days=1)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def moved(office: Office) -> Office:
    """The town has another name, and stands beneath the bureau, since spring; an appeal lies with it."""
    units.rename_unit(office.units["town"], "青石街道", "", SPRING, office.actor("admin"), at=NOW)
    units.move_unit(office.units["town"], office.units["bureau"], SPRING, office.actor("admin"), at=NOW)
    filed(office, 1, unit=str(office.units["town"].pk), title="修路")
    filed(office, 1, unit=str(office.units["kexie"].pk), title="科普")
    return office


def shown(office: Office, query: str, page: str = "") -> list[list[str]]:
    rows = signed_in(office, "supervisor").get(f"/appeals/{page}{query}").context["table"].rows
    return [[row.name, next(cell.text for cell in row.cells if cell.label == "单位")] for row in rows]


@pytest.mark.parametrize("page", ["", "print/"])
def test_names_and_the_units_filter_go_by_the_day(moved: Office, page: str) -> None:
    kexie = ["科普", "云岭县科学技术协会"]
    assert shown(moved, "", page) == [kexie, ["修路", "青石街道"]]
    assert shown(moved, f"?on={BEFORE}", page) == [kexie, ["修路", "青石镇"]]
    bureau = "unit=云岭县科学技术局"
    assert shown(moved, f"?{bureau}", page) == [["修路", "青石街道"]]
    assert shown(moved, f"?{bureau}&on={BEFORE}", page) == []


def test_the_day_is_kept_in_links_and_said_to_be_no_day_of_rights(moved: Office) -> None:
    client = signed_in(moved, "supervisor")
    page = client.get(f"/appeals/?on={BEFORE}&q=修&state=received").content.decode()
    for words in (
        f'<input type="hidden" name="on" value="{BEFORE}">',
        f'class="button" href="/appeals/?on={BEFORE}"',
        f"/appeals/bulk/?on={BEFORE}&amp;q=",
        f"/appeals/export/?on={BEFORE}&amp;q=",
        '<input type="hidden" name="state" value="received">',
        "仍按今天的权限",
    ):
        assert words in page, words
    assert "仍按今天的权限" in client.get(f"/appeals/print/?on={BEFORE}").content.decode()
    assert "仍按今天的权限" not in client.get("/appeals/").content.decode()


def test_a_day_gives_nobody_more_to_see(moved: Office) -> None:
    assert signed_in(moved, "stranger").get(f"/appeals/?on={BEFORE}").context["table"].rows == []


def test_another_day_costs_one_query_however_many_rows(moved: Office, django_assert_max_num_queries: object) -> None:
    filed(moved, 60)
    client = signed_in(moved, "supervisor")
    client.get("/appeals/")
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        client.get(f"/appeals/?on={BEFORE}")


def test_a_steps_page_and_a_bulk_preview_say_how_matters_stand(office: Office) -> None:
    first, second = filed(office, 2)
    client = signed_in(office, "supervisor")
    page = client.get(f"/appeals/{first.pk}/assign/").content.decode()
    assert '<dl class="now">' in page and "云岭县督查室" in page and page.count("分级交办") > 1
    to = {"grade": "urgent", "unit": office.units["kexie"].pk}
    for line in (first, second):
        take(line, "assign", office.actor("supervisor"), to, at=NOW)
    sent = {"step": "recall", "row": [first.pk, second.pk]}
    preview = client.post("/appeals/bulk/", sent)
    assert preview.context["stand"] == "办理中2件（下一步：答复）" and "目前状态：" in preview.content.decode()
