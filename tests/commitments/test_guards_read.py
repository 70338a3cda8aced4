"""Every sentence by which a guard or a form of the ledger refuses, caused and read in both languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from assigned import act, at, finished, issued, running, told
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.commitments.kinds.commitments import has_end
from luoshi.commitments.progress.proofs.rules import MOST
from luoshi.kernel.duties.models import Occurrence, Parameter
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.steps.actions.steps import take
from luoshi.org.people.actions import people
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from office import NOW, TODAY, Office
from plans import PUBLISH, published, step
from random_checks import NUMBERS, furnished, set_up

BASE, CLUB = "科普示范基地", "联席会议"
ASKS = {"wish": "2026-11-30", "cause": "雨季", "progress": "七成"}


def base(office: Office) -> Commitment:
    """It is to be done by the 30th of September."""
    return running(office, published(office), BASE)


def ask_for_what_recurs(office: Office) -> None:
    act(office, running(office, published(office), CLUB), "ask_extension", "clerk", at(9, 20), **ASKS)


def guard_of_what_recurs(office: Office) -> None:
    """What goes round the form, as a step recorded for a leader does, still meets the guard."""
    one = running(office, published(office), CLUB)
    raise RecordError("guarded", " ".join(map(str, has_end(one, {}, at(9, 20)))))


def ask_for_an_earlier_day(office: Office) -> None:
    act(office, base(office), "ask_extension", "clerk", at(9, 20), **{**ASKS, "wish": "2026-09-30"})


def ask_late_for_a_day_that_is_past(office: Office) -> None:
    act(office, base(office), "ask_extension", "clerk", at(10, 20), **{**ASKS, "wish": "2026-10-12"})


def grant_what_is_owed_no_more(office: Office) -> None:
    one = act(office, base(office), "ask_extension", "clerk", at(9, 20), **ASKS)
    Occurrence.objects.filter(duty__record=one.pk, duty__name="deliver").update(dropped=date(2026, 9, 21))
    act(office, one, "grant", "supervisor", at(9, 24), until="2026-11-30", word_of="林分管")


def grant_what_one_asked_for(office: Office) -> None:
    people.appoint_to_post(office.people["clerk"], office.posts["supervisor"], TODAY, PROGRAM, at=NOW, deputy=True)
    one = act(office, base(office), "ask_extension", "clerk", at(9, 20), **ASKS)
    act(office, one, "grant", "clerk", at(9, 24), until="2026-11-30", word_of="林分管")


def nothing_new_before_the_first_report(office: Office) -> None:
    act(office, base(office), "nothing_new", "clerk", at(3, 30), reason="尚未开工")


def transfer_to_the_same_unit(office: Office) -> None:
    one = base(office)
    act(office, one, "transfer", "supervisor", at(4, 1), unit=one.unit_id, reason="调整")


def reassign_to_the_same_unit(office: Office) -> None:
    one = act(office, issued(office, published(office), BASE), "refuse", "clerk", reason="非本单位职责")
    act(office, one, "reassign", "supervisor", at(4, 1), unit=one.unit_id, reason="调整")


def confirm_what_is_confirmed(office: Office) -> None:
    given = {"words": "进展", "obstacles": "无", "following": "继续", "told_by": "柯干事"}
    one = act(office, base(office), "report_told", "supervisor", at(3, 30), **given)
    report = one.progress.get()
    one = act(office, one, "confirm", "clerk", at(3, 30), report=report.pk)
    act(office, one, "confirm", "clerk", at(3, 30), report=report.pk)


def confirm_where_nothing_was_told(office: Office) -> None:
    act(office, told(office, base(office), at(3, 25)), "confirm", "clerk", at(3, 30), report="")


def too_many_kinds_of_evidence(office: Office) -> None:
    kinds = "、".join(f"材料{number}" for number in range(MOST + 1))
    Parameter.objects.create(name="ledger.evidence_kinds", value=kinds, start=date(2026, 1, 1), source="县督查办法")
    act(office, base(office), "ask_proofs", "supervisor", at(4, 1), proofs=kinds, proof="")


def publish_as_approved_tomorrow(office: Office) -> None:
    plan = step(office, published(office), "take_back", reason="有误")
    step(office, plan, "publish", **{**PUBLISH, "approved": "2026-03-21"})


def discard_what_was_published(office: Office) -> None:
    plan = published(office)
    Plan.objects.filter(pk=plan.pk).update(state="draft")  # no step leads there with an edition in force
    step(office, plan, "discard", reason="不用了")


def take_back_an_amendment_as_a_publication(office: Office) -> None:
    plan = step(office, step(office, published(office), "amend", reason="调整"), "reissue", **PUBLISH)
    step(office, plan, "take_back", reason="有误")


def take_back_a_publication_as_an_amendment(office: Office) -> None:
    step(office, published(office), "take_back_amendment", reason="有误")


def draw_what_can_be_checked_no_more(office: Office) -> None:
    rows = furnished(office)
    draw: Record = set_up(office, size="3")
    act(office, rows[1], "do_again", "supervisor", at(10, 12), reason="未到位", until="2026-12-01")
    take(draw, "draw", office.actor("supervisor", date(2026, 10, 13)), NUMBERS, at=at(10, 13))


def finish_with_open_parts(office: Office) -> None:
    one = base(office)
    given = {"unit": office.units["society"].pk, "words": "建成其中1个", "due": "2026-08-31"}
    finished(office, act(office, one, "split", "clerk", at(4, 1), **given), at(9, 20))


SAID: list[tuple[Callable[[Office], Any], str, str]] = [
    (ask_for_what_recurs, "It has no due date of its own that could be extended.", "该事项没有可以延期的完成时限。"),
    (guard_of_what_recurs, "It has no due date of its own that could be extended.", "该事项没有可以延期的完成时限。"),
    (ask_for_an_earlier_day, "2026-09-30 is not after the present date, 2026-09-30.",
     "2026-09-30 不晚于现时限 2026-09-30。"),
    (ask_late_for_a_day_that_is_past, "2026-10-12 is not after today.", "2026-10-12 不晚于今天。"),
    (grant_what_is_owed_no_more, "It has no open due date that could be extended.", "没有可以延期的未完成时限。"),
    (grant_what_one_asked_for, "You asked for this extension yourself: another person must decide on it.",
     "延期是您本人申请的，应由他人批准。"),
    (nothing_new_before_the_first_report, "Nothing has been reported yet: report the present state.",
     "此前没有填报过进展，请填报目前进展情况。"),
    (transfer_to_the_same_unit, "This unit already has it.", "已经由该单位办理。"),
    (reassign_to_the_same_unit, "This unit already has it.", "已经由该单位办理。"),
    (confirm_what_is_confirmed, "No report has to be confirmed.", "没有待确认的代录进展。"),
    (confirm_where_nothing_was_told, "No report has to be confirmed.", "没有待确认的代录进展。"),
    (too_many_kinds_of_evidence, "At most 6 kinds of evidence.", "佐证种类最多 6 种。"),
    (publish_as_approved_tomorrow, "The date of approval must not be in the future.", "批准日期不能晚于今天。"),
    (discard_what_was_published, "It has been published and cannot be discarded: close it at the end of its year.",
     "该计划发布过，不能作废：请在年终关闭年度。"),
    (take_back_an_amendment_as_a_publication, "An earlier edition is in force: take back the amendment.",
     "之前还有有效版本：请改用“撤回修订”。"),
    (take_back_a_publication_as_an_amendment, "There is no earlier edition: take the publication back.",
     "之前没有有效版本：请改用“撤回发布”。"),
    (draw_what_can_be_checked_no_more, "Only 2 of what was published can still be checked.",
     "公布的名单中只有 2 件还能检查。"),
    (finish_with_open_parts, "1 parts of it are still open.", "还有 1 个子事项未办结。"),
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(("cause", "english", "chinese"), SAID, ids=[said_case[0].__name__ for said_case in SAID])
def test_what_is_refused_says_why(
    office: Office, settings: Any, tmp_path: Any, cause: Callable[[Office], Any], english: str, chinese: str,
    language: str,
) -> None:  # fmt: skip
    settings.DATA = tmp_path
    with override(language), pytest.raises(RecordError) as refused:
        cause(office)
    said = [refused.value.what, *(words for field in refused.value.fields.values() for words in field)]
    assert any((english if language == "en" else chinese) in words for words in said), said
