"""A record to link to is found by typing, by who may see it, and by nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linked.models import Body, Project
from linked_kinds import BODIES, PROJECTS, linked_kinds, made
from luoshi.base.record_errors import RecordError
from luoshi.evidence.journal.models import Entry, Payload
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.search.actions import index_records, put_missing_initials, rebuild_search_index, remove_from_index
from luoshi.kernel.search.models import INITIALS, Passage
from luoshi.kernel.search.queries import matching_records
from luoshi.kernel.steps.actions.steps import begin, take
from office import NOW, TODAY, Office

TEA, RICE, BEES = "云岭县茶叶学会", "青石镇水稻协会", "云岭县养蜂协会"
HOSTILE = ["%", "_", "%%", "'", '"', "' OR 1=1 --", "\x00", "体\x00", "\ud800", "\u202e", "*", "\\", "()", "NEAR(a b)"]
HOSTILE += ["a" * 9000, "学" * 9000, "学 x" * 3000, "-", "茶*x", '"茶x', "9" * 400, "８８８８", "𝟠𝟠𝟠", " ", ""]


@pytest.fixture(autouse=True)
def _declared() -> Iterator[None]:
    with linked_kinds():
        yield


@pytest.fixture
def bodies(office: Office) -> dict[str, Body]:
    """Two of 县科协, one of 县科技局."""
    kexie, bureau = office.units["kexie"], office.units["bureau"]
    return {
        "tea": made(BODIES, 1, kexie, TEA, card="91370100MA3C123456", sort="society"),
        "rice": made(BODIES, 2, kexie, RICE, card="91370100MA3C999999", sort="farm"),
        "bees": made(BODIES, 3, bureau, BEES, card="52370100MJD000000X", sort="farm"),
    }


def _offered(client: Client, office: Office, who: str, words: str, to: str = "") -> list[str]:
    client.force_login(office.people[who].user)
    answer = client.get("/bodies/choose/", {"q": words} | ({"to": to} if to else {}))
    assert answer.status_code == 200
    return [option["key"][-1] for option in answer.json()["options"]]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("体2026-0001", "1"),
        ("体2026-0001 " + TEA, "1"),
        ("2026-0002", "2"),
        ("0003", "3"),
        ("茶叶", "1"),
        ("协会", "32"),
        ("云岭 协会", "3"),
        ("91370100MA3C123456", "1"),
        ("91370100ma3c123456", "1"),
        ("52370100", "3"),
        ("yxcy", "1" * 0),
        ("ylxcyxh", "1"),
        ("YLX", "31"),
        ("sdxh", "2"),
        ("h", ""),
        ("没有的", ""),
    ],
)
def test_one_finds_by_number_code_title_and_initials(words, found, client, office, bodies):
    assert "".join(_offered(client, office, "supervisor", words)) == found


def test_one_is_offered_only_what_one_may_see(client, office, bodies):
    assert _offered(client, office, "clerk", "云岭") == ["1"]
    assert _offered(client, office, "stranger", "云岭") == ["3"]
    for words in ("体2026-0003", "52370100MJD000000X", "ylxyf", BEES):
        assert _offered(client, office, "clerk", words) == []
        assert _offered(client, office, "collector", words) == []
        assert _offered(client, office, "stranger", words) == ["3"]


def test_what_was_erased_is_not_offered(client, office, bodies):
    Body.objects.filter(pk=bodies["tea"].pk).update(erased=NOW, title="…")
    remove_from_index([bodies["tea"].pk])
    assert _offered(client, office, "supervisor", "体2026-0001") == []
    assert not Passage.objects.filter(record=bodies["tea"].pk).exists()


def test_a_condition_narrows_what_may_be_chosen_and_not_what_a_list_is_narrowed_by(client, office, bodies, monkeypatch):
    monkeypatch.setattr(Project._meta.get_field("body"), "where", Is(sort="farm"))
    assert _offered(client, office, "supervisor", "云岭", "linked.project.body") == ["3"]
    assert _offered(client, office, "supervisor", "云岭") == ["3", "1"]
    given = {"title": "评审", "body": bodies["tea"].number}
    with pytest.raises(RecordError, match="没有找到“体2026-0001”"):
        begin(PROJECTS, office.actor("supervisor"), given, at=NOW)
    done = begin(PROJECTS, office.actor("supervisor"), given | {"body": bodies["rice"].number}, at=NOW).record
    Body.objects.filter(pk=bodies["rice"].pk).update(sort="society")
    again = take(done, "pass", office.actor("supervisor"), {"body": bodies["rice"].number, "why": "x"}, at=NOW)
    assert again.record.body == bodies["rice"], "what it has already may stay"


@pytest.mark.parametrize(
    "to", ["", "linked", "linked.project", "linked.project.level", "linked.check.project", "x.y.z"]
)
def test_a_link_that_does_not_lead_there_is_not_found(to, client, office):
    client.force_login(office.people["supervisor"].user)
    assert client.get("/bodies/choose/", {"q": "a", "to": to} if to else {"q": "a"}).status_code == (404 if to else 200)
    assert client.get("/appeals/choose/?q=a").status_code == 404  # nothing links to appeals


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_find_nothing_and_break_nothing(words, client, office, bodies):
    client.force_login(office.people["supervisor"].user)
    asked = quote(words, errors="surrogatepass")
    answer = client.get(f"/bodies/choose/?q={asked}")
    assert answer.status_code == (400 if "\x00" in words else 200)
    if answer.status_code == 200:
        assert answer.json() == {"options": [], "more": False}
    assert client.get(f"/trials/?body={asked}").status_code in (200, 400)
    if not any("\ud800" <= word <= "\udfff" for word in words):
        assert client.post("/trials/new/", {"title": "x", "body": words}).status_code in (400, 422)
    with pytest.raises(RecordError):
        begin(PROJECTS, office.actor("supervisor"), {"title": "x", "body": words}, at=NOW)
    assert not Project.objects.exists()


def test_more_than_fit_are_said_to_be_more(client, office):
    for number in range(1, 25):
        made(BODIES, number, office.units["kexie"], f"第{number}学会")
    client.force_login(office.people["clerk"].user)
    found = client.get("/bodies/choose/?q=学会").json()
    assert len(found["options"]) == 20 and found["more"] is True
    assert found["options"][0] == {"key": "体2026-0024", "label": "体2026-0024 第24学会", "note": "云岭县科学技术协会"}


@pytest.mark.parametrize("words", ["体2026-0003", "体2026-0009", "52370100MJD000000X", "不存在"])
def test_what_one_may_not_see_and_what_is_not_there_are_told_alike(words, client, office, bodies):
    client.force_login(office.people["clerk"].user)
    none = words.replace("3", "8").replace("存", "见")  # of the same shape, and nobody has it
    with CaptureQueriesContext(connection) as sent:
        page = client.post("/trials/new/", {"title": "评审", "body": words})
    with CaptureQueriesContext(connection) as others:
        other = client.post("/trials/new/", {"title": "评审", "body": none})
    assert page.status_code == other.status_code == 422
    assert f"没有找到“{words}”" in page.text and BEES not in page.text
    assert len(sent) == len(others)
    with pytest.raises(RecordError) as refused:
        begin(PROJECTS, office.actor("clerk"), {"title": "评审", "body": words}, at=NOW)
    assert refused.value.fields == {"body": [f"没有找到“{words}”，或者它不能选在这里。"]}


def test_on_a_page_a_part_of_one_title_is_enough_and_of_several_one_chooses(client, office, bodies):
    client.force_login(office.people["clerk"].user)
    assert client.post("/trials/new/", {"title": "评审", "body": "茶叶"}).status_code == 302
    project = Project.objects.get()
    assert (project.body_id, project.unit_id) == (bodies["tea"].pk, office.units["kexie"].pk)
    page = client.post("/trials/new/", {"title": "评审", "body": "会"})
    assert page.status_code == 422 and "符合“会”的有几条：请选一条。" in page.text
    assert page.text.count('type="radio" name="body_pick"') == 2 and BEES not in page.text
    sent = {"title": "评审二", "body": "会", "body_pick": bodies["rice"].number}
    assert client.post("/trials/new/", sent).status_code == 302
    assert Project.objects.get(title="评审二").body_id == bodies["rice"].pk


def test_a_program_names_it_by_number_code_or_whole_name(office, bodies):
    clerk = office.actor("clerk")
    for words in ("茶叶", BEES, "ylxcyxh", "体2026-000", str(bodies["tea"].pk), "1"):
        with pytest.raises(RecordError, match="没有找到"):
            begin(PROJECTS, clerk, {"title": "评审", "body": words}, at=NOW)
    assert not Record.objects.filter(kind="trials").exists() and not Entry.objects.filter(step="enter").exists()
    for words in (
        "体2026-0001",
        "91370100MA3C123456",
        "91370100ma3c123456 ",
        f"体2026-0001 {TEA}",
        TEA,
        f" {TEA[:3]} {TEA[3:]}",
    ):
        assert begin(PROJECTS, clerk, {"title": "评审", "body": words}, at=NOW).record.body == bodies["tea"]


def test_of_two_with_one_code_the_number_decides(office, bodies):
    Body.objects.filter(pk=bodies["rice"].pk).update(card=bodies["tea"].card)
    index_records(list(Body.objects.filter(pk=bodies["rice"].pk)))
    with pytest.raises(RecordError, match="对应多条：体2026-0001、体2026-0002。请填编号"):
        begin(PROJECTS, office.actor("clerk"), {"title": "评审", "body": bodies["tea"].card}, at=NOW)


def test_of_a_name_that_several_have_a_program_is_told_the_numbers_that_its_person_may_see(office, bodies):
    Body.objects.filter(pk__in=[bodies["rice"].pk, bodies["bees"].pk]).update(title=TEA)
    index_records(list(Body.objects.all()))
    with pytest.raises(RecordError, match=r"对应多条：体2026-000[12]、体2026-000[12]。请填编号"):
        begin(PROJECTS, office.actor("clerk"), {"title": "评审", "body": TEA}, at=NOW)


def test_the_unit_is_taken_over_at_the_step_and_not_later(office, bodies):
    supervisor = office.actor("supervisor")
    project = begin(PROJECTS, supervisor, {"title": "评审", "body": bodies["bees"].number}, at=NOW).record
    assert project.unit == office.units["bureau"]
    Body.objects.filter(pk=bodies["bees"].pk).update(unit=office.units["kexie"])
    project.refresh_from_db()
    assert project.unit == office.units["bureau"]
    project = take(project, "pass", supervisor, {"body": bodies["tea"].number}, at=NOW).record
    assert project.unit == office.units["kexie"]
    take(project, "pass", supervisor, {"why": "none"}, at=NOW)
    assert Project.objects.get().unit == office.units["kexie"], "a link that goes gives nothing"


def test_the_unit_of_a_body_that_is_not_ones_own_is_refused(office, bodies):
    with pytest.raises(RecordError):
        begin(PROJECTS, office.actor("collector"), {"title": "评审", "body": bodies["tea"].number}, at=NOW)
    assert not Project.objects.exists()


def test_the_journal_names_the_number_and_never_the_title(office, bodies):
    begin(PROJECTS, office.actor("clerk"), {"title": "评审", "body": bodies["tea"].number}, at=NOW)
    (data,) = Payload.objects.filter(entry__step="enter").values_list("data", flat=True)
    assert bodies["tea"].number in data and TEA not in data


def test_initials_follow_the_title_and_are_no_words_of_the_search(office, bodies):
    tea = bodies["tea"]
    tea.title = "茶业联盟"
    tea.save()
    index_records([tea])
    assert list(Passage.objects.filter(record=tea, part=INITIALS).values_list("text", flat=True)) == ["cylm"]
    assert not matching_records("cylm", office.actor("supervisor"), TODAY)
    before = set(Passage.objects.values_list("record", "text"))
    rebuild_search_index()
    assert set(Passage.objects.values_list("record", "text")) == before
    Passage.objects.all().delete()
    put_missing_initials()
    put_missing_initials()
    assert set(Passage.objects.values_list("record", "text")) == before
