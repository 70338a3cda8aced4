"""What the ledger, a form and a line's duty ask of a person is one message a day, inside and by mail."""

from __future__ import annotations

from typing import Any

import pytest

from appeal_factory import appeal
from assigned import running
from figures_told import defined
from forms_issued import LATER, form_of
from luoshi.commitments.letters.actions.reminders import send_due_reminders
from luoshi.desk.digests.actions import send_digests
from luoshi.desk.lists.queries.inbox import waiting_records
from luoshi.kernel.messages.models import Message, Outgoing
from luoshi.kernel.steps.actions.steps import take
from luoshi.org.actors.models import Person
from office import NOW, Office
from plans import published

pytestmark = pytest.mark.django_db


def test_three_kinds_of_reminders_are_one_message_a_day(office: Office, settings: Any) -> None:
    plan = published(office)
    running(office, plan, "新建科普示范基地")
    form_of(office, defined(office, "活动场次"))
    given = {"grade": "ordinary", "unit": office.units["kexie"].pk}
    take(appeal(office), "assign", office.actor("supervisor"), given, at=NOW)
    Person.objects.filter(pk=office.people["clerk"].pk).update(email="ke@yunling.example")
    settings.MAIL_URL, settings.ADDRESS = "smtp://mail.yunling.example", "https://luoshi.yunling.example"
    actor = office.actor("clerk", LATER.date())
    kinds = {record.kind for record in waiting_records(actor, LATER.date())}
    assert {"commitments", "form_tasks", "appeals"} <= kinds
    for _time in range(2):
        list(send_due_reminders(LATER))
        list(send_digests(LATER))
    mine = Message.objects.filter(person=office.people["clerk"], code__startswith="digest", done=None)
    assert mine.count() == 1 and mine.get().values["waiting"] >= 3
    assert Outgoing.objects.filter(person=office.people["clerk"], channel="mail").count() == 1
