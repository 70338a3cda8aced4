"""The pages of units: the tree as of a day, one unit, and orders that are previewed before they are carried out."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.models import Record
from luoshi.org.actors.models import Post, Tenure
from luoshi.org.orders.actions import unit_closures
from luoshi.org.orders.rules import Estate
from luoshi.org.tree import queries as trees
from luoshi.org.tree.models import Unit
from luoshi.org.units import actions as units
from office import NOW, TODAY, Office
from unit_orders import AUTUMN, SPRING, appeal, steps, whole

ORDERS = ("rename", "move", "amend", "merge", "split", "close")


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def signed_in(office: Office, who: str, language: str = "zh-hans") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(office.people[who].user)
    return client


def said(page: HttpResponse) -> str:
    """A page's words, without markup."""
    found = re.sub(r"<(script|style|nav)\b.*?</\1>", " ", page.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found))


def agreed(page: HttpResponse) -> str:
    found = re.search(r'name="agreed" value="(\w+)"', page.content.decode())
    assert found, said(page)
    return found[1]


def ordered(client: Client, url: str, given: dict[str, Any]) -> HttpResponse:
    """Preview an order and carry it out as it was shown."""
    preview = client.post(url, given)
    assert preview.status_code == 200, said(preview)
    return client.post(url, {**given, "agreed": agreed(preview)})


# Reading


def test_the_whole_of_a_small_tree_is_there_and_folds_without_scripts(office: Office) -> None:
    page = signed_in(office, "clerk").get("/units/")
    shown = [node["name"] for root in page.context["tree"] for node in _flat(root)]
    assert shown == ["云岭县", "云岭县督查室", "云岭县科学技术协会", "云岭县茶叶学会", "云岭县科学技术局", "青石镇"]
    assert page.content.decode().count("<details") - page.content.decode().count("believed no-print") >= 2


def _flat(branch: dict[str, Any]) -> list[dict[str, Any]]:
    return [branch, *(node for child in branch["below"] for node in _flat(child))]


def test_a_large_tree_opens_by_branches_in_as_many_queries_as_a_small_one(
    office: Office, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr(trees, "WHOLE", 3)
    client = signed_in(office, "clerk")
    county, kexie = office.units["county"].pk, office.units["kexie"].pk
    client.get("/units/")
    with django_assert_max_num_queries(30):
        roots = client.get("/units/")
    assert [node["name"] for root in roots.context["tree"] for node in _flat(root)] == ["云岭县"]
    page = client.get(f"/units/?open={county}.{kexie}")
    assert len([node for root in page.context["tree"] for node in _flat(root)]) == 6
    assert f'href="?open={county}#unit-{kexie}"' in page.content.decode()


def test_the_tree_is_shown_as_of_a_day_and_as_it_was_believed(office: Office) -> None:
    town, bureau = office.units["town"], office.units["bureau"]
    units.rename_unit(town, "青石街道", "", SPRING, office.actor("admin"), at=NOW)
    units.move_unit(town, bureau, SPRING, office.actor("admin"), at=NOW + timedelta(days=2))
    client = signed_in(office, "clerk")

    def line(query: str) -> tuple[str, int]:
        page = client.get("/units/" + query)
        found = next(node for root in page.context["tree"] for node in _flat(root) if node["unit"] == town.pk)
        return found["name"], found["parent"]

    county = office.units["county"].pk
    assert line("") == ("青石街道", bureau.pk)
    assert line(f"?on={SPRING - timedelta(1)}") == ("青石镇", county)
    assert line(f"?on={SPRING}&known=2026-03-20") == ("青石街道", county)
    assert line("?on=nonsense&known=0001-01-01") == ("青石街道", bureau.pk)
    past = client.get(f"/units/{town.pk}/?on={SPRING - timedelta(1)}")
    assert (past.context["title"], past.context["as_of"]["past"]) == ("青石镇", True)
    assert 'name="on"' in past.content.decode()


def test_what_is_typed_finds_units_by_their_former_names_too(office: Office) -> None:
    units.rename_unit(office.units["town"], "青石街道", "", SPRING, office.actor("admin"), at=NOW)
    for words in ("青石镇", "qsjd", "town", "石街"):
        page = signed_in(office, "clerk").get("/units/", {"q": words})
        assert [row.name for row in page.context["table"].rows] == ["青石街道"], words
    assert "没有" in said(signed_in(office, "clerk").get("/units/", {"q": "<b>无此单位</b>"}))


def test_a_units_page_says_what_it_is_who_is_in_it_and_what_happened(office: Office) -> None:
    appeal(office)
    kexie = office.units["kexie"]
    units.rename_unit(kexie, "云岭县科协", "科协", SPRING, office.actor("admin"), at=NOW)
    page = signed_in(office, "clerk").get(f"/units/{kexie.pk}/")
    words = said(page)
    for part in ("云岭县科学技术协会", "云岭县科协", "云岭县茶叶学会", "柯主席", "柯干事", "管小理", "2026-03-01"):
        assert part in words, part
    facts = {fact.label: fact.text for fact in page.context["facts"]}
    assert "1" in facts.values()
    assert [event["entry"] for event in page.context["timeline"]] != []
    assert page.context["orders"] == []


def test_a_unit_that_does_not_exist_on_a_day_says_so(office: Office) -> None:
    page = signed_in(office, "clerk").get(f"/units/{office.units['town'].pk}/?on=2019-12-31")
    assert page.status_code == 200 and page.context["gone"]


def test_outside_persons_see_their_own_way_and_nothing_else(office: Office) -> None:
    client = signed_in(office, "outside")
    page = client.get("/units/")
    shown = [node["name"] for root in page.context["tree"] for node in _flat(root)]
    assert shown == ["云岭县", "云岭县科学技术协会", "云岭县茶叶学会"]
    own = client.get(f"/units/{office.units['society'].pk}/")
    above = client.get(f"/units/{office.units['county'].pk}/")
    assert own.status_code == above.status_code == 200
    for hidden in ("督查室", "科学技术局", "青石镇", "林分管", "杜察云"):
        assert hidden not in said(page) + said(own) + said(above), hidden
    closed = [f"/units/{office.units['town'].pk}/", "/units/export.xlsx", "/units/import/", "/units/template.xlsx"]
    assert [client.get(url).status_code for url in closed] == [404] * 4
    assert client.get("/units/", {"q": "青石"}).context["table"].rows == []
    assert client.get("/units/find/", {"q": "青石"}).json() == {"options": [], "more": False}
    assert len(client.get("/units/find/", {"q": "茶叶"}).json()["options"]) == 1


def test_who_is_not_signed_in_sees_nothing(office: Office) -> None:
    pk = office.units["town"].pk
    urls = ["/units/", f"/units/{pk}/", "/units/found/", f"/units/{pk}/move/", "/units/import/", "/units/export.xlsx"]
    assert [Client().get(url).status_code for url in urls] == [302] * len(urls)


def test_orders_are_not_there_for_all_but_administrators(office: Office) -> None:
    before, pk = whole(), office.units["town"].pk
    for who in sorted(set(office.people) - {"admin"}):
        client = signed_in(office, who)
        for url in ["/units/found/", "/units/import/", *(f"/units/{pk}/{name}/" for name in ORDERS)]:
            assert (client.get(url).status_code, client.post(url, {"name": "x"}).status_code) == (404, 404), url
    assert whole() == before


# Orders


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_order_has_its_page_and_an_empty_one_is_refused_with_its_fields(office: Office, language: str) -> None:
    client, pk, before = signed_in(office, "admin", language), office.units["kexie"].pk, whole()
    for url in ["/units/found/", *(f"/units/{pk}/{name}/" for name in ORDERS)]:
        assert client.get(url).status_code == 200, url
        page = client.post(url, {"day": "not a day"})
        assert page.status_code == 422 and page.context["form"].errors, url
    assert client.get(f"/units/{pk}/explode/").status_code == 404
    assert whole() == before


def test_a_preview_changes_nothing_and_says_what_it_would(office: Office) -> None:
    before, client = whole(), signed_in(office, "admin")
    given = {"parent": "云岭县科学技术局", "day": "2026-03-20"}
    page = client.post(f"/units/{office.units['kexie'].pk}/move/", given)
    assert page.status_code == 200
    effects = " ".join(page.context["preview"].effects)
    assert "云岭县科学技术局" in effects and "1" in effects and whole() == before


def test_what_was_previewed_is_carried_out(office: Office) -> None:
    client, kexie = signed_in(office, "admin"), office.units["kexie"]
    answer = ordered(client, f"/units/{kexie.pk}/move/", {"parent": "bureau", "day": "2026-03-20"})
    assert (answer.status_code, answer["Location"]) == (302, f"/units/{kexie.pk}/")
    assert steps(kexie) == ["unit.found", "unit.move"]


def test_what_changed_since_the_preview_is_asked_about_again(office: Office) -> None:
    client, kexie = signed_in(office, "admin"), office.units["kexie"]
    url, given = f"/units/{kexie.pk}/merge/", {"heir": "bureau", "day": "2026-03-20", "posts": "move"}
    seen = agreed(client.post(url, given))
    appeal(office)
    before = whole()
    again = client.post(url, {**given, "agreed": seen})
    assert (again.status_code, whole()) == (200, before)
    assert "1" in " ".join(again.context["preview"].effects)
    other = client.post(url, {**given, "heir": "town", "agreed": agreed(again)})
    assert (other.status_code, whole()) == (200, before)
    assert client.post(url, {**given, "agreed": agreed(again)}).status_code == 302
    assert Record.objects.get().unit == office.units["bureau"]


def test_founding_checks_the_codes_and_warns_of_what_is_doubtful(office: Office) -> None:
    client = signed_in(office, "admin")
    given = {
        "name": "红岩乡",
        "code": "hy",
        "parent": "云岭县",
        "day": "2026-03-20",
        "credit": "11530000015100",
        "division": "5",
    }
    page = client.post("/units/found/", given)
    assert page.status_code == 422 and sorted(page.context["form"].errors) == ["credit", "division"]
    doubtful = {**given, "credit": "", "division": "539999"}
    page = client.post("/units/found/", doubtful)
    assert (page.status_code, len(page.context["preview"].doubts)) == (200, 1)
    assert ordered(client, "/units/found/", {**doubtful, "division": "530000000000"}).status_code == 302
    made = Unit.objects.get(code="hy")
    assert (made.name, made.division, made.initials) == ("红岩乡", "530000000000", "hyx")
    taken = client.post("/units/found/", {**doubtful, "name": "另一个"})
    assert taken.status_code == 422 and "hy" in said(taken)


def test_a_later_name_is_previewed_as_such_and_comes_with_its_day(office: Office) -> None:
    client, town = signed_in(office, "admin"), office.units["town"]
    answer = ordered(client, f"/units/{town.pk}/rename/", {"name": "青石街道", "short": "", "day": str(AUTUMN)})
    assert answer["Location"] == f"/units/{town.pk}/?on={AUTUMN}"
    assert client.get(f"/units/{town.pk}/").context["title"] == "青石镇"
    assert client.get(answer["Location"]).context["title"] == "青石街道"


def test_details_are_corrected_and_the_same_again_is_refused(office: Office) -> None:
    client, town = signed_in(office, "admin"), office.units["town"]
    given = {"division": "", "credit": "", "remark": "驻地青石村"}
    assert ordered(client, f"/units/{town.pk}/amend/", given).status_code == 302
    town.refresh_from_db()
    assert town.remark == "驻地青石村" and steps(town)[-1] == "unit.amend"
    assert client.post(f"/units/{town.pk}/amend/", given).status_code == 422


def test_a_closing_asks_for_an_heir_and_takes_another_for_single_things(office: Office) -> None:
    first, second = appeal(office), appeal(office)
    client, kexie = signed_in(office, "admin"), office.units["kexie"]
    url = f"/units/{kexie.pk}/close/"
    given = {"day": "2026-03-20", "posts": "end", "children_to": "bureau"}
    page = client.post(url, given)
    assert page.status_code == 422 and "heir" in page.context["form"].errors
    given |= {"heir": "bureau", f"each_appeals_{second.pk}": "青石镇"}
    assert ordered(client, url, given).status_code == 302
    assert dict(Record.objects.values_list("pk", "unit__code")) == {first.pk: "bureau", second.pk: "town"}
    assert not Post.objects.filter(unit=kexie, until__gt=TODAY).exists()


def test_a_merger_is_ticked_by_names_and_told_with_its_posts_before_it_is_done(office: Office) -> None:
    client, units = signed_in(office, "admin"), office.units
    url = f"/units/{units['kexie'].pk}/merge/"
    for who in ("clerk", "stranger"):
        Post.objects.filter(pk=office.posts[who].pk).update(title="联络员")
    given: dict[str, Any] = {
        "new_name": "云岭县科技和科协委员会",
        "new_short": "县科委",
        "others": [units["bureau"].pk, units["society"].pk],
        "day": "2026-03-20",
        "posts": "merge",
    }
    offered = [
        label for _group, some in client.get(url).context["form"].fields["others"].choices for _pk, label in some
    ]
    assert set(offered) == {"云岭县督查室", "云岭县科学技术局", "青石镇", "云岭县茶叶学会"}
    refused = [{"heir": "town"}, {"others": ["999999"]}, {"new_name": ""}]
    refused.append({"new_name": "", "heir": units["kexie"].pk, "others": []})  # nothing would go into it
    for wrong in refused:
        assert client.post(url, {**given, **wrong}).status_code == 422
    effects = " ".join(client.post(url, given).context["preview"].effects)
    assert "联络员、云岭县科学技术局 联络员合为一个岗位：云岭县科技和科协委员会 联络员，任职人员：" in effects
    assert ordered(client, url, given).status_code == 302
    standing = {node["name"] for root in client.get("/units/").context["tree"] for node in _flat(root)}
    assert standing == {"云岭县", "云岭县督查室", "云岭县科技和科协委员会", "青石镇"}
    (post,) = Post.objects.filter(unit__short="县科委", title="联络员")
    holders = Tenure.objects.filter(post=post, until__gt=TODAY).values_list("person__name", flat=True)
    assert set(holders) == {"柯干事", "纪干事"}


def test_one_of_the_merging_units_may_be_the_one_that_goes_on(office: Office) -> None:
    client, units = signed_in(office, "admin"), office.units
    kexie = units["kexie"].pk
    given = {"heir": kexie, "others": [units["bureau"].pk], "day": "2026-03-20", "posts": "merge"}
    assert ordered(client, f"/units/{kexie}/merge/", given).status_code == 302
    assert trees.exists_on(kexie, TODAY) and not trees.exists_on(units["bureau"].pk, TODAY)


def test_a_split_names_its_new_units_line_by_line(office: Office) -> None:
    appeal(office)
    client, kexie = signed_in(office, "admin"), office.units["kexie"]
    url = f"/units/{kexie.pk}/split/"
    given = {
        "into": "kx1,科普中心\nkx2\t学会中心\t学会",
        "heir": "kx2",
        "children_to": "kx2",
        "day": "2026-03-20",
        "posts": "move",
    }
    assert client.post(url, {**given, "into": "kx1"}).status_code == 422
    assert client.post(url, {**given, "heir": "nowhere"}).status_code == 422
    assert ordered(client, url, given).status_code == 302
    assert Record.objects.get().unit.code == "kx2" and not trees.exists_on(kexie.pk, TODAY)


def test_words_are_shown_as_words(office: Office) -> None:
    client = signed_in(office, "admin")
    evil = "<script>alert(1)</script>"
    ordered(client, "/units/found/", {"name": evil, "code": "x'\"><b>", "parent": "", "day": "2026-03-20"})
    made = Unit.objects.get(name=evil)
    for url in ("/units/", f"/units/{made.pk}/", "/units/?q=script", f"/units/{made.pk}/rename/"):
        assert evil not in client.get(url).content.decode()


def test_a_charge_over_a_closing_unit_is_pointed_out(office: Office) -> None:
    client, kexie = signed_in(office, "admin"), office.units["kexie"]
    page = client.post(f"/units/{kexie.pk}/merge/", {"heir": "bureau", "day": "2026-03-20", "posts": "move"})
    assert [doubt for doubt in page.context["preview"].doubts if "林分管岗" in doubt]


def test_the_former_superior_of_a_merged_unit_reads_on(office: Office) -> None:
    record = appeal(office)
    unit_closures.merge_units(
        [office.units["kexie"]], office.units["bureau"], TODAY, Estate(None), office.actor("admin"), at=NOW
    )
    assert signed_in(office, "leader").get(record.get_absolute_url()).status_code in (200, 404)
    assert signed_in(office, "clerk").get(record.get_absolute_url()).status_code == 200


def test_words_with_a_secrecy_marking_are_refused_and_not_shown_again(office: Office) -> None:
    before, client = whole(), signed_in(office, "admin")
    given = {"name": "红岩乡", "code": "hy", "parent": "", "day": "2026-03-20", "remark": "机密★3年"}
    page = client.post("/units/found/", given)
    assert page.status_code == 422 and list(page.context["form"].errors) == ["remark"]
    assert "机密★3年" not in page.content.decode()
    assert whole() == {**before, "Entry": before["Entry"] + 1}  # that it was refused
    assert Entry.objects.order_by("pk").last().step == "refused.marked"  # type: ignore[union-attr]
