"""The words of plan comparisons, for pages and workbooks: by the message ids of ``writing`` and ``matching``."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

WORDS: Mapping[str, str] = {
    "because.between": N_("; "),
    "because.end": N_("."),
    "because.direct": N_("the report's %(actual)s %(sign)s the target's %(target)s"),
    "because.word_for_all": N_("the report says “%(actual)s”, which is 100%% %(sign)s the target's %(target)s"),
    "because.periods_added": N_("the periods add up, %(parts)s = %(reached)s %(sign)s the target's %(target)s"),
    "because.parts_added": N_("the parts add up, %(parts)s = %(reached)s %(sign)s the target's %(target)s"),
    "because.parts_at_least": N_(
        "the parts given already add up to %(parts)s = %(reached)s %(sign)s the target's %(target)s"
    ),
    "because.share_of_task": N_("%(actual)s of the task done is %(reached)s %(sign)s the target's %(target)s"),
    "because.growth_of_levels": N_(
        "from %(before)s to %(now)s is a growth of %(reached)s %(sign)s the target's %(target)s"
    ),
    "because.difference_of_levels": N_(
        "from %(before)s to %(now)s is a difference of %(reached)s %(sign)s the target's %(target)s"
    ),
    "because.base_and_increase": N_(
        "the base %(before)s plus the increase %(increase)s is %(reached)s %(sign)s the target's %(target)s"
    ),
    "because.came_and_went": N_(
        "%(came)s added and %(went)s removed, a net %(reached)s %(sign)s the target's %(target)s"
    ),
    "because.part_of_whole": N_("%(part)s of %(whole)s is %(reached)s %(sign)s the target's %(target)s"),
    "because.rest_of_whole": N_("%(whole)s without %(part)s leaves %(reached)s %(sign)s the target's %(target)s"),
    "because.ratio_of_growth": N_("a growth of %(actual)s gives %(reached)s %(sign)s the target's %(target)s"),
    "because.frequency_kept": N_(
        "%(actual)s, converted to the same span, is %(reached)s %(sign)s the target's %(target)s"
    ),
    "because.total_over_count": N_(
        "%(total)s over %(count)s is %(reached)s on average %(sign)s the target's %(target)s"
    ),
    "because.words_differ": N_("“%(actual)s” is worded differently from the plan: check whether it is the same"),
    "because.gross_for_net": N_("“%(actual)s” is the gross increase, the plan asks for the net one"),
    "because.net_for_gross": N_("“%(actual)s” is the net increase, the plan asks for the gross one, which may be more"),
    "because.part_alone": N_("“%(actual)s” may be only a part of what is asked for"),
    "because.more_than_asked": N_("“%(actual)s” may count other things too"),
    "because.people_for_visits": N_("“%(actual)s” counts people, the plan counts visits"),
    "because.visits_for_people": N_("“%(actual)s” counts visits, the plan counts people"),
    "because.unit_left_out": N_("one of “%(target)s” and “%(actual)s” has no unit: check that both count the same"),
    "because.level_not_said": N_("“%(actual)s” does not state its level"),
    "because.losses_not_said": N_("the decrease is not stated, so the total may be less"),
    "because.not_yet": N_("the figure covers the time to %(until)s only, and the period is not over"),
    "because.not_over": N_("the figure covers the time to %(until)s only, and the limit may still be exceeded"),
    "because.can_fall_back": N_("the figure covers the time to %(until)s only and may still fall"),
    "because.more_than_said": N_("“%(actual)s” is slightly more than its number; how much is not stated"),
    "because.less_than_said": N_("“%(actual)s” is slightly less than its number; how much is not stated"),
    "because.about": N_("“%(actual)s” is approximate and close to the mark"),
    "because.reports_differ": N_("the reports differ (%(parts)s), the later one is taken"),
    "because.gap_not_reported": N_("some periods in between have no report"),
    "because.not_all_levels": N_("“%(actual)s” covers some levels only; the others are not given"),
    "because.mean_only": N_("that is a mean; not every one has necessarily reached it"),
    "because.whole_not_said": N_("only parts are given, not the whole"),
    "because.another_near": N_("“%(actual)s” in the reports fits almost as well: check which one is meant"),
    "because.way_not_known": N_(
        "neither the plan nor custom shows whether more or less is better: judged as if more were; please check"
    ),
    "because.target_unclear": N_(
        "only the kind of document says that “%(target)s” is a target and not what there is; please check"
    ),
    "because.result_unclear": N_(
        "only the kind of document says that “%(actual)s” is a result and not a plan; please check"
    ),
    "because.nothing_near": N_("the reports contain no similar figure"),
    "because.only_a_word_shared": N_("“%(actual)s” in the reports has only one word in common: too little to be sure"),
    "because.like_unit_near": N_("“%(actual)s” in the reports has a similar unit and name: check whether it is meant"),
    "because.two_of_equal_right": N_("several figures fit equally well (%(parts)s), and none can be preferred"),
    "because.another_kind": N_(
        "“%(actual)s” in the reports is another kind of figure: levels, shares and growth rates cannot be compared"
    ),
    "because.another_unit": N_("“%(actual)s” in the reports has another unit of measure"),
    "because.another_stage": N_(
        "“%(actual)s” in the reports is for another stage: an application is no approval, a start no completion"
    ),
    "because.another_act": N_("“%(actual)s” in the reports are events attended, not held"),
    "because.another_level": N_("“%(actual)s” in the reports is for another level"),
    "because.another_flow": N_(
        "“%(actual)s” in the reports is another kind of count: totals, increases and net increases cannot be compared"
    ),
    "because.another_place": N_("“%(actual)s” in the reports is for another place or unit"),
    "because.another_period": N_("“%(actual)s” in the reports is for another period"),
    "because.another_past": N_("“%(actual)s” in the reports is from an earlier year"),
    "because.another_size": N_("“%(actual)s” in the reports is for another size class"),
    "because.another_mean": N_("“%(actual)s” in the reports is a mean and the target is not, or the reverse"),
    "because.another_often": N_(
        "“%(actual)s” in the reports covers another span: monthly, quarterly and yearly figures cannot be compared"
    ),
    "because.another_part": N_("“%(actual)s” in the reports is only a part of it"),
    "because.another_whole": N_("“%(actual)s” in the reports covers something wider"),
    "because.another_done": N_("“%(actual)s” in the reports is the completed share of a task, but not of this target"),
    "because.another_reverse": N_(
        "“%(actual)s” in the reports is the opposite: a satisfaction rate is not a dissatisfaction rate"
    ),
    "because.said_of_it": N_("the reports mention it"),
    "because.said_more_widely": N_("the reports mention only something wider"),
    "because.silent": N_("the reports do not mention it"),
    "because.same_figure": N_("our %(own)s is the same as their %(upper)s"),
    "because.asks_more": N_("our %(own)s asks for more than their %(upper)s"),
    "because.asks_far_more": N_("our %(own)s is several times their %(upper)s and may count something wider"),
    "because.asks_less": N_("our %(own)s asks for less than their %(upper)s"),
    "because.about_the_same": N_("our %(own)s is about their %(upper)s, but only approximate"),
    "because.more_or_less": N_(
        "our %(own)s differs from their %(upper)s, but neither the plan nor custom shows whether more or less is better"
    ),
    "because.own_parts_added": N_("our parts add up to %(parts)s = %(reached)s, compared with their %(upper)s"),
    "because.part_of_area": N_(
        "their %(upper)s is for their whole area, our %(own)s for a part of it: check the share that falls to us"
    ),
    "because.share_of_total": N_("their %(upper)s is a total, our %(own)s is the share assigned to us"),
    "because.without_figure": N_("they ask for %(upper)s, we mention it without a figure"),
    "because.another_kind_of_figure": N_(
        "our %(own)s and their %(upper)s are different kinds of figure and cannot be compared"
    ),
    "because.taken_up": N_("our plan includes it"),
    "because.not_taken_up": N_("our plan does not mention it"),
    "status.equal": N_("the same"),
    "status.higher": N_("higher than the level above"),
    "status.lower": N_("lower than the level above"),
    "status.taken": N_("adopted"),
    "status.missing": N_("not adopted"),
    "certain.yes": N_("certain"),
    "certain.no": N_("uncertain"),
    "column.number": N_("No."),
    "column.asked_upper": N_("Words of the level above"),
    "column.demand": N_("Their figure"),
    "column.status": N_("What became of it"),
    "column.certain": N_("How certain"),
    "column.own_words": N_("Our figure"),
    "column.why": N_("Reasons"),
    "column.found_own": N_("Words of our plan"),
    "column.remark": N_("Remarks"),
    "column.bound": N_("Bound of the figure"),
    "column.value": N_("As a number"),
    "column.upper": N_("Upper end of the number"),
    "column.unit": N_("Unit of measure"),
    "column.start": N_("First character"),
    "column.end": N_("Last character"),
    "column.page": N_("On page"),
    "column.own_places": N_("Places in our plan"),
    "column.part_played": N_("Serves as"),
    "column.document": N_("Name of the document"),
    "column.title": N_("Its title"),
    "column.kind": N_("Kind of document"),
    "column.year": N_("For the year"),
    "column.sha256": N_("SHA-256 of the file"),
    "sheet.commitments": N_("Adoption"),
    "sheet.sources": N_("Documents set side by side"),
    "sheet.page": N_("Page &P of &N"),
    "role_in_pair.upper": N_("plan of the level above"),
    "role_in_pair.own": N_("our own plan"),
    "bound.eq": N_("equal to it"),
    "bound.ge": N_("at least"),
    "bound.gt": N_("more than"),
    "bound.le": N_("at most"),
    "bound.lt": N_("less than"),
    "bound.approx": N_("about"),
    "bound.range": N_("range"),
    "kind.plan": N_("Plan or outline"),
    "kind.report": N_("Report or summary"),
    "kind.opinion": N_("Opinion or decision"),
    "kind.notice": N_("Notice"),
    "kind.speech": N_("Speech"),
    "kind.article": N_("Article"),
    "period.year": N_("this year"),
    "period.years": N_("within %(count)s years"),
    "pairpage.more": N_("%(count)s more"),
    "pair.title_compare": N_("%(title)s: what our plan adopts"),
    "pair.summary_compare": N_(
        "%(answers)s commitments of the level above: %(taken_up)s taken up (%(equal)s equal, %(higher)s "
        "higher, %(lower)s lower, %(taken)s otherwise), %(missing)s missing; %(uncertain)s uncertain."
    ),
    "pair.nothing_asked_compare": N_(
        "No targets or tasks were found in the document of the level above, so there is nothing to compare. Check "
        "that it is the right file."
    ),
}
"""Message id → English with named placeholders; the reasons for answers are under ``because.``."""


def translate_message_id(message: str, **values: object) -> str:
    """Translate a message into the reader's language, as ``writing`` needs it; unknown ids are returned unchanged."""
    words = WORDS.get(message)
    if words is None:
        return message
    return gettext(words) % values if "%(" in words else gettext(words)
