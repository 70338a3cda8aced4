"""The columns of a list: chosen, ordered, kept for the person, part of a view, and only those that there are."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from appeal_factory import filed
from asked import FEW, MANY, queries
from luoshi.desk.lists.pages.columns import offered_columns, usual_columns
from luoshi.desk.lists.rules import choose_columns, move_column
from luoshi.desk.lists.views.models import SavedView
from luoshi.desk.lists.views.queries import views_of
from luoshi.kernel.kinds.registry import get_kind, list_kinds
from many_appeals import signed_in
from office import Office

USUAL = ["Number", "Title", "Unit", "Channel", "Grade", "State", "Due"]


def heads(client: Client, address: str = "/appeals/") -> list[str]:
    row = client.get(address).text.split("<thead")[1].split("</thead>")[0]
    found = [re.sub("<[^>]+>", "", words).strip() for words in re.findall(r"<th [^>]*>(.*?)</th>", row, re.DOTALL)]
    return [words for words in found if "Choose" not in words]


def cells(client: Client, address: str = "/appeals/") -> list[str]:
    row = client.get(address).text.split("<tbody")[1].split("</tr>")[0]
    return re.findall(r'data-label="([^"]+)"', row)


def choose(client: Client, *names: str, address: str = "/appeals/columns/", **more: str) -> str:
    answer = client.post(address, {"column": names, **more})
    assert answer.status_code == 302
    return str(answer["Location"])


@given(st.lists(st.sampled_from([*"abc", "title", "<b>", ""])), st.permutations(["title", *"abc"]))
def test_what_is_not_offered_is_left_out_and_the_title_never(asked: list[str], offered: list[str]) -> None:
    chosen = choose_columns(asked, offered)
    assert "title" in chosen and {*chosen} <= {*offered} and len(chosen) == len({*chosen})
    assert [name for name in chosen if name in asked] == [*dict.fromkeys(n for n in asked if n in offered)]


@pytest.mark.parametrize(
    ("name", "up", "order"),
    [("b", True, "bac"), ("b", False, "acb"), ("a", True, "abc"), ("c", False, "abc"), ("x", True, "abc")],
)
def test_a_column_moves_by_one_place(name: str, up: bool, order: str) -> None:
    assert "".join(move_column("abc", name, up)) == order


def test_columns_are_shown_as_chosen_kept_for_the_person_and_forgotten(office: Office) -> None:
    filed(office, 1, unit=str(office.units["kexie"].pk))
    client = signed_in(office, "supervisor", "en")
    assert heads(client) == USUAL
    assert choose(client, "due", "title", "number", "opened", address="/appeals/columns/?state=received&page=2") == (
        "/appeals/?state=received"
    )
    assert heads(client) == ["Due", "Title", "Number", "Opened"] and cells(client) == ["Due", "Number", "Opened"]
    assert heads(client, "/appeals/print/") == ["Due", "Title", "Number", "Opened"]
    assert heads(signed_in(office, "head", "en")) == USUAL
    choose(client, usual="1")
    assert heads(client) == USUAL and not SavedView.objects.exists()


def test_without_scripts_an_arrow_moves_a_column(office: Office) -> None:
    filed(office, 1)
    client = signed_in(office, "supervisor", "en")
    choose(client, "number", "title", "state", move="up:state")
    assert heads(client) == ["Number", "State", "Title"]


@pytest.mark.parametrize("hostile", ["speaker", "contact", "unit__name", "password", "pk", "<script>", "a,b", "title"])
def test_a_column_that_is_not_offered_is_not_shown(office: Office, hostile: str) -> None:
    filed(office, 1, speaker="王小明", contact="13800138000")
    client = signed_in(office, "supervisor", "en")
    choose(client, "number", hostile)
    for address in ("/appeals/", f"/appeals/?columns-shown=number,{hostile}", f"/appeals/?columns-shown={hostile}"):
        page = client.get(address)
        assert page.status_code == 200 and {*heads(client, address)} <= {*USUAL}
        assert "王小明" not in page.text.split("<tbody")[1] and "<script>," not in page.text


def test_a_view_keeps_its_columns_and_others_keep_theirs(office: Office) -> None:
    filed(office, 1)
    client = signed_in(office, "supervisor", "en")
    choose(client, "title", "state")
    client.post("/appeals/views/save/?columns-shown=number,title,due", {"name": "期限"})
    (view,) = views_of(get_kind("appeals"), office.actor("supervisor"))
    assert heads(client, f"/appeals/?{view.asked}") == ["Number", "Title", "Due"]
    assert heads(client) == ["Title", "State"]
    assert choose(client, "title", address=f"/appeals/columns/?{view.asked}") == "/appeals/"
    assert 'name="columns-shown" value="number,title,due"' in client.get(f"/appeals/?{view.asked}").text


def test_faces_have_columns_of_their_own(office: Office) -> None:
    client = signed_in(office, "supervisor", "en")
    kind = next(kind for kind in list_kinds() if kind.name == "societies")
    face = client.get("/societies/").text.split("?face=")[1].split('"')[0]
    choose(client, "title", address=f"/societies/columns/?face={face}")
    kept = SavedView.objects.get(name="")
    assert (kept.kind, kept.asked) == (kind.name, f"{face}=title")


def test_columns_are_no_view(office: Office) -> None:
    client = signed_in(office, "supervisor", "en")
    filed(office, 1)
    choose(client, "title")
    kept = SavedView.objects.get()
    assert views_of(get_kind("appeals"), office.actor("supervisor")) == []
    assert "My views" not in client.get("/appeals/").text
    client.post("/appeals/views/", {"act": f"delete:{kept.pk}"})
    assert client.post("/appeals/views/save/?q=1", {"name": ""}).status_code == 422


def test_only_a_submission_changes_columns_and_only_of_a_kind_that_there_is(office: Office) -> None:
    client = signed_in(office, "supervisor")
    assert client.get("/appeals/columns/").status_code == 405
    assert client.post("/nothing/columns/", {"column": "title"}).status_code == 404
    assert Client().post("/appeals/columns/", {"column": "title"}).status_code == 302
    assert not SavedView.objects.exists()


@pytest.mark.django_db
def test_every_offered_column_can_be_shown_and_none_is_protected() -> None:
    for kind in list_kinds():
        offered = offered_columns(kind)
        assert {*usual_columns(kind)} <= {*offered} and offered.keys().isdisjoint((*kind.masked_fields, *kind.hidden))


def test_more_rows_need_no_more_queries_in_all_columns(office: Office) -> None:
    client, asked = signed_in(office, "supervisor"), []
    choose(client, *offered_columns(get_kind("appeals")))
    for more in (FEW, MANY - FEW):
        filed(office, more)
        asked.append(queries(lambda: client.get("/appeals/")))
    assert asked[0] == asked[1] <= 19
