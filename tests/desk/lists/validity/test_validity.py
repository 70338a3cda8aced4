"""Terms: renewed with their gaps, ended, warned of on the very day, asked by conditions; on list, page and API."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from declared_lines import changed
from linked.kinds import BODIES
from linked.models import Body
from luoshi.base.record_errors import RecordError
from luoshi.desk.api.rows import detail_of, serialize_record_detail
from luoshi.kernel.conditions.queries.evaluation import definitely_false, definitely_true, evaluate_conditions
from luoshi.kernel.duties.models import Parameter as Row
from luoshi.kernel.duties.terms.models import Term
from luoshi.kernel.duties.terms.rules import validity_standing
from luoshi.kernel.kinds.forms.validity import term_overlap
from luoshi.kernel.kinds.language.conditions import Is, Need, Valid
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.language.validity import Validity
from luoshi.kernel.kinds.registry import make_kind
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter
from luoshi.kernel.steps.actions.steps import begin, take
from office import NOW, TODAY, Office
from sample_line import one_kind

WARN = DeclaredParameter("bodies.warn", "Days of warning", int)
DAYS = "from_day to_day"
CYCLE = Cycle(
    {"signed": "Signed", "broken": "Ended"},
    "broken",
    [
        Step("sign", "Sign", "> signed", "unit desk", f"unit sort card {DAYS}"),
        Step("renew", "Renew", "signed >", "unit desk", DAYS, must="from_day", bulk=True),
        Step("use", "Use", "signed >", "unit", "size", needs=(Need(Valid(), "It is not valid today."),)),
        Step("break", "End early", "signed > broken", "unit", "to_day"),
    ],
)
PART = Validity(renews="renew", warn=WARN, where=Is(sort="farm"))
KIND = changed(BODIES, cycle=CYCLE, columns="sort", quiet="", corrects="unit", parts=(PART,), parameters=(WARN,))


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    with one_kind(KIND):
        yield


def off(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def signed(office: Office, first: int | None, last: int | None, **more: str) -> Body:
    days = {"from_day": "" if first is None else off(first), "to_day": "" if last is None else off(last)}
    values = {"unit": str(office.units["kexie"].pk), "sort": "farm", **days, **more}
    made: Any = begin(KIND, office.actor("clerk"), values, at=NOW).record
    return made


def renewed(office: Office, body: Body, first: int, last: int | None) -> Body:
    values = {"from_day": off(first), "to_day": "" if last is None else off(last)}
    made: Any = take(body, "renew", office.actor("clerk"), values, at=NOW).record
    return made


def refused(of: Any, *args: Any) -> dict[str, list[str]]:
    with pytest.raises(RecordError) as error:
        of(*args)
    return error.value.fields


def client(office: Office, name: str = "clerk") -> Client:
    made = Client()
    made.force_login(office.people[name].user)
    return made


def asked(body: Body, day: int) -> bool | None:
    return evaluate_conditions([Valid()], body, TODAY + timedelta(days=day))[0]


def test_a_gap_between_two_terms_stays_one(office: Office) -> None:
    body = renewed(office, signed(office, -400, -36), -32, 300)
    # Both ends count; of the days -35, -34 and -33 it was not valid, however it is asked.
    told = [asked(body, day) for day in (-401, -400, -36, -35, -33, -32, 0, 300, 301)]
    assert told == [False, True, True, False, False, True, True, True, False]
    rows = Body.objects.all()
    for day, so in ((-36, True), (-34, False), (0, True)):
        on = TODAY + timedelta(days=day)
        assert (
            rows.filter(definitely_true(Valid(), Body, on)).exists(),
            rows.filter(definitely_false(Valid(), Body, on)).exists(),
        ) == (
            so,
            not so,
        )
        assert rows.filter(definitely_true(Valid(), Body, on, each=True)).exists() is so
    assert [(term.first, term.last) for term in Term.objects.all()] == [
        (TODAY - timedelta(days=400), TODAY - timedelta(days=36))
    ]


def test_without_a_first_day_it_is_not_known(office: Office) -> None:
    body = signed(office, None, None)
    assert (asked(body, 0), asked(signed(office, None, -1), 0), asked(signed(office, -9, None), 9000)) == (
        None,
        False,
        True,
    )


def test_a_new_term_begins_after_the_old_one_and_no_end_lies_before_its_beginning(office: Office) -> None:
    body = signed(office, -10, 10)
    assert off(10) in refused(renewed, office, body, 10, 100)["from_day"][0]
    assert "结束" in refused(renewed, office, signed(office, -10, None), 10, 100)["from_day"][0]
    assert list(refused(signed, office, 2, 1)) == ["to_day"]
    assert renewed(office, body, 11, 11).to_day == TODAY + timedelta(days=11)
    assert Term.objects.count() == 1


def test_what_ended_early_is_not_valid_and_what_is_put_right_follows(office: Office) -> None:
    body = signed(office, -10, 10)
    given_ = {"to_day": off(20), "from_day": off(-10), "reason": "抄错"}
    body = take(body, "put_right", office.actor("clerk"), given_, at=NOW).record  # type: ignore[assignment]
    assert (asked(body, 20), asked(body, 21), Term.objects.count()) == (True, False, 0)
    with pytest.raises(RecordError) as error:
        take(body, "put_right", office.actor("clerk"), {"to_day": off(-11), "reason": "错"}, at=NOW)
    assert list(error.value.fields) == ["to_day"]
    body = take(body, "break", office.actor("clerk"), {"to_day": off(-1)}, at=NOW).record  # type: ignore[assignment]
    assert (asked(body, -1), asked(body, 0)) == (True, False)


def test_nothing_is_done_with_what_has_ended(office: Office) -> None:
    body = signed(office, -10, -1)
    with pytest.raises(RecordError, match="It is not valid today"):
        take(body, "use", office.actor("clerk"), {"size": "1"}, at=NOW)
    body = renewed(office, body, 0, 0)
    assert take(body, "use", office.actor("clerk"), {"size": "1"}, at=NOW).record.version


def listed(office: Office, which: str) -> list[str]:
    """Titles on the list so narrowed, as ``day first-last``."""
    page = client(office).get(reverse("records:list", args=["bodies"]), {"validity": which})
    return sorted(row.name for row in page.context["table"].rows)


def test_the_list_warns_of_what_ends_within_the_days_and_of_what_has_ended(office: Office) -> None:
    Row.objects.create(name=WARN.name, value="30", start=date(2026, 1, 1), source="test")
    ends = {"a": (-9, 30), "b": (-9, 31), "c": (-9, 0), "d": (-9, -1), "e": (-9, None), "f": (1, 2)}
    made = {card: signed(office, *days, card=card) for card, days in ends.items()}
    signed(office, -9, 3, card="g", sort="society")  # of which no end matters
    take(signed(office, -9, 3, card="h"), "break", office.actor("clerk"), {"to_day": off(-1)}, at=NOW)
    renewed(office, made["d"], 40, 50)  # it has ended, and the next term is known: nothing waits
    renewed(office, signed(office, -9, -2, card="i"), 0, 5)
    titles = {body.card: body.title for body in Body.objects.all()}
    assert listed(office, "ending") == sorted(titles[card] for card in "aci")
    assert listed(office, "ended") == []
    assert listed(office, "later") == sorted(titles[card] for card in "df")
    assert listed(office, "valid") == sorted(titles[card] for card in "abcegi")
    signed(office, -9, -1, card="j")
    page = client(office).get(reverse("records:list", args=["bodies"]))
    told = {fact.label: (fact.text, fact.url) for fact in page.context["summary"]}
    where = reverse("records:list", args=["bodies"]) + "?validity="
    assert told == {"已过期未续": ("1", where + "ended"), "即将到期": ("3", where + "ending")}


def test_without_the_days_of_warning_only_what_has_ended_is_said(office: Office) -> None:
    signed(office, -9, 1, card="a")
    signed(office, -9, -1, card="b")
    page = client(office).get(reverse("records:list", args=["bodies"]))
    assert [fact.text for fact in page.context["summary"]] == ["1"]
    assert len(listed(office, "ending")) == 0


def test_page_and_api_show_the_term_and_those_before_it(office: Office) -> None:
    body = renewed(office, signed(office, -400, -36), -32, 7)
    page = client(office).get(body.get_absolute_url())
    shown = page.content.decode()
    assert "有效：还剩 7 天" in shown
    assert "以往有效期" in shown
    assert off(-400) in shown
    assert off(-36) in shown
    told = serialize_record_detail(body, [], [], office.actor("clerk"), TODAY)
    assert told["terms"] == [{"first": TODAY - timedelta(days=400), "last": TODAY - timedelta(days=36)}]
    assert "TermOut" in detail_of(KIND).model_json_schema()["$defs"]


def test_terms_are_only_added(office: Office) -> None:
    renewed(office, signed(office, -400, -36), -32, 7)
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("UPDATE records_term SET last = first")


@pytest.mark.parametrize(
    ("part", "says"),
    [
        (Validity("sort", "to_day"), "sort is no date"),
        (Validity(renews="sign"), "sign is no step after the beginning"),
        (Validity(renews="break"), "break renews, and does not ask for from_day and to_day"),
        (Validity(where=Is(part_of__sort="farm")), "where names only the record's state and its own fields"),
    ],
)
def test_what_is_declared_wrongly_does_not_start(part: Validity, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        kept = {name: getattr(KIND.declaration, name) for name in ("name", "label", "one", "record", "rights")}
        make_kind(Kind(**kept, cycle=CYCLE, prefix="团", parts=(part,), parameters=(WARN,)))


_DAY = st.integers(-40, 40).map(lambda days: TODAY + timedelta(days=days))


@given(st.lists(st.integers(0, 9), min_size=2, max_size=6), st.integers(0, 60), st.integers(0, 9))
def test_a_day_lies_in_a_term_or_not_however_often_it_was_renewed(steps: list[int], at: int, warn: int) -> None:
    days, terms = TODAY, []
    for long, gap in zip(steps[::2], steps[1::2], strict=False):
        terms.append((days, days + timedelta(days=long)))
        days = terms[-1][1] + timedelta(days=gap + 1)
    day = TODAY + timedelta(days=at)
    found = validity_standing(*terms[-1], day, warn, terms[:-1])
    assert (found in ("valid", "ending")) == any(first <= day <= last for first, last in terms)
    assert (found == "ended") == (day > terms[-1][1])
    assert (found == "ending") == (terms[-1][0] <= day <= terms[-1][1] <= day + timedelta(days=warn))


@given(_DAY, st.none() | _DAY, _DAY)
def test_a_new_term_never_overlaps_the_one_before(first: date, last: date | None, anew: date) -> None:
    assert (term_overlap(first, last, anew) == "") == (last is not None and anew > last)
