"""Chains of approval: which levels are asked, in which order, and nobody on what is theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import strip_tags
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as some

from declared_lines import declared
from faults.threads import at_once, of
from linked.models import Grant
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM, Relation, Rights, Role, UnitPlace
from luoshi.desk.approvals.chains import Chain, Level
from luoshi.desk.approvals.models import Approval, Round
from luoshi.desk.approvals.rules import flag_required_levels as asked_of
from luoshi.kernel.history.queries.verification import _other_state
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.kinds.registry import get_kind, make_kind
from luoshi.kernel.messages.models import Message
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.org.actors.models import Tenure
from luoshi.org.people.actions.mandates import give_mandate
from luoshi.org.people.actions.posts import appoint_to_post
from many_appeals import signed_in
from office import NOW, TODAY, Office

BIG = DeclaredParameter("grants.big", "Amount above which the leader is asked", int)
OWN = ((Role.HEAD, UnitPlace.OWN), (Role.CLERK, UnitPlace.OWN))
RIGHTS = Rights(
    (
        Relation("unit", "Unit", reaches=OWN),
        Relation("desk", "Desk", reaches=((Role.SUPERVISOR, UnitPlace.UNDER),)),
        Relation("head", "Head", reaches=((Role.HEAD, UnitPlace.OWN),)),
        Relation("leader", "Leader", reaches=((Role.LEADER, UnitPlace.UNDER),)),
    ),
    ("unit", "desk", "head", "leader"),
)
NAME: dict[str, Any] = {"title": forms.CharField(label="Title", max_length=200)}
STATES = {"draft": "Draft", "asked": "Asked", "approved": "Approved", "refused": "Refused"}
STEPS = (
    Step("ask", "Ask", "> asked", "unit desk", "title sort amount unit", own=NAME),
    Step("again", "Ask again", "draft > asked", "unit desk"),
    Step("amend", "Amend", "* >", "unit desk", "sort amount"),
    Step("refuse", "Refuse", "asked > refused", "desk"),
    Step("fix", "Fix", "asked_desk > asked_desk", "unit", "amount"),
    Step("late", "Change it late", "approved >", "unit desk", "amount"),
)
CHAIN = Chain(
    "approve",
    "Approve",
    "asked > approved",
    (Level("head"), Level("desk", "Waits for the desk"), Level("leader", "Waits for the leader", ("amount", BIG))),
    back="draft",
    decides="sort amount",
)


def grants(chain: Chain = CHAIN, **more: Any) -> CompiledKind:
    return make_kind(
        Kind(
            **{
                "name": "grants",
                "label": "Grants",
                "one": "Grant",
                "record": Grant,
                "cycle": chain.woven(
                    STATES, "approved refused", [s for s in STEPS if {*s.before} <= {*STATES, *chain.states, "*"}]
                ),
                "rights": RIGHTS,
                "columns": "sort amount",
                "shows": "sort amount",
                "parts": (chain,),
                "parameters": (BIG,),
                "prefix": "拨",
                **more,
            }
        )
    )


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    with declared(Line("grants", "Grants", (grants().declaration,))), override("en"):
        yield


def big(office: Office, text: str = "5000") -> None:
    set_value(BIG, None, text, TODAY, "云科协发〔2026〕3号", office.actor("admin"), at=NOW)


def sent(office: Office, amount: str = "6000", who: str = "clerk") -> Any:
    given = {"title": "助学金", "sort": "study", "amount": amount, "unit": str(office.units["kexie"].pk)}
    return begin(get_kind("grants"), office.actor(who), given, at=NOW).record


def does(office: Office, one: Any, step: str, who: str, **given: Any) -> str:
    return take(Grant.objects.get(pk=one.pk), step, office.actor(who), given, at=NOW).record.state


def refused(office: Office, one: Any, step: str, who: str) -> str:
    before = Grant.objects.get(pk=one.pk).version, Approval.objects.count()
    with pytest.raises(RecordError) as said:
        does(office, one, step, who)
    assert (Grant.objects.get(pk=one.pk).version, Approval.objects.count()) == before
    return str(said.value)


def reads(office: Office, who: str, address: str) -> str:
    page = signed_in(office, who, "en").get(address).text
    return re.sub(r"\s+", " ", unescape(strip_tags(page.replace("</", " </"))))


def test_each_level_approves_in_its_turn_and_the_last_is_asked_above_the_border_alone(office: Office) -> None:
    big(office)
    small, just, large = sent(office, "800"), sent(office, "5000"), sent(office, "5000.01")
    assert does(office, large, "approve_head", "head") == "asked_desk"
    for wrong, who in (("approve_head", "head"), ("approve_leader", "leader")):
        assert "cannot be done now" in refused(office, large, wrong, who)
    assert "not" in refused(office, large, "approve_desk", "leader")  # another's level
    assert does(office, large, "approve_desk", "supervisor") == "asked_leader"
    assert does(office, large, "approve_leader", "leader") == "approved"
    for record in (small, just):  # at the border is not above it
        does(office, record, "approve_head", "head")
        assert does(office, record, "approve_desk", "supervisor") == "approved"
    words = reads(office, "clerk", large.get_absolute_url())
    assert "amount 5000.01" in words.lower() and "柯主席" in words and "林分管" in words
    assert "Not required: Amount, 800, is not above 5000" in reads(office, "clerk", small.get_absolute_url())
    assert list(_other_state(get_kind("grants"))) == []  # the journal knows that a level may be left out


def test_the_border_is_that_of_the_day_on_which_it_began_and_unset_it_goes_the_whole_way(office: Office) -> None:
    one = sent(office, "1")
    big(office)
    does(office, one, "approve_head", "head")
    assert does(office, one, "approve_desk", "supervisor") == "asked_leader"
    assert Round.objects.get(record=one.pk).levels == "head desk leader"


def test_what_it_decides_on_changes_and_it_begins_anew(office: Office) -> None:
    big(office)
    one = sent(office, "800")
    does(office, one, "approve_head", "head")
    assert does(office, one, "amend", "clerk", sort="study", amount="800") == "asked_desk"  # nothing is another
    assert does(office, one, "amend", "clerk", sort="study", amount="9000") == "asked"
    assert does(office, one, "approve_head", "head") == "asked_desk"
    assert does(office, one, "approve_desk", "supervisor") == "asked_leader"
    assert does(office, one, "approve_back_leader", "leader", reason="先补预算") == "draft"
    assert does(office, one, "again", "clerk") == "asked"
    rounds = Round.objects.filter(record=one.pk).order_by("pk")
    assert [item.levels for item in rounds] == ["head desk", "head desk leader", "head desk leader"]
    assert list(_other_state(get_kind("grants"))) == []


def test_no_step_of_any_arrow_takes_an_amount_past_a_level(office: Office) -> None:
    big(office)
    one = sent(office, "800")
    does(office, one, "approve_head", "head")
    assert does(office, one, "fix", "clerk", amount="900000") == "asked"
    told = Message.objects.get(code="approvals.anew")
    assert told.post == office.posts["head"] and told.record_id == one.pk
    for step, who in (("approve_head", "head"), ("approve_desk", "supervisor"), ("approve_leader", "leader")):
        state = does(office, one, step, who)
    assert state == "approved"
    assert does(office, one, "late", "clerk", amount="900000") == "approved"  # nothing is another
    with pytest.raises(RecordError, match="approved with this"):
        does(office, one, "late", "clerk", amount="900001")
    assert Grant.objects.get(pk=one.pk).amount == 900000


def test_nobody_approves_what_they_asked_for_in_no_way(office: Office) -> None:
    big(office)
    mine = sent(office, "800", who="head")
    assert "yourself" in refused(office, mine, "approve_head", "head")
    client = signed_in(office, "head", "en")
    assert "yourself" in strip_tags(client.post(f"{mine.get_absolute_url()}approve_head/").content.decode())
    others = sent(office, "800")
    assert mine.title in reads(office, "head", "/") and mine.number not in waiting(office, "head")
    assert others.number in waiting(office, "head")
    # The clerk deputises for the head: what the clerk asked for is still theirs.
    appoint_to_post(office.people["clerk"], office.posts["head"], TODAY, PROGRAM, at=NOW, deputy=True)
    assert "yourself" in refused(office, others, "approve_head", "clerk")
    assert does(office, mine, "approve_head", "clerk") == "asked_desk"
    assert Approval.objects.get().deputy and "as deputy" in reads(office, "clerk", mine.get_absolute_url())
    # Who approved at one level approves at no other.
    does(office, others, "approve_head", "head")
    appoint_to_post(office.people["head"], office.posts["supervisor"], TODAY, PROGRAM, at=NOW, deputy=True)
    assert "already" in refused(office, others, "approve_desk", "head")


def test_nor_in_bulk(office: Office) -> None:
    big(office)
    mine, others = sent(office, "800", who="head"), sent(office, "800")
    client = signed_in(office, "head", "en")
    page = client.post("/grants/bulk/", {"step": "approve_head", "row": [str(mine.pk), str(others.pk)]}).text
    form = page.split('<form class="form"')[1].split("</form>")[0]
    given = dict(re.findall(r'<input type="hidden" name="([^"]+)"\s+value="([^"]*)"', form))
    assert "1 row of 2 chosen" in page or "1 rows of 2 chosen" in page
    client.post("/grants/bulk/", given)
    assert [Grant.objects.get(pk=record.pk).state for record in (mine, others)] == ["asked", "asked_desk"]
    assert Approval.objects.count() == 1


def test_what_one_may_not_approve_hinders_no_other_of_the_same_run(office: Office) -> None:
    big(office)
    twice, other = sent(office, "6000"), sent(office, "6000")
    appoint_to_post(office.people["head"], office.posts["supervisor"], TODAY, PROGRAM, at=NOW, deputy=True)
    for record, who in ((twice, "head"), (other, "second")):
        if who == "second":
            office.person("second", "柯副主席", "kexie", Role.HEAD)
        does(office, record, "approve_head", who)
    client = signed_in(office, "head", "en")
    rows = [str(twice.pk), str(other.pk)]
    page = client.post("/grants/bulk/", {"step": "approve_desk", "row": rows}).text
    form = page.split('<form class="form"')[1].split("</form>")[0]
    given = dict(re.findall(r'<input type="hidden" name="([^"]+)"\s+value="([^"]*)"', form))
    ran = client.post("/grants/bulk/", given, follow=True)
    assert "You have already approved it" in ran.text
    assert [Grant.objects.get(pk=record.pk).state for record in (twice, other)] == ["asked_desk", "asked_leader"]


def test_nor_by_recording_what_a_leader_signed(office: Office) -> None:
    chain = Chain("approve", "Approve", "asked > approved", (Level("leader", recorded=True),), back="draft")
    with declared(Line("others", "Others", (grants(chain, name="others", prefix="另").declaration,))):
        given = {"title": "助学金", "sort": "study", "amount": "9", "unit": str(office.units["kexie"].pk)}
        one = begin(get_kind("others"), office.actor("clerk"), given, at=NOW).record
        leader, until = office.posts["leader"], TODAY + timedelta(days=9)
        signer = Tenure.objects.get(person=office.people["leader"])
        for who, status, state in (("clerk", 403, "asked"), ("head", 302, "approved")):
            row = give_mandate(leader, office.posts[who], TODAY, until, "云政办〔2026〕3号", PROGRAM, at=NOW)
            scan = SimpleUploadedFile("签批单.txt", "同意".encode())
            sheet = {"signer": str(signer.pk), "signed": TODAY.isoformat(), "sheet": scan}
            address = f"/others/{one.pk}/approve/?mandate={row.pk}"
            assert signed_in(office, who, "en").post(address, sheet).status_code == status
            assert Grant.objects.get(pk=one.pk).state == state
        assert Approval.objects.get().person == office.people["leader"]


def test_what_is_put_right_on_the_way_begins_it_anew(office: Office) -> None:
    with declared(Line("others", "Others", (grants(name="others", prefix="另", corrects="desk").declaration,))):
        given = {"title": "助学金", "sort": "study", "amount": "9", "unit": str(office.units["kexie"].pk)}
        one = begin(get_kind("others"), office.actor("clerk"), given, at=NOW).record
        assert does(office, one, "approve_head", "head") == "asked_desk"
        assert does(office, one, "put_right", "supervisor", amount="90000", reason="笔误") == "asked"
        assert Round.objects.filter(record=one.pk).count() == 2


def waiting(office: Office, who: str) -> str:
    """The addresses of the steps that wait for a person, by number."""
    page = signed_in(office, who, "en").get("/").text
    found = re.findall(r"/grants/(\d+)/approve", page)
    return " ".join(Grant.objects.filter(pk__in=found).values_list("number", flat=True))


def test_what_waits_says_on_what_it_decides_in_few_queries(office: Office, django_assert_max_num_queries: Any) -> None:
    big(office)
    for number in range(3):
        sent(office, f"{number}.50")
    client = signed_in(office, "head", "en")
    client.get("/")
    with django_assert_max_num_queries(40) as few:
        words = client.get("/").text
    assert "amount 2.5" in words.lower()
    for number in range(9):
        sent(office, f"{number}.50")
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get("/")


def test_a_level_without_anybody_stops_it_and_says_so(office: Office) -> None:
    big(office, "1")
    one = begin(
        get_kind("grants"),
        office.actor("supervisor"),
        {"title": "助学金", "sort": "study", "amount": "9", "unit": str(office.units["bureau"].pk)},
        at=NOW,
    ).record
    words = reads(office, "supervisor", one.get_absolute_url())
    assert "云岭县科学技术局 has no “Head”" in words
    office.person("chief", "纪局长", "bureau", Role.HEAD)
    assert "has no “Head”" not in reads(office, "supervisor", one.get_absolute_url())
    assert does(office, one, "approve_head", "chief") == "asked_desk"


def test_where_all_of_a_level_are_needed_it_waits_for_each(office: Office) -> None:
    chain = Chain("approve", "Approve", "asked > approved", (Level("unit", need="all"),), back="draft")
    office.person("second", "柯副主席", "kexie", Role.HEAD)
    with declared(Line("others", "Others", (grants(chain, name="others", prefix="另").declaration,))):
        given = {"title": "助学金", "sort": "study", "amount": "9", "unit": str(office.units["kexie"].pk)}
        one = begin(get_kind("others"), office.actor("supervisor"), given, at=NOW).record
        assert [does(office, one, "approve", who) for who in ("head", "clerk")] == ["asked", "asked"]
        assert "already" in refused(office, one, "approve", "head")
        assert does(office, one, "approve", "second") == "approved"


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_approve_at_once_one_does(real_office: Office) -> None:
    big(real_office)
    one = sent(real_office, "800")
    seen = Grant.objects.get(pk=one.pk).version

    def press(_number: int) -> Any:
        who = real_office.actor("head")
        return take(Grant.objects.get(pk=one.pk), "approve_head", who, {}, at=NOW, seen=seen)

    said = of(at_once(press))
    assert said["done"] == 1 and sum(said.values()) == 8
    assert Approval.objects.count() == 1 and Grant.objects.get(pk=one.pk).state == "asked_desk"


def test_a_declaration_that_could_not_work_is_refused_at_the_start() -> None:
    head = Level("head")
    for chain, words in (
        (replace(CHAIN, levels=(Level("nobody"),)), "unknown relation nobody"),
        (replace(CHAIN, levels=(head, Level("desk", above=("worth", BIG)))), "no field worth"),
        (replace(CHAIN, levels=(Level("head", need="most"),)), "neither one nor all"),
        (replace(CHAIN, decides="worth"), "no field worth"),
    ):
        with pytest.raises(ValueError, match=words):
            grants(chain)
    with pytest.raises(ValueError, match="weave it"):
        grants(
            cycle=Cycle({"asked": "A", "approved": "B"}, "approved", (STEPS[0], Step("end", "E", "asked > approved")))
        )
    with pytest.raises(ValueError, match="always asked"):
        replace(CHAIN, levels=(Level("head", above=("amount", BIG)),))
    with pytest.raises(ValueError, match="chain approve: two levels of head: nobody approves at two levels"):
        replace(CHAIN, levels=(head, Level("desk"), head))


@pytest.mark.parametrize(
    ("who", "named"), [("desk unit", "'desk unit'"), (("desk", "unit"), "'desk unit'"), ("", "''")]
)
def test_a_level_is_one_relation(who: Any, named: str) -> None:
    with pytest.raises(ValueError) as refused:
        Level(who)
    assert str(refused.value) == (
        f"level {named}: a level is one relation: write a level for each if each is to approve, or one relation that "
        "reaches all of them (reaches=) if any of them may"
    )


numbers = some.one_of(some.none(), some.decimals(0, 10, places=2, allow_nan=False))


@given(some.lists(some.tuples(some.booleans(), numbers, numbers), min_size=1, max_size=5))
def test_a_level_is_left_out_only_where_figure_and_border_are_known_and_it_is_not_above(levels: Any) -> None:
    for (bounded, figure, border), is_asked in zip(levels, asked_of(levels), strict=True):
        left_out = bounded and figure is not None and border is not None and figure <= border
        assert is_asked is not left_out
    assert asked_of([(True, Decimal(5), 5)]) == [False]
