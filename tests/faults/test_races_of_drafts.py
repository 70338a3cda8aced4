"""Drafts of forms, counted votes and designed fields that several change at once: one of them stands, none is mixed."""

from __future__ import annotations

import json
from typing import Any

from calling import drafted, fresh, person, published_call
from django.test import Client

from faults.threads import EIGHT, at_once, of
from luoshi.desk.drafts.actions import keep_draft
from luoshi.desk.drafts.models import FormDraft
from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.committees.models import CommitteeItem
from luoshi.org.actors.models import User
from luoshi.parts.calls.models import Call, CallField, FormVersion
from office import NOW, Office
from sitting import held, matter, planned, set_rules


def test_tabs_that_keep_one_draft_at_once_leave_the_words_of_one(real_office: Office) -> None:
    record = drafted(real_office, published_call(real_office))
    clerk = real_office.people["clerk"].pk
    typed = [{"title": [f"题目{number}"], "summary": [f"摘要{number}"]} for number in range(EIGHT)]
    found = of(at_once(lambda number: keep_draft(record, "edit", clerk, typed[number], record.version, at=NOW)))
    assert found == {"done": EIGHT}
    assert json.loads(FormDraft.objects.get().typed) in typed


def test_a_draft_that_is_kept_while_its_form_is_saved_is_gone_or_says_what_changed(
    real_office: Office, monkeypatch: Any
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    record = drafted(real_office, published_call(real_office))
    user = User.objects.get(person=real_office.people["clerk"])
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(user)
    to, seen = f"{record.get_absolute_url()}edit/", {"seen": record.version}

    def act(number: int) -> int:
        if number:
            return clients[1].post(f"{to}draft/", {"title": "另一标签页", **seen}).status_code
        return (
            clients[0]
            .post(to, {"title": "已保存", "summary": "提高效率", "paper-TOTAL_FORMS": "0", **seen})
            .status_code
        )

    saved, kept = at_once(act, 2)
    assert (saved, kept) == (302, 204)
    assert fresh(record).title == "已保存"
    draft = FormDraft.objects.first()
    if draft is not None:  # it is offered with what was changed since
        assert draft.version == record.version < fresh(record).version


def test_a_vote_that_two_count_at_once_has_the_result_of_the_counts_that_stand(real_office: Office) -> None:
    set_rules(real_office)
    people = [person(real_office, f"委员{number}") for number in range(5)]
    meeting = planned(real_office, people, [matter(words="下年度计划")])
    counts = ("4 1 0 0", "1 4 0 0")
    found = of(at_once(lambda number: held(real_office, meeting, counts[number]), 2))
    assert found["done"] == 1 and sum(found.values()) == 2
    row = CommitteeItem.objects.get(record=meeting.pk)
    assert (row.ayes, row.noes, row.result) in {(4, 1, "passed"), (1, 4, "failed")}


def test_what_an_applicant_saves_while_the_call_changes_its_fields_is_kept_or_refused(real_office: Office) -> None:
    fields = [{"label": "研究目标", "sort": "text"}, {"label": "经费", "sort": "money"}]
    call = published_call(real_office, fields=fields)
    record = drafted(real_office, call)
    row = CallField.objects.filter(record=call.pk).order_by("place")[0]
    changed = {"fields": [{"id": row.pk, "label": "目标", "sort": "text"}], "reason": "简化"}
    desk, clerk = real_office.actor("supervisor"), real_office.actor("clerk")
    typed = {"title": record.title, "answers": {"研究目标": "提高采茶效率"}}

    def act(number: int) -> object:
        if number:
            return take(record, "edit", clerk, typed, at=NOW)
        return take(Call.objects.get(pk=call.pk), "redesign", desk, changed, at=NOW)

    redesigned, saved = at_once(act, 2)
    assert not isinstance(redesigned, str)
    assert FormVersion.objects.filter(call=call.pk).count() == 2
    stored = fresh(record).answers
    assert stored == ({} if isinstance(saved, str) else {"目标": "提高采茶效率"})
