"""A record about any record of several kinds: chosen, shown, found and counted by who may, and by nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from about_kinds import VISITS, about_kinds
from declared_lines import changed
from linked.models import Body, Visit
from linked_kinds import BODIES, PROJECTS, made
from luoshi.base.record_errors import RecordError
from luoshi.desk.api.form_schemas import schema_of
from luoshi.desk.api.rows import detail_of, serialize_records
from luoshi.desk.bulk.actions.bulk import begin_many
from luoshi.desk.bulk.import_sheets import by_columns, write_template
from luoshi.desk.declarations.registration import check_declarations
from luoshi.kernel.conditions.queries.evaluation import definitely_true, evaluate_conditions
from luoshi.kernel.history.queries.history import entries_of
from luoshi.kernel.kinds.about import About
from luoshi.kernel.kinds.forms.choosers import Looking
from luoshi.kernel.kinds.forms.making import form_fields
from luoshi.kernel.kinds.language.conditions import Is, No, Some
from luoshi.kernel.kinds.links import links_into, links_to
from luoshi.kernel.kinds.registry import current_snapshot, install_snapshot
from luoshi.kernel.search.links.queries import entry_events
from luoshi.kernel.search.names.queries import find_named_records
from luoshi.kernel.steps.actions.steps import begin, take
from office import NOW, TODAY, Office

TEA, BEES, GARDEN = "云岭县茶叶学会", "云岭县养蜂协会", "茶园改造项目"
LINK = Visit._meta.get_field("about")


@pytest.fixture(autouse=True)
def _declared() -> Iterator[None]:
    with about_kinds():
        yield


@pytest.fixture
def there(office: Office) -> dict[str, Any]:
    """A body and a project of 县科协, a body of 县科技局."""
    return {
        "tea": made(BODIES, 1, office.units["kexie"], TEA, card="91370100MA3C123456"),
        "bees": made(BODIES, 2, office.units["bureau"], BEES, card="52370100MJD000000X"),
        "garden": made(PROJECTS, 1, office.units["kexie"], GARDEN),
    }


def _enter(office: Office, about: str, who: str = "supervisor", **more: Any) -> Visit:
    given = {"title": "走访", "about": about, **more}
    return begin(VISITS, office.actor(who), given, at=NOW).record  # type: ignore[return-value]


def _offered(client: Client, office: Office, who: str, words: str, **more: str) -> list[str]:
    client.force_login(office.people[who].user)
    answer = client.get("/bodies/choose/", {"q": words, "to": LINK.address_name, **more})
    assert answer.status_code == 200
    return [option["key"] for option in answer.json()["options"]]


def _page(client: Client, office: Office, who: str, address: str) -> str:
    client.force_login(office.people[who].user)
    found = client.get(address)
    assert found.status_code == 200
    return str(found.text)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("体2026-0001", ["体2026-0001"]),
        ("项2026-0001 " + GARDEN, ["项2026-0001"]),
        ("体2026-", ["体2026-0002", "体2026-0001"]),
        ("茶", ["项2026-0001", "体2026-0001"]),
        ("cygzxm", ["项2026-0001"]),
        ("91370100ma3c123456", ["体2026-0001"]),
        ("没有的", []),
    ],
)
def test_one_chooses_among_all_its_kinds_by_number_code_title_and_initials(words, found, client, office, there):
    assert _offered(client, office, "supervisor", words) == found


def test_one_is_offered_and_may_name_only_what_one_may_see(client, office, there):
    assert _offered(client, office, "clerk", "云岭") == ["体2026-0001"]
    for words in (there["bees"].number, BEES, "事2026-0001", str(there["tea"].pk), "体2026-0009"):
        with pytest.raises(RecordError) as refused:
            _enter(office, words, "clerk")
        assert list(refused.value.fields) == ["about"]
    assert not Visit.objects.exists()
    assert _enter(office, TEA, "clerk").about_id == there["tea"].pk


def test_a_record_of_another_kind_is_none_of_its_choices(client, office, there):
    other = _enter(office, there["tea"].number)
    assert other.number.startswith("访") and _offered(client, office, "supervisor", other.number) == []
    with pytest.raises(RecordError):
        _enter(office, other.number)


def test_it_takes_its_unit_from_what_it_is_about_and_its_value_stands_in_the_journal_as_a_number(office, there):
    visit = _enter(office, there["garden"].number)
    assert (visit.about_id, visit.unit) == (there["garden"].pk, office.units["kexie"])
    (entry,) = entries_of(visit)
    assert f'"about":{{"id":{there["garden"].pk},"name":"项2026-0001"}}' in entry.payload.data
    for who, said in (("clerk", f"项2026-0001 {GARDEN}"), ("stranger", "项2026-0001")):
        (event,) = entry_events([entry], office.actor(who), TODAY)
        assert dict(event.given)["About"] == said


def test_whoever_reads_it_sees_number_and_state_and_the_title_only_with_a_right_to_it(client, office, there):
    other = _enter(office, there["bees"].number)
    Visit.objects.filter(pk=other.pk).update(unit=office.units["kexie"])  # the body stays another's
    own = _enter(office, there["tea"].number)
    for address in (f"/visits/{other.pk}/", "/visits/", "/visits/print/"):
        page = _page(client, office, "clerk", address)
        assert "体2026-0002 · Open" in page and BEES not in page and there["bees"].get_absolute_url() not in page
    assert f"体2026-0001 {TEA} · Open" in _page(client, office, "clerk", own.get_absolute_url())
    assert f"体2026-0002 {BEES} · Open" in _page(client, office, "supervisor", other.get_absolute_url())
    rows = list(Visit.objects.order_by("pk"))
    told = [row["fields"]["about"] for row in serialize_records(rows, ["about"], office.actor("clerk"), TODAY)]
    assert told == [
        {"number": "体2026-0002", "title": "", "url": "", "kind": "bodies", "state": "open"},
        {
            "number": "体2026-0001",
            "title": TEA,
            "url": there["tea"].get_absolute_url(),
            "kind": "bodies",
            "state": "open",
        },
    ]


def test_the_description_for_programs_names_the_lists_and_kind_and_state(there):
    link = detail_of(VISITS).model_json_schema()["$defs"]["SubjectOut"]
    assert list(link["properties"]) == ["number", "title", "url", "kind", "state"]
    asked = schema_of(form_fields(VISITS, VISITS.cycle.first))["properties"]["about"]
    assert asked["type"] == "string" and "Bodies、Projects" in asked["description"]


def test_what_was_erased_is_said_to_be_so(client, office, there):
    visit = _enter(office, there["tea"].number)
    Body.objects.filter(pk=there["tea"].pk).update(erased=NOW, title="已删除")
    page = _page(client, office, "supervisor", visit.get_absolute_url())
    assert "体2026-0001（已删除）" in page and TEA not in page
    assert _offered(client, office, "supervisor", "体2026-0001") == []


def test_a_sheet_names_it_by_number_or_by_a_name_that_one_record_has(office, there):
    file = BytesIO()
    write_template(file, VISITS, ["云岭县"])
    book = load_workbook(file)
    heads = [str(cell.value).rstrip("*") for cell in book.worksheets[0][3]]
    told = [[cell.value for cell in row] for row in book.worksheets[1].iter_rows()]
    assert [row[2:] for row in told if row[0] == "About"] == [
        ["编号、代码、全称或简称，见“Bodies、Projects”等列表之一", "体2026-0001"]
    ]
    words = ["体2026-0001", f"项2026-0001 {GARDEN} · Open", BEES, "52370100MJD000000X"]
    place = heads.index("About")
    lines = [(1, heads), *((n, ["走访", *[""] * (place - 1), word]) for n, word in enumerate(words, 2))]
    sent = [values for _number, values in by_columns(VISITS, lines)]
    opened = begin_many(VISITS, office.actor("supervisor"), sent, at=NOW)
    tea, bees, garden = (there[name].pk for name in ("tea", "bees", "garden"))
    assert [record.about_id for record in opened] == [tea, garden, bees, bees]


def test_a_name_that_records_of_two_kinds_have_is_not_clear(office, there):
    made(PROJECTS, 2, office.units["kexie"], TEA)
    looking = Looking(LINK, office.actor("supervisor"), TODAY)
    found = find_named_records(looking, [TEA, GARDEN, "体2026-0001"])
    assert [found[word].only and found[word].only.number for word in found] == [None, "项2026-0001", "体2026-0001"]
    assert {record.number for record in found[TEA].list_offered()} >= {"体2026-0001", "项2026-0002"}


@pytest.mark.parametrize("count", [3, 12])
def test_a_card_of_what_is_about_it_needs_no_more_queries(client, office, there, count, django_assert_max_num_queries):
    for place in range(count):
        _enter(office, there["tea"].number, title=f"走访{place}")
    client.force_login(office.people["clerk"].user)
    with django_assert_max_num_queries(45):
        page = client.get(there["tea"].get_absolute_url()).text
    assert 'id="visits-about"' in page and page.count("走访") >= count
    with django_assert_max_num_queries(30):
        listed = client.get("/visits/").text
    assert listed.count(f"体2026-0001 {TEA} · Open") == count


def test_its_page_offers_to_begin_one_about_it_which_then_names_it(client, office, there):
    address = "/visits/new/?about=%E4%BD%932026-0001"
    assert address in _page(client, office, "clerk", there["tea"].get_absolute_url())
    form = _page(client, office, "clerk", address)
    assert f'value="体2026-0001 {TEA}"' in form
    other = _page(client, office, "clerk", "/visits/new/?about=%E4%BD%932026-0002")
    assert BEES not in other and "体2026-0002" not in other
    assert address not in _page(client, office, "auditor", there["tea"].get_absolute_url())


def test_a_list_is_filtered_by_it(client, office, there):
    for about in ("tea", "garden"):
        _enter(office, there[about].number, title=f"走访{about}")
    page = _page(client, office, "clerk", "/visits/?about=%E9%A1%B92026-0001")
    assert "走访garden" in page and "走访tea" not in page


def test_conditions_reach_over_it_both_ways(office, there):
    done = _enter(office, there["tea"].number)
    take(done, "end", office.actor("supervisor"), {"result": "good"}, at=NOW)
    _enter(office, there["garden"].number)
    seen = Some("visits", via="about", where=Is(state="ended", result="good"))
    for each in (True, False):
        bodies = Body.objects.filter(definitely_true(seen, Body, TODAY, each=each)).values_list("number", flat=True)
        assert list(bodies) == ["体2026-0001"]
    assert evaluate_conditions([seen, No("visits", via="about")], there["bees"], TODAY) == [False, True]
    assert evaluate_conditions([seen, Some("visits")], there["garden"], TODAY) == [False, True]
    two = [Is(about__state="open"), Is(about__closed=None), Some("about.visits", via="about", state="open")]
    assert evaluate_conditions(two, Visit.objects.get(pk=done.pk), TODAY) == [True, True, False]


def test_a_merger_moves_it_and_nothing_is_about_what_was_merged(client, office, there):
    assert (Visit, "about") in set(links_to(there["tea"])) and LINK in links_into(Body)
    Body.objects.filter(pk=there["tea"].pk).update(state="merged")
    assert _offered(client, office, "supervisor", TEA) == []
    with pytest.raises(RecordError):
        _enter(office, there["tea"].number)
    there["tea"].refresh_from_db()
    with pytest.raises(RecordError, match="刚刚并入") as refused:  # it was chosen before the merger
        begin(VISITS, office.actor("supervisor"), {"title": "走访", "about": there["tea"]}, at=NOW)
    assert refused.value.code == "guarded" and not Visit.objects.exists()


def test_of_a_line_that_is_switched_off_nothing_is_offered_and_what_is_there_stays(client, office, there):
    visit = _enter(office, there["tea"].number)
    install_snapshot(current_snapshot().with_uses(frozenset(), frozenset({"linked"})))
    client.force_login(office.people["supervisor"].user)
    to = {"to": LINK.address_name}
    assert client.get("/trials/choose/", {"q": "茶", **to}).json()["options"][0]["key"] == "项2026-0001"
    assert client.get("/trials/choose/", {"q": TEA, **to}).json()["options"] == []
    assert client.get("/trials/choose/", {"q": TEA, **to, "all": "1"}).json()["options"] != []
    with pytest.raises(RecordError):
        _enter(office, there["tea"].number)
    assert f"体2026-0001 {TEA} · Open" in _page(client, office, "supervisor", visit.get_absolute_url())
    given = {"title": "改名", "about": f"体2026-0001 {TEA}", "reason": "笔误"}
    corrected = take(visit, "put_right", office.actor("supervisor"), given, at=NOW + timedelta(minutes=1)).record
    assert (corrected.title, corrected.about_id) == ("改名", there["tea"].pk)


def test_with_every_line_off_that_it_could_lead_to_it_stands_nowhere(office):
    before = current_snapshot()
    install_snapshot(before.with_uses(frozenset({"linked"}), frozenset()))
    assert "about" in current_snapshot().kinds["visits"].columns
    install_snapshot(before.with_uses(frozenset({"linked", "projected"}), frozenset()))
    assert current_snapshot().kinds["visits"].left_out == {"about"}
    assert "about" not in current_snapshot().kinds["visits"].columns


def _start_refusal(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> str:
    for name, value in changes.items():
        monkeypatch.setattr(LINK, name, value)
    with pytest.raises(ValueError) as refused:
        check_declarations()
    return str(refused.value)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"names": ("bodies", "clubs")}, "kind visits, link about: there is no kind clubs"),
        ({"names": ("bodies", "bodies")}, "kind visits, link about: kinds=bodies bodies names one twice"),
        ({"gives": ("card",)}, "kind visits, link about: it gives card, which not every record has"),
        ({"where": Is(state="open")}, "where= is for a link to one kind: kinds= says what can be chosen"),
    ],
)
def test_what_it_cannot_mean_is_refused_at_the_start(monkeypatch, changes, said):
    check_declarations()
    assert said in _start_refusal(monkeypatch, **changes)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"words": "title about"}, "link about: its words cannot be those of the record"),
        ({"titled": "{about}"}, "link about: its words cannot be those of the record"),
    ],
)
def test_its_title_becomes_no_word_of_the_record(changes, said):
    install_snapshot(current_snapshot().with_kind(changed(VISITS, **changes).declaration))
    with pytest.raises(ValueError, match=said):
        check_declarations()


def test_a_kind_without_numbers_cannot_be_named(monkeypatch):
    with pytest.raises(ValueError, match="records of bodies cannot be named, since they have no numbers"):
        snapshot = current_snapshot()
        install_snapshot(snapshot.with_kind(changed(BODIES, prefix="").declaration))
        check_declarations()


def test_a_state_that_none_of_its_kinds_has_and_a_kind_that_it_does_not_lead_to_are_refused():
    from luoshi.kernel.conditions.queries.faults import condition_faults

    def faults(condition: Any, of: Any = VISITS) -> list[str]:
        return list(condition_faults(condition, of))

    assert faults(Is(about__state="open")) == [] == faults(Some("visits", via="about"), PROJECTS)
    assert "about.state is never 'gone': it is one of ended, merged, open" in faults(Is(about__state="gone"))
    assert faults(Some("visits", via="about")) == ["nothing of visits leads to Visit"]
    assert isinstance(LINK, About) and LINK.clone().names == LINK.names
