"""Who of the unit signed is kept with what the unit sends; into the archive goes what is complete, for a term."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from assigned import act, at, finished, running, verified
from luoshi.base.record_errors import RecordError
from luoshi.commitments.letters.actions.letters import draft_letter
from luoshi.commitments.progress.models import Progress
from luoshi.commitments.reporting.rules import yes_or_no
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.duties.models import Parameter
from luoshi.kernel.history.queries.history import event_of_entry
from luoshi.kernel.steps.actions.steps import take
from luoshi.plans.base.models.commitment import Commitment
from many_appeals import lines_of, signed_in
from office import Office
from plans import published
from programs import program, said

BASE = "科普示范基地"
MORE = {"wish": "2026-11-30", "cause": "雨季", "progress": "七成"}


@pytest.fixture
def one(office: Office) -> Commitment:
    return running(office, published(office), BASE, at(3, 23))


def asked(words: str) -> None:
    Parameter.objects.create(name="ledger.signed", value=words, start=date(2026, 1, 1), source="县督查办法")


def test_yes_and_no_are_read_and_nothing_else() -> None:
    assert [yes_or_no(words) for words in ("是", "否", " YES ", "0")] == [True, False, True, False]
    with pytest.raises(ValueError, match="也许"):
        yes_or_no("也许")


def test_where_the_office_asks_for_it_the_last_report_names_who_signed(office: Office, one: Commitment) -> None:
    asked("是")
    with override("en"), pytest.raises(RecordError) as refused:
        finished(office, one, at(9, 20))
    assert refused.value.fields == {"signer": ["This field is required."]} and not Progress.objects.exists()
    with override("en"), pytest.raises(RecordError) as refused:
        act(office, one, "ask_extension", "clerk", at(9, 20), **MORE)
    assert refused.value.fields == {"signer": ["This field is required."]}
    act(office, one, "report", "clerk", at(6, 20), words="进展", obstacles="无", following="继续")  # no last one
    one = finished(office, one, at(9, 20), signer="柯主席")
    assert (one.signer, one.progress.order_by("pk").last().signer) == ("柯主席", "柯主席")  # type: ignore[union-attr]


@pytest.mark.parametrize("words", ["", "否"])
def test_elsewhere_it_may_be_said_or_left_out(office: Office, one: Commitment, words: str) -> None:
    if words:
        asked(words)
    one = act(office, one, "ask_extension", "clerk", at(9, 20), **MORE, signer="柯主席")
    (last,) = Entry.objects.filter(record=one.pk, step="ask_extension").select_related("payload")
    with override("en"):
        assert ("Signed by", "柯主席") in event_of_entry(last).given
    one = act(office, one, "grant", "supervisor", at(9, 21), until="2026-11-30", word_of="林分管")
    assert finished(office, one, at(11, 20)).signer == ""


def test_the_signer_stands_on_the_page_in_the_list_taken_away_and_in_the_api(
    office: Office, one: Commitment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(9, 20))
    asks = program(office, "clerk", at=at(9, 20))
    given = {"words": "已全部完成。", "signer": "柯主席"}
    assert said(asks.post(f"commitments/{one.pk}/steps/finish", {"seen": one.version, "given": given})) == (200, "")
    told = asks.get(f"commitments/{one.pk}").data
    assert (told["reports"][0]["signer"], told["fields"]["signer"]) == ("柯主席", "柯主席")
    browser = signed_in(office, "supervisor", "en")
    page = browser.get(one.get_absolute_url()).content.decode()
    assert "signed by 柯主席" in page and "Last report signed by" in page
    book = b"".join(browser.post("/commitments/export/").streaming_content)  # type: ignore[attr-defined]
    assert any("柯主席" in [str(cell) for cell in line] for line in lines_of(book))


def closed(office: Office, one: Commitment) -> Commitment:
    return act(
        office, verified(office, finished(office, one, at(9, 20)), at(9, 21)), "close_it", "leader", at(9, 22), mark="A"
    )


def test_what_is_complete_goes_into_the_archive_for_a_term(office: Office, one: Commitment) -> None:
    one = closed(office, one)
    with override("en"), pytest.raises(RecordError) as refused:
        act(office, one, "archive", "supervisor", at(12, 25))
    assert list(refused.value.fields) == ["term"]
    one = act(office, one, "archive", "supervisor", at(12, 25), term="30")
    assert (one.state, one.term) == ("archived", "30")


def test_what_is_not_complete_stays_out_and_says_why(office: Office, one: Commitment) -> None:
    letter = draft_letter(one.pk, None, "slip", date(2026, 9, 1), at=at(9, 10))
    one = closed(office, one)
    with override("en"), pytest.raises(RecordError, match=f"Related items are still open: {letter.number}") as refused:
        act(office, one, "archive", "supervisor", at(12, 25), term="30")
    assert refused.value.code == "guarded" and Commitment.objects.get(pk=one.pk).state == "closed"
    act_on: Any = letter
    take(act_on, "discard", office.actor("supervisor"), {"reason": "不再需要"}, at=at(12, 25))
    Progress.objects.filter(commitment=one.pk).update(taken_back=Entry.objects.latest("pk"))
    with override("en"), pytest.raises(RecordError, match="There is no valid report that it was done"):
        act(office, one, "archive", "supervisor", at(12, 26), term="30")
