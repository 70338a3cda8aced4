"""Saved views: a list under a name, one's own or shared with a unit."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from appeal_factory import filed
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Role
from luoshi.desk.lists.pages.lists import asked_of
from luoshi.desk.lists.views.actions import MOST, delete_view, move_view, publish_view, save_view
from luoshi.desk.lists.views.models import SavedView
from luoshi.desk.lists.views.queries import views_of
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.registry import get_kind
from many_appeals import signed_in
from office import NOW, Office


def names(office: Office, who: str) -> list[str]:
    return [view.name for view in views_of(get_kind("appeals"), office.actor(who))]


def shown(client: Client, query: str = "") -> list[tuple[str, str, bool]]:
    page = client.get(f"/appeals/{query}").content.decode()
    bar = page.split('<nav class="views"')[1].split("</nav>")[0] if '<nav class="views"' in page else ""
    return [
        (words, url, bool(here))
        for url, here, words in re.findall(r'<a href="([^"]+)"(\s+aria-current="page")?\s*>\s*([^<]+?)\s*<', bar)
    ]


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("page=3&order-by=due&q=&state=told&state=assigned", "order-by=due&state=assigned&state=told"),
        ("", ""),
        ("b=2&a=1&page=", "a=1&b=2"),
    ],
)
def test_what_is_kept_of_an_address_is_what_it_asks_in_one_form(asked: str, kept: str) -> None:
    assert asked_of(asked) == kept


def test_a_view_is_kept_under_a_name_and_shown_as_the_one_that_is_open(office: Office) -> None:
    client = signed_in(office, "supervisor", "en")
    filed(office, 1)
    assert shown(client) == []
    form = client.get("/appeals/views/save/?state=told&order-by=due")
    assert form.status_code == 200 and "Name of the view" in form.content.decode()
    answer = client.post("/appeals/views/save/?state=told&order-by=due", {"name": "待办结"})
    assert (answer.status_code, answer["Location"]) == (302, "/appeals/?order-by=due&state=told")
    assert shown(client, "?state=told&order-by=due") == [
        ("All", "/appeals/", False),
        ("待办结", "/appeals/?order-by=due&amp;state=told", True),
        ("Manage views", "/appeals/views/", False),
    ]
    assert shown(client)[0] == ("All", "/appeals/", True)
    with_scripts = client.post("/appeals/views/save/?q=x", {"name": "查询"}, headers={"HX-Request": "true"})
    assert (with_scripts.status_code, with_scripts["HX-Redirect"]) == (204, "/appeals/?q=x")


def test_a_view_of_the_same_name_takes_the_place_of_the_old_one(office: Office) -> None:
    appeals, me = get_kind("appeals"), office.actor("supervisor")
    save_view(appeals, me, "甲", "state=told", None)
    save_view(appeals, me, "乙", "q=1", None)
    save_view(appeals, me, "甲", "state=closed", None)
    assert [(view.name, view.asked) for view in views_of(appeals, me)] == [("甲", "state=closed"), ("乙", "q=1")]


def test_a_view_is_shared_with_the_colleagues_of_a_unit_and_nobody_else(office: Office) -> None:
    appeals = get_kind("appeals")
    save_view(appeals, office.actor("head"), "我会待办", "state=assigned", office.units["kexie"].pk)
    save_view(appeals, office.actor("head"), "自用", "q=x", None)
    assert [names(office, who) for who in ("head", "clerk", "stranger", "supervisor")] == [
        ["我会待办", "自用"],
        ["我会待办"],
        [],
        [],
    ]
    assert shown(signed_in(office, "clerk"))[1][0] == "我会待办 (云岭县科学技术协会)"
    with pytest.raises(RecordError) as caught:
        save_view(appeals, office.actor("head"), "越权", "", office.units["bureau"].pk)
    assert caught.value.code == "refused"
    refused = signed_in(office, "head", "en").post(
        "/appeals/views/save/?q=1", {"name": "越权", "unit": office.units["bureau"].pk}
    )
    assert refused.status_code == 422 and not SavedView.objects.filter(name="越权").exists()


def test_views_are_ordered_and_deleted_by_their_owner_alone(office: Office) -> None:
    appeals, me = get_kind("appeals"), office.actor("head")
    made = [save_view(appeals, me, name, "", office.units["kexie"].pk) for name in "甲乙丙"]
    move_view(appeals, me, made[2].pk, up=True)
    move_view(appeals, me, made[0].pk, up=True)
    assert names(office, "head") == ["甲", "丙", "乙"]
    client = signed_in(office, "head")
    client.post("/appeals/views/", {"act": f"down:{made[0].pk}"})
    client.post("/appeals/views/", {"act": f"delete:{made[1].pk}"})
    assert names(office, "head") == ["丙", "甲"]
    for act in (move_view, delete_view):
        with pytest.raises(RecordError) as caught:
            act(appeals, office.actor("clerk"), made[0].pk, *([True] if act is move_view else []))
        assert caught.value.code == "missing"
    assert signed_in(office, "clerk").post("/appeals/views/", {"act": f"delete:{made[0].pk}"}).status_code == 404
    assert names(office, "head") == ["丙", "甲"]


def test_a_person_keeps_so_many_and_no_more(office: Office) -> None:
    appeals, me = get_kind("appeals"), office.actor("supervisor")
    for number in range(MOST):
        save_view(appeals, me, f"视图{number}", "", None)
    with pytest.raises(RecordError) as caught:
        save_view(appeals, me, "再来一个", "", None)
    assert caught.value.code == "refused"
    assert save_view(appeals, me, "视图3", "q=1", None).place == 4


@pytest.mark.parametrize("name", ["", "名" * 41])
def test_a_name_is_needed_and_not_too_long(office: Office, name: str) -> None:
    answer = signed_in(office, "supervisor").post("/appeals/views/save/?q=1", {"name": name})
    assert answer.status_code == 422 and not SavedView.objects.exists()


def test_a_view_opens_nothing_that_its_reader_may_not_see(office: Office) -> None:
    filed(office, 1, unit=str(office.units["bureau"].pk), title="科技局的诉求")
    save_view(get_kind("appeals"), office.actor("supervisor"), "全县", "q=科技局", None)
    assert (
        "科技局的诉求" not in signed_in(office, "clerk").get("/appeals/?q=科技局").content.decode().split("<tbody")[-1]
    )


def test_words_of_a_name_never_become_part_of_the_page(office: Office) -> None:
    save_view(get_kind("appeals"), office.actor("supervisor"), '"><script>x</script>', 'q="><script>y</script>', None)
    for page in ("/appeals/", "/appeals/views/"):
        assert "<script>x" not in signed_in(office, "supervisor").get(page).content.decode()


def entries() -> list[tuple[str, str, str]]:
    found = Entry.objects.filter(step__startswith="view.").order_by("pk").select_related("person")
    return [(entry.subject, entry.step, entry.person.name) for entry in found]


def test_a_view_is_shared_with_the_whole_office_by_who_may_and_journaled(office: Office) -> None:
    appeals, filed_for = get_kind("appeals"), {"name": "待交办", "office": "on"}
    supervisor = signed_in(office, "supervisor", "en")
    assert "Share with the whole office" in supervisor.get("/appeals/views/save/?state=received").text
    assert supervisor.post("/appeals/views/save/?state=received", filed_for).status_code == 302
    for who in ("supervisor", "clerk", "stranger", "head", "auditor"):
        assert names(office, who) == ["待交办"]
    assert shown(signed_in(office, "clerk"))[1][:2] == ("待交办", "/appeals/?state=received")
    me = office.people["supervisor"].name
    assert entries() == [("appeals", "view.publish", me)]
    # It is replaced only by being shared again, and deleted only after it was withdrawn: each stands in the journal.
    (view,) = views_of(appeals, office.actor("supervisor"))
    for refused in (
        lambda: save_view(appeals, office.actor("supervisor"), "待交办", "q=1", None),
        lambda: delete_view(appeals, office.actor("supervisor"), view.pk),
    ):
        with pytest.raises(RecordError) as caught:
            refused()
        assert caught.value.code == "refused"
    publish_view(appeals, office.actor("supervisor"), "待交办", "state=assigned", at=NOW)
    assert [(view.asked, view.office) for view in SavedView.objects.all()] == [("state=assigned", True)]
    supervisor.post("/appeals/views/", {"act": f"withdraw:{view.pk}"})
    assert names(office, "clerk") == [] and names(office, "supervisor") == ["待交办"]
    assert [step for _subject, step, _who in entries()] == ["view.publish", "view.publish", "view.withdraw"]
    delete_view(appeals, office.actor("supervisor"), view.pk)


def test_nobody_else_shares_a_view_with_the_office_or_withdraws_one(office: Office) -> None:
    appeals = get_kind("appeals")
    view = publish_view(appeals, office.actor("supervisor"), "待交办", "q=1", at=NOW)
    for who in ("clerk", "head", "stranger", "auditor", "collector"):
        if office.actor(who).roles.isdisjoint({Role.SUPERVISOR, Role.ADMINISTRATOR}):
            client = signed_in(office, who, "en")
            assert "Share with the whole office" not in client.get("/appeals/views/save/?q=2").text
            client.post("/appeals/views/save/?q=2", {"name": "越权", "office": "on"})
            assert client.post("/appeals/views/", {"act": f"withdraw:{view.pk}"}).status_code == 404
            assert "Share no longer" not in client.get("/appeals/views/").text
            with pytest.raises(RecordError) as caught:
                publish_view(appeals, office.actor(who), "越权", "", at=NOW)
            assert caught.value.code == "refused"
    assert [view.name for view in SavedView.objects.filter(office=True)] == ["待交办"] and len(entries()) == 1
    admin = signed_in(office, "admin", "en")
    assert "Share no longer" in admin.get("/appeals/views/").text
    admin.post("/appeals/views/", {"act": f"withdraw:{view.pk}"})
    assert not SavedView.objects.filter(office=True).exists() and len(entries()) == 2


def test_a_view_of_the_office_stands_in_the_column_of_its_area(office: Office) -> None:
    publish_view(get_kind("appeals"), office.actor("supervisor"), "全单位的视图", "q=1", at=NOW)
    assert "全单位的视图" in signed_in(office, "stranger").get("/appeals/").text.split("<main")[0]
