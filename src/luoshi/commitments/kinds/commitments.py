"""The kind “commitment”: permissions and life cycle. Source: domain sheets 02 §2.2 and 12 §12.1."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from luoshi.base.rights.rules.rights import Relation, Rights, Role, UnitPlace
from luoshi.commitments.assigning import actions as assigning
from luoshi.commitments.assigning import forms as assign
from luoshi.commitments.assigning.supporting import actions as supporting
from luoshi.commitments.assigning.supporting import forms as support
from luoshi.commitments.assigning.supporting import queries as supporters
from luoshi.commitments.decisions import actions as deciding
from luoshi.commitments.decisions import forms as decide
from luoshi.commitments.detail.api_fields import ANSWERS
from luoshi.commitments.detail.pages.cards import commitment_sections
from luoshi.commitments.detail.pages.targets import panel_target_cards
from luoshi.commitments.detail.rules import report_rule
from luoshi.commitments.kinds.unsent import UNSENT
from luoshi.commitments.kinds.values import ACCEPT_DAYS, LADDER
from luoshi.commitments.letters.actions import letters
from luoshi.commitments.letters.actions.reminders import told_at_once
from luoshi.commitments.lights.pages import lights_along, lights_of
from luoshi.commitments.lights.queries.due_status import late_condition
from luoshi.commitments.lights.queries.light_status import NEEDED, filter_by_light
from luoshi.commitments.lights.queries.present_lights import ids_with_light
from luoshi.commitments.lights.rules.light_status import MISSING
from luoshi.commitments.lights.words import CODES, LIGHTS
from luoshi.commitments.progress import queries as progress
from luoshi.commitments.progress.proofs.queries import PROOFS
from luoshi.commitments.reporting.actions import recounting
from luoshi.commitments.reporting.actions import reports as reporting
from luoshi.commitments.reporting.forms import reporting as report
from luoshi.commitments.reporting.queries import SIGNED
from luoshi.commitments.tags import actions as tagging
from luoshi.commitments.tags import forms as tag
from luoshi.commitments.tags import queries as tags
from luoshi.commitments.tags.tag_lists import TAG_LISTS
from luoshi.commitments.verifying.queries import FINDINGS, PUT_RIGHT, REASONS
from luoshi.desk.previews.actions.making import files_asked_for
from luoshi.desk.tags.part import Tags
from luoshi.kernel.kinds.forms.handed import NOBODY, Handed
from luoshi.kernel.kinds.forms.step_forms import ReasonForm
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.names import arrow
from luoshi.kernel.kinds.language.parts import Borrows, Extra, Face, Lights, NotOwed, PanelCards, Reasons, Share
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.narrowing import narrow_record
from luoshi.kernel.messages.actions.messages import tell
from luoshi.kernel.parameters.queries.parameters import working_days
from luoshi.plans.base import states as at
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.twins.queries.twins import count_repeated_tasks

UNIT = ((Role.HEAD, UnitPlace.OWN), (Role.CLERK, UnitPlace.OWN))
RIGHTS = Rights(
    relations=(
        Relation("desk", _("Supervising office"), reaches=((Role.SUPERVISOR, UnitPlace.OWN), *UNIT), party="desk"),
        Relation("lead", _("Lead unit"), reaches=UNIT),
        Relation("doer", _("Who does it"), owner=True),
        Relation("support", _("Supporting unit"), reaches=UNIT, party="support"),
        Relation("above", _("Supervisor above"), reaches=((Role.SUPERVISOR, UnitPlace.UNDER),)),
        Relation("leader", _("Leader in charge"), reaches=((Role.LEADER, UnitPlace.UNDER),)),
        Relation("setter", _("Leader who assigned it"), decides=True),
        Relation(
            "closer",
            _("Leader in charge, where no other leader assigned it"),
            reaches=((Role.LEADER, UnitPlace.UNDER),),
            stands_in=True,
        ),
    ),
    sees=("desk", "lead", "doer", "support", "above", "leader", "setter"),
)

STATES = {
    at.LISTED: _("In the plan"),
    at.ISSUED: _("Sent out"),
    at.REFUSED: _("Returned: not their task"),
    at.ACCEPTED: pgettext_lazy("commitment", "Accepted"),
    at.RUNNING: _("Under way"),
    at.ASKING: _("Extension requested"),
    at.REPORTED: pgettext_lazy("commitment", "Reported done"),
    at.RETURNED: _("Returned for correction"),
    at.CHECKING: _("Being checked"),
    at.VERIFIED: _("Checked, to be closed"),
    at.SUSPENDED: _("Suspended"),
    at.STANDING: _("Made standing"),
    at.CLOSED: pgettext_lazy("commitment", "Closed"),
    at.LAPSED: _("Ended with the year, not completed"),
    at.CARRIED: _("Carried over"),
    at.WITHDRAWN: _("Withdrawn"),
    at.CANCELLED: _("Stopped"),
    at.MERGED: _("Merged into another matter"),
    at.ARCHIVED: _("In the archive"),
}
SAID = {
    "issued": _("%(who)s asks %(unit)s to take this on. Due: %(due)s"),
    "support": _("%(who)s sent this out to %(unit)s; you support it."),
    "not_supported": _("A supporting unit objects to supporting this: insist, release it or name another."),
    "support_taken": _("A supporting unit of %(unit)s has accepted this."),
    "support_insisted": _("%(who)s insists that %(unit)s supports this."),
    "support_released": _("%(who)s agrees: %(unit)s need not support this."),
    "recalled": _("%(who)s withdrew this assignment."),
    "refused": _("%(unit)s says this is not its task: give it to another unit, or insist."),
    "insisted": _("%(who)s insists that %(unit)s does this. Due: %(due)s"),
    "handed_on": _("%(who)s gave this to %(unit)s: your unit is no longer responsible."),
    "named": _("%(who)s assigned this to you. Due: %(due)s"),
    "reported": _("%(unit)s reports this as done: check it."),
    "asked": _("%(unit)s asks for an extension."),
    "granted": _("The extension was granted. Due: %(due)s"),
    "declined": _("The extension was refused. Due: %(due)s"),
    "returned": _("%(who)s returned this for correction. Due: %(due)s"),
    "verified": _("%(who)s has checked this: it can be closed."),
    "closed": _("%(who)s closed this."),
    "reopened": _("%(who)s reopened this. Due: %(due)s"),
    "stopped": _("%(who)s stopped this: nothing more is due."),
    "suspended": _("%(who)s suspended this: nothing is due until it is resumed."),
    "resumed": _("%(who)s resumed this. Due: %(due)s"),
    "pushed": _("%(who)s sends a reminder: please answer. Due: %(due)s"),
    "told": _("%(who)s entered what you said on the telephone: confirm it."),
    "part": _("A supporting unit has reported its contribution to %(unit)s."),
    "word": _("A leader wrote a new remark on this: see the linked matter."),
}

AMENDED = ("title", "unit", "due", "words", "part", "place", "supports", "phrase", "every", "times", "edition")
LISTED = (
    *AMENDED, "plan", "row", "desk", "quote", "span", "rhythm", "first_due", "carried_from", "split_from", "follows_on",
    "urgency", "decider_id",
)  # fmt: skip
NO_PROOFS = {"proofs": "", "proof": ""}  # of those that the office declared
ANOTHER = {"unit": lambda one, around: str(around.another_unit.pk)}
DOER = {"owner": lambda one, around: str(around.post.pk)}
LATER = {"wish": lambda one, around: (one.until + timedelta(days=90)).isoformat() if one.until else ""}
DESK, LEAD, DOES, BOTH = ("desk",), ("lead",), ("lead", "doer"), ("desk", "lead")
TOLD = (assigning.amend_duty_dates, tell("lead", "ledger.amended"), tell("support", "ledger.amended"))
AGAIN = (assigning.return_to_plan, tell("lead", "ledger.again"), tell("support", "ledger.again"))
GONE = (assigning.end_duties, tell("lead", "ledger.withdrawn"), tell("support", "ledger.withdrawn"))
UNTIL = (("until", "due"), ("planned", "due"))
SUSPENDED = (
    deciding.suspend_commitment,
    tell("lead", "commitments.suspended"),
    tell("support", "commitments.suspended"),
)
STOPPED = (deciding.stop_commitment, tell("lead", "commitments.stopped"), tell("support", "commitments.stopped"))
IN_WORK = (at.ISSUED, *at.WITH_UNIT)
GOING = (*IN_WORK, at.STANDING)
LAPSES = (*at.BEFORE, *at.WITH_UNIT, at.SUSPENDED, at.STANDING)
STOPPABLE = (*at.BEFORE, *at.WITH_UNIT, at.SUSPENDED, at.STANDING)
REPORTS = (at.RUNNING, at.ASKING, at.STANDING)
PARTS = (*at.WITH_UNIT, at.STANDING, *at.BACK)  # until it is closed, because closing asks for every part
CLOSING = ("mark", "without_parts")


def has_end(record: Commitment, given: Mapping[str, object], when: object) -> list[Any]:
    """Refuse to move the date of a purely recurring commitment: it has no last day."""
    return [] if record.until else [_("It has no due date of its own that could be extended.")]


def was_reported(record: Commitment, day: date) -> bool:
    """Check whether there is an earlier report, since which there can be nothing new."""
    return record.reported is not None


def has_report(record: Commitment, given: Mapping[str, object], when: object) -> list[Any]:
    """Refuse “nothing new” if there is no earlier report."""
    return [] if record.reported is not None else [_("Nothing has been reported yet: report the present state.")]


def _recurs(record: Record, on: date) -> Mapping[str, object]:
    commitment = narrow_record(record, Commitment)
    return {"kind": "every", "every": commitment.every, "times": commitment.times or 1, "in_period": True}


def _delivers(record: Record, on: date) -> Mapping[str, object]:
    until = narrow_record(record, Commitment).until
    if until is None:
        raise ValueError(f"{record.number} has no last day")
    return {"kind": "date", "due": until.isoformat()}


def _reports(record: Record, on: date) -> Mapping[str, object]:
    commitment = narrow_record(record, Commitment)
    return report_rule(commitment.rhythm, commitment.until, commitment.every, on, max(commitment.plan.year, on.year))


DUTIES = (
    Owed("accept", _("Accept"), working_days(ACCEPT_DAYS)),
    Owed("deliver", _("To be done"), _delivers),
    Owed("report", _("Report"), _reports),
    Owed("recur", _("Recurring work"), _recurs),
)

ASSIGNING = (
    Step("issue", _("Send out"), f"{at.LISTED} > {at.ISSUED}", DESK, given=assign.IssueForm,
         sets="urgency proofs proof",
         example=NO_PROOFS,
         follows=(assigning.open_commitment_duties, tell("lead", "commitments.issued", asks="accept"),
                  tell("support", "commitments.support"), told_at_once), bulk=True, undo="recall", tone="main"),
    *UNSENT,
    Step("issue_part", _("Send out the part"), f"{at.LISTED} > {at.ISSUED}", NOBODY,
         follows=(assigning.open_commitment_duties, tell("lead", "commitments.issued", asks="accept"))),
    Step("recall", _("Withdraw the assignment"), f"{at.ISSUED} {at.REFUSED} > {at.LISTED}", DESK, given=ReasonForm,
         follows=(assigning.return_to_plan, tell("lead", "commitments.recalled")), bulk=True),
    Step("accept", _("Accept"), f"{at.ISSUED} > {at.ACCEPTED}", LEAD, given=assign.Accept, sets="owner",
         answers="accept", follows=(assigning.name_doer_on_acceptance,), bulk=True, tone="main"),
    Step("refuse", _("Return: not our task"), f"{at.ISSUED} > {at.REFUSED}", LEAD, given=assign.Refuse,
         follows=(assigning.in_time_to_refuse, tell("desk", "commitments.refused", asks="reassign"))),
    Step("reassign", _("Give to another unit"), f"{at.REFUSED} > {at.ISSUED}", DESK, given=assign.Reassign, sets="unit",
         example=ANOTHER,
         follows=(assigning.handed_on, tell("lead", "commitments.issued", asks="accept"), told_at_once), tone="main"),
    Step("transfer", _("Transfer to another unit"), arrow(GOING, at.ISSUED), DESK, given=assign.Reassign, sets="unit",
         example=ANOTHER,
         follows=(assigning.handed_on, tell("lead", "commitments.issued", asks="accept"), told_at_once)),
    Step("insist", _("Insist"), f"{at.REFUSED} > {at.ISSUED}", DESK, given=ReasonForm,
         follows=(assigning.open_commitment_duties, tell("lead", "commitments.insisted", asks="accept"), told_at_once)),
    Step("take_up", _("Name who does it"), f"{at.ACCEPTED} > {at.RUNNING}", LEAD, given=assign.NameDoer, sets="owner",
         example=DOER, follows=(tell("doer", "commitments.named"),), tone="main"),
    Step("name_doer", _("Change who does it"), arrow(REPORTS), LEAD, given=assign.NameDoer, sets="owner", example=DOER,
         follows=(tell("doer", "commitments.named"),)),
    Step("split", _("Assign a part"), arrow(REPORTS), LEAD, given=assign.SplitForm,
         follows=(assigning.issue_split_part, tagging.inherit_tags),
         example={"owner": ""}),
    Step("support_take", _("We support it"), arrow(GOING), "support", about=supporters.may_answer,
         follows=(supporting.taken_on, tell("lead", "commitments.support_taken"))),
    Step("support_refuse", _("Object to supporting"), arrow(GOING), "support", given=assign.Refuse,
         about=supporters.may_answer,
         follows=(supporting.not_ours, tell("desk", "commitments.not_supported", asks="support_settle"))),
    Step("support_settle", _("Answer the supporting unit"), arrow((*GOING, *at.BACK)), DESK, given=support.Settle,
         example={"decision": "release", "instead": ""}, about=supporters.may_settle,
         follows=(supporting.settle_support,)),
    Step("ask_proofs", _("Evidence required"), arrow((*GOING, *at.BACK)), DESK, given=assign.Proofs,
         sets="proofs proof", bulk=True, example=NO_PROOFS),
    Step("name_setter", _("Leader who assigned it"), arrow((at.LISTED, *GOING, *at.BACK, at.SUSPENDED)), DESK,
         given=assign.NameSetter, sets="decider", follows=(deciding.setter_named,), bulk=True),
    Step("say_about", _("Say what it is about"), arrow((at.LISTED, *GOING, *at.BACK, at.SUSPENDED)), DESK, "about",
         bulk=True, example={"about": ""}),
    Step("push", _("Chase"), arrow(GOING), DESK, given=assign.Push,
         follows=(assigning.count_push, tell("lead", "commitments.pushed"), tell("doer", "commitments.pushed"),
                  told_at_once), bulk=True),
)  # fmt: skip
REPORTING = (
    Step("report", _("Report"), arrow(REPORTS), DOES, given=report.ReportForm, follows=(reporting.record_report,),
         when_due=True),
    Step("nothing_new", _("Nothing new"), arrow(REPORTS), DOES, given=report.NothingNew, guard=has_report,
         about=was_reported, follows=(reporting.nothing_new,), bulk=True),
    Step("report_part", _("Report the contribution"), arrow(PARTS), "support", given=report.PartDone,
         follows=(reporting.part_reported, tell("lead", "commitments.part"))),
    Step("report_told", _("Taken by telephone"), arrow(REPORTS), DESK, given=report.ByTelephone,
         follows=(reporting.record_telephone_report, tell("lead", "commitments.told", asks="confirm"))),
    Step("confirm", _("Confirm the telephone report"), arrow(REPORTS), LEAD, given=report.Confirm,
         follows=(reporting.confirm_telephone_report,), about=progress.may_confirm),
    Step("take_back_report", _("Take back a report"), arrow(REPORTS), DOES, given=report.WhichReport,
         follows=(reporting.withdraw_chosen_report,), about=progress.may_take_back),
    Step("reported_with_twin", _("Reported with the same task"), arrow((*at.WITH_UNIT, at.STANDING)), NOBODY,
         given=Handed, follows=(reporting.copy_twin_report,)),
    Step("finished_with_twin", _("Reported as done with the same task"), f"{at.RUNNING} > {at.REPORTED}", NOBODY,
         given=Handed, follows=(reporting.copied_done, tell("desk", "commitments.reported", asks="verify"))),
    Step("unfinished_with_twin", _("The same task is not done yet"), f"{at.REPORTED} > {at.RUNNING}", NOBODY,
         given=Handed, follows=(reporting.not_done_yet,)),
    Step("twin_taken_back", _("Report of the same task taken back"), arrow(STATES), NOBODY, given=Handed,
         follows=(reporting.twin_taken_back,)),
    Step("figures_came", _("Figures reported elsewhere"), arrow(at.GOES_ON), NOBODY, given=Handed,
         follows=(recounting.store_recounted_progress,)),
    Step("finish", _("Report as done"), f"{at.RUNNING} {at.STANDING} > {at.REPORTED}", DOES, given=report.Final,
         follows=(reporting.reported_done, files_asked_for, tell("desk", "commitments.reported", asks="verify"))),
    Step("unfinish", _("Take back: not done yet"), f"{at.REPORTED} > {at.RUNNING}", DOES, given=ReasonForm,
         follows=(reporting.not_done_yet,)),
)  # fmt: skip
DATES = (
    Step("ask_extension", _("Ask for an extension"), f"{at.RUNNING} > {at.ASKING}", LEAD, given=decide.AskExtension,
         guard=has_end, example=LATER,
         follows=(deciding.asked_more_time, tell("desk", "commitments.asked", asks="grant"))),
    Step("grant", _("Grant extension"), f"{at.ASKING} > {at.RUNNING}", DESK, given=decide.Grant,
         follows=(deciding.grant_extension, tell("lead", "commitments.granted")), tone="main"),
    Step("decline", _("Refuse extension"), f"{at.ASKING} > {at.RUNNING}", DESK, given=ReasonForm,
         follows=(deciding.not_granted, tell("lead", "commitments.declined"))),
    Step("ask_no_more", _("Withdraw the extension request"), f"{at.ASKING} > {at.RUNNING}", LEAD, given=ReasonForm,
         follows=(deciding.not_granted,)),
    Step("suspend", _("Suspend"), arrow(GOING, at.SUSPENDED), DESK, given=decide.OnWord, follows=SUSPENDED),
    Step("suspend_part", _("Suspended with the whole"), arrow(GOING, at.SUSPENDED), NOBODY, given=Handed,
         follows=SUSPENDED),
    Step("resume", _("Resume"), f"{at.SUSPENDED} > {at.RUNNING}", DESK, given=decide.Resume,
         guard=deciding.was_accepted, about=deciding.accepted_once,
         follows=(deciding.resume_commitment, tell("lead", "commitments.resumed"), tell("support",
                                                                                        "commitments.resumed")),
         tone="main", at_will=True),
    Step("send_again", _("Send out again"), f"{at.SUSPENDED} > {at.ISSUED}", DESK, given=decide.Resume,
         guard=deciding.never_accepted, about=deciding.not_accepted,
         follows=(deciding.sent_again, tell("lead", "commitments.issued", asks="accept"),
                  tell("support", "commitments.support")), tone="main"),
)  # fmt: skip
CHECKING = (
    Step("check", _("Begin to check"), f"{at.REPORTED} > {at.CHECKING}", DESK, given=decide.CheckReportForm),
    Step("return", _("Return for correction"), f"{at.REPORTED} {at.CHECKING} > {at.RETURNED}", DESK,
         given=decide.ReturnForReworkForm,
         follows=(deciding.return_for_rework, tell("lead", "commitments.returned", asks="rework"), told_at_once)),
    Step("rework", _("Begin the correction"), f"{at.RETURNED} > {at.RUNNING}", DOES, tone="main"),
    Step("verify", _("Checked: it is done"), f"{at.REPORTED} {at.CHECKING} > {at.VERIFIED}", DESK, given=decide.Verify,
         follows=(deciding.checker_is_not_doer, deciding.proofs_there,
                  tell("setter", "commitments.verified", asks="close_it"),
                  tell("closer", "commitments.verified", asks="close_it")), tone="main", at_will=False),
    Step("do_again", _("Not sufficient: continue"), f"{at.VERIFIED} > {at.RUNNING}", "leader setter desk",
         given=decide.Resume, follows=(deciding.reopen_commitment, tell("lead", "commitments.reopened")),
         recorded=True),
    Step("close_it", _("Close the matter"), f"{at.VERIFIED} > {at.CLOSED}", "setter closer", given=decide.CloseForm,
         sets=CLOSING, follows=(deciding.nothing_open, tell("lead", "commitments.closed")), bulk=True, recorded=True,
         tone="main"),
    Step("close_for", _("Close by a leader's decision"), f"{at.VERIFIED} > {at.CLOSED}", DESK, given=decide.CloseFor,
         sets=CLOSING, follows=(deciding.nothing_open, tell("lead", "commitments.closed")), bulk=True, tone="main"),
    Step("remark", _("New remark"), f"{at.VERIFIED} {at.CLOSED} > {at.CLOSED}", "leader setter",
         given=decide.RemarkForm, sets="without_parts", guard=deciding.in_a_year_under_way, about=deciding.year_goes_on,
         loads="plan", follows=(deciding.open_linked_matter, tell("desk", "commitments.word")), recorded=True),
    Step("look_back", _("Look back"), f"{at.CLOSED} >", DESK, given=decide.LookBack),
    Step("reopen", _("Reopen it"), f"{at.CLOSED} > {at.RUNNING}", "desk leader setter", given=decide.Resume,
         guard=deciding.in_a_year_under_way, about=deciding.year_goes_on, loads="plan",
         follows=(deciding.reopen_commitment, tell("lead", "commitments.reopened")), recorded=True, tone="careful"),
    Step("archive", _("Put into the archive"), f"{at.CLOSED} > {at.ARCHIVED}", DESK, given=decide.ArchiveForm,
         sets="term",
         follows=(deciding.file_whole,), bulk=True),
)  # fmt: skip
ENDING = (
    Step("make_standing_now", _("Make standing"), f"{at.RUNNING} > {at.STANDING}", DESK, given=decide.MakeStanding,
         follows=(deciding.made_standing,)),
    Step("set_cycle", _("Review interval"), f"{at.STANDING} >", DESK, given=decide.MakeStanding,
         follows=(deciding.made_standing,)),
    Step("merge", _("Merge into another"), arrow((at.LISTED, *GOING), at.MERGED), DESK, given=decide.MergeForm,
         follows=(deciding.merge_commitment, tell("lead", "commitments.stopped"), tell("support",
                                                                                       "commitments.stopped")),
         tone="careful"),
    Step("stop", _("Stop"), arrow(STOPPABLE, at.CANCELLED), DESK, given=decide.OnWord, follows=STOPPED, tone="careful"),
    Step("stop_part", _("Stopped with the whole"), arrow(STOPPABLE, at.CANCELLED), NOBODY, given=Handed,
         follows=STOPPED),
    Step("slip_missed", _("A supervision slip was not answered in time"), arrow(STATES), NOBODY, given=Handed,
         follows=(letters.slip_missed,)),
    Step("tag", _("Tags"), arrow(tags.COUNTED), DESK, given=tag.TagForm, guard=tagging.changes_tags,
         about=tags.is_any_list_set, follows=(tagging.set_tags,), bulk=True, example={"services": tags.example_tags}),
    Step("judge", _("Assess progress"), f"{at.RUNNING} {at.ASKING} {at.RETURNED} {at.STANDING} >", DESK,
         given=report.Judge, sets="outlook judged"),
)  # fmt: skip
BY_PLAN = (
    Step("amend", _("Amended by the plan"), arrow(at.GOES_ON), NOBODY, given=Handed, sets=AMENDED, follows=TOLD),
    Step("withdraw", _("Removed from the plan"), arrow(at.GOES_ON, at.WITHDRAWN), NOBODY, given=Handed, follows=GONE),
    Step("relist", _("Put back into the plan"), f"{at.WITHDRAWN} > {at.LISTED}", NOBODY, follows=AGAIN),
    Step("stay_about", _("About the same as last year's"), f"{at.LISTED} >", NOBODY, given=Handed, sets="about"),
    Step("close", _("Closed with the year"), f"{at.VERIFIED} > {at.CLOSED}", NOBODY, given=Handed, sets="without_parts",
         follows=(deciding.nothing_open,)),
    Step("lapse", _("Ended with the year, not completed"), arrow(LAPSES, at.LAPSED), NOBODY, given=Handed,
         follows=(assigning.end_duties,)),
    Step("carry", _("Carried over to the next year"), arrow(at.GOES_ON, at.CARRIED), NOBODY, given=Handed,
         follows=(assigning.end_duties,)),
    Step("make_standing", _("Made standing"), arrow(at.OPEN, at.STANDING), NOBODY, given=Handed,
         follows=(deciding.made_standing,)),
)  # fmt: skip
LISTING = Step("list", _("Put into the plan"), f"> {at.LISTED}", NOBODY, given=Handed, sets=LISTED, carries=UNTIL)
CYCLE = Cycle(STATES, at.ENDED, (LISTING, *REPORTING, *ASSIGNING, *DATES, *CHECKING, *ENDING, *BY_PLAN))


def summarise_distinct_tasks(commitments: Any, counted: int | None = None) -> list[tuple[str, str]]:
    """Count the distinct tasks of a list: a task in several plans counts once. At most three queries.

    Of a list that was not counted only how many items repeat a task is said, if any does.
    """
    repeated = count_repeated_tasks(commitments)
    if counted is None and not repeated:
        return []
    if counted is None:
        words = _("Items that repeat a task: %(repeated)d") % {"repeated": repeated}
    else:
        words = _("%(items)d items, %(tasks)d distinct") % {"items": counted, "tasks": counted - repeated}
    return [(str(_("Distinct tasks")), str(words))]


SOMETIMES = (
    "supports", "every", "times", "decider", "urgency", "proofs", "proof", "outlook", "judged", "wish", "done",
    "signer", "mark", "without_parts", "term", "pushed", "extended", "returned", "split_from", "follows_on",
    "merged_into", "about",
)  # fmt: skip
COMMITMENTS = Kind(
    name="commitments",
    messages=SAID,
    label=_("Commitments"),
    one=_("Commitment"),
    record=Commitment,
    cycle=CYCLE,
    rights=RIGHTS,
    unit=_("Lead unit"),
    due=_("Due now"),
    columns=("supports", "until"),
    shows=(
        "words", "quote", "part", "phrase", "until", "first_due", "issued", "accepted", "reported", "desk", *SOMETIMES,
    ),
    quiet=SOMETIMES,
    filters=("plan", "urgency", "about"),
    words=("title", "words", "quote", "part", "supports"),
    parts=(
        Face(at.WHOLE, _("Without assigned parts"), Is(split_from=None)),
        *DUTIES,
        NotOwed((at.LISTED, at.REFUSED, *at.BACK, at.SUSPENDED)),
        Reasons("obstacles cause reason"),
        Borrows(progress.twins_files),
        Lights(tuple(LIGHTS.items()), lights_of, filter_by_light, NEEDED, lights_along, late_condition, MISSING,
               tuple(CODES.items()), ids_with_light),
        *ANSWERS,
        Share("reached", _("Completed share")),
        PanelCards(panel_target_cards),
        Tags(TAG_LISTS, tags.tags_by_record, tags.narrow_by_tag),
        Extra("last_progress", _("Progress last reported"), lambda: progress.last_said("words")),
        Extra("last_effect", _("Effect last reported"), lambda: progress.last_said("effect")),
    ),
    parameters=(ACCEPT_DAYS, LADDER, PROOFS, SIGNED, REASONS, FINDINGS, PUT_RIGHT),
    summary=summarise_distinct_tasks,
    sections=commitment_sections,
    erasable=False,
    bare_pictures=True,
    prefix="事",
    help="commitment",
)  # fmt: skip
