"""Whoever tries every address with ids, methods and keys that are not theirs finds nothing and changes nothing."""

from __future__ import annotations

from collections import Counter
from uuid import uuid4

import pytest
from django.utils import timezone

from full import FULL, sampled
from hostile import IDS, ROLES, Address, changed, contents, harmless, journaled_since, routes, signed_in, walked
from luoshi.evidence.journal.models import Entry, Once
from luoshi.lines.appeals.models import Appeal
from office import Office
from programs import program
from reasons import nothing

NOWHERE = ["0", "999999999999999999", "99999999999999999999999", "-1", "١٢٣"]
# What anybody signed in may open: of units, outside persons only those above their own, as here.
PUBLIC = {"unit", "person", "post"}
# Pages of a published plan that names the unit of who asks.
NAMED_ON = {"plan_progress", "plan_figures", "plan", "print", "edition", "edition_print", "changes", "twins", "compare"}
NAMED_ON |= {"tag_matrix"}  # which counts the commitments that one may read
# GET addresses that are journaled, for what they hand out is protected.
JOURNALED = {"file": "download", "export_units": "unit.export", "ledger_file": "export", "circular": "circular"}


@pytest.mark.control("8.1.4.2 e-g", "guessed numbers give 404 on every page and write nothing")
@pytest.mark.parametrize("who", sampled(["stranger", "outside", None], 3))
def test_guessed_ids_lead_nowhere_and_write_nothing(furnished_office: tuple[Office, list[Address]], who: str) -> None:
    office, every = furnished_office
    client, before, tried = signed_in(office, who), contents(), 0
    for number, address in enumerate(walked(every)):
        for part in [identifier for identifier in IDS if identifier in address.parts]:
            # What is no number is told apart in one place for all addresses: with those, one after the other is tried.
            for wrong in NOWHERE if FULL else [NOWHERE[1], NOWHERE[number % len(NOWHERE)]]:
                path = address.path(**{part: wrong})
                for method in ("get", "post"):
                    answer = getattr(client, method)(path)
                    harmless(answer, (method, path))
                    allowed = {404, 405, 403 if who else 302, *({401} if address.api or not who else ())}
                    assert answer.status_code in allowed, (method, path, answer.status_code)
                    tried += 1
    nothing(changed(before, contents()))
    assert tried > (800 if FULL else 150)


@pytest.mark.control("8.1.4.2 e-g", "what belongs to others is 404 on every page")
@pytest.mark.parametrize("who", ["stranger", "outside", "guest"])
def test_what_belongs_to_others_is_not_there(furnished_office: tuple[Office, list[Address]], who: str) -> None:
    office, every = furnished_office
    client, before, last = signed_in(office, who), contents(), Entry.objects.latest("pk").pk
    open_to, closed = {}, {}
    for address in [
        found_address for found_address in walked(every, half=False) if not set(IDS).isdisjoint(found_address.parts)
    ]:
        for method in ("get", "post"):
            answer = getattr(client, method)(address.path())
            harmless(answer, (method, address.path()))
            statuses = closed if answer.status_code in (403, 404, 405) else open_to
            statuses[method, address.name, address.api] = answer.status_code
    # Who holds no post has no way from the top to any unit.
    wanted = {} if who == "guest" else {("get", "unit", False): 200, ("get", "get_units", True): 200}
    if who == "stranger":  # who works here looks up how to reach the others, and says why; a plan names their unit
        wanted |= {("get", name, False): 200 for name in PUBLIC | NAMED_ON}
        wanted |= {("get", "get_people", True): 200, ("post", "look_at_person", False): 422}
        # An indicator is everybody's, its figures are shown of one's own units alone.
        wanted |= {("get", "indicator_figures", False): 200, ("post", "indicator_book", False): 200}
    without_token = {key: 401 for key in open_to if key[0] == "post" and key[2]}
    assert open_to == wanted | without_token, {key: closed.get(key) for key in wanted if key not in open_to}
    assert set(changed(before, contents())) <= {"records_entry", "records_payload", "records_unsealed"}
    assert journaled_since(last) <= {Entry.REFUSED, "person.look_refused", "export"}


@pytest.mark.control("8.1.4.2 e-g", "looking changes nothing, for every role")
def test_getting_every_address_as_every_role_changes_nothing(furnished_office: tuple[Office, list[Address]]) -> None:
    office, every = furnished_office
    seen: Counter[int] = Counter()
    for who in (*(ROLES if FULL else ("supervisor", "stranger")), None):
        client = signed_in(office, who)
        before, last = contents(), Entry.objects.latest("pk").pk
        for address in walked(every):
            answer = client.get(address.path())
            harmless(answer, (who, address.path()))
            seen[answer.status_code] += 1
        tables = {"records_entry", "records_payload", "records_unsealed"}  # and what these entries tell
        assert set(made := changed(before, contents())) <= tables, (who, made)
        assert journaled_since(last) <= set(JOURNALED.values()), who
    assert seen[200] > (300 if FULL else 50) and set(seen) <= {200, 301, 302, 401, 403, 404, 405, 410}, seen


@pytest.mark.control("8.1.4.4", "a form sent from another site does nothing")
@pytest.mark.parametrize("who", sampled(["supervisor", "admin", "clerk"], 3))
def test_what_is_sent_without_the_pages_own_key_does_nothing(
    furnished_office: tuple[Office, list[Address]], who: str
) -> None:
    office, every = furnished_office
    client, before = signed_in(office, who, enforce_csrf_checks=True), contents()
    for address in walked(every):
        answer = client.post(address.path(), {"reason": "另作安排", "csrfmiddlewaretoken": "0" * 64})
        harmless(answer, address.path())
        assert answer.status_code in ({401, 404, 405} if exempt(address) else {403}), (address, answer.status_code)
    nothing(changed(before, contents()))


def exempt(address: Address) -> bool:
    """Whether programs send there, which have a token of their own and no page's key."""
    return address.api and address.name not in {"api_docs", "api_chapter", "api_openapi"}


@pytest.mark.control("8.1.4.4", "no page is exempt from it")
def test_no_page_is_exempt_from_that_key() -> None:
    found = {route for _name, route, view in routes() if getattr(view, "csrf_exempt", False)}
    assert {route for route in found if not route.startswith("api/")} == set()


@pytest.mark.parametrize("once", ["", "x", "'", "0" * 5000, "00000000-0000-0000-0000-00000000000g", "{}"])
def test_a_malformed_key_is_no_key(furnished_office: tuple[Office, list[Address]], once: str) -> None:
    office, every = furnished_office
    path = next(address_known.path() for address_known in every if address_known.name == "step")
    given = {"answer": "列入计划", "once": once, "seen": "2"}
    answers = [signed_in(office, "clerk").post(path, given) for _ in range(2)]
    words = [harmless(answer) for answer in answers]
    assert [answer.status_code for answer in answers] in ([302, 409], [302, 403], [302, 422]), words[1][-600:]
    assert Entry.objects.filter(record=path.split("/")[2], step="answer").count() == 1


@pytest.mark.control("8.1.4.4", "another's key of a request gives nothing of theirs")
def test_anothers_key_gives_nothing_of_theirs(furnished_office: tuple[Office, list[Address]]) -> None:
    office, _every = furnished_office
    key, given = uuid4(), {"words": "山里的孩子看不到", "channel": "letter", "once": ""}
    given["once"] = str(key)
    mine = {**given, "title": "建议增开科普大篷车", "unit": str(office.units["desk"].pk)}
    theirs = {**given, "title": "自拟的另一件", "unit": str(office.units["bureau"].pk)}
    first = signed_in(office, "supervisor").post("/appeals/new/", mine)
    second = signed_in(office, "stranger").post("/appeals/new/", theirs)
    assert (first.status_code, second.status_code) == (302, 302) and first["Location"] != second["Location"]
    assert Appeal.objects.get(title="自拟的另一件").opener == office.people["stranger"]
    assert Once.objects.filter(key=key).count() == 2
    harmless(again := signed_in(office, "supervisor").post("/appeals/new/", mine | {"title": "改了题目"}))
    assert again.status_code == 409 and not Appeal.objects.filter(title="改了题目").exists()


@pytest.mark.parametrize("seen", ["1", "3", "abc", "-1", "9" * 9, "9" * 400, "2.0"])
def test_a_stale_or_malformed_version_never_overwrites(
    furnished_office: tuple[Office, list[Address]], seen: str
) -> None:
    office, every = furnished_office
    path = next(address_known.path() for address_known in every if address_known.name == "step")
    record = int(path.split("/")[2])
    answer = signed_in(office, "clerk").post(path, {"answer": "旧页面的答复", "once": str(uuid4()), "seen": seen})
    words = harmless(answer)
    assert (answer.status_code, Appeal.objects.get(pk=record).answer) == (409, ""), words[-400:]


def test_outside_persons_read_of_no_units_but_those_above_their_own(office: Office) -> None:
    asks, page = program(office, "outside", at=timezone.now()), signed_in(office, "outside")
    own = {office.units[name].name for name in ("county", "kexie", "society")}
    assert {row["name"] for row in asks.get("units").data["rows"]} == own
    for name, unit in office.units.items():
        wanted = 200 if unit.name in own else 404
        found = (asks.get(f"units/{unit.pk}").status_code, page.get(f"/units/{unit.pk}/").status_code)
        assert found == (wanted, wanted), name
