"""All reasons for an answer: message id → the values in its sentence.

``actual``, ``target``, ``now`` … are figures as printed (``41860万元``) or, for ``reached``, as computed (``25.7%``);
``sign`` is one of ≥ ≤ > < =; lists are joined by ``、`` or ``+``. The caller writes the Chinese and English sentences.
"""

from __future__ import annotations

from collections.abc import Mapping

from luoshi.matching.model import AnswerReason

_COMPARED = ("reached", "sign", "target")

REASONS: Mapping[str, tuple[str, ...]] = {
    # How the answer was found; the first of the reasons.
    "direct": ("actual", "sign", "target"),
    "word_for_all": ("actual", "sign", "target"),
    "periods_added": ("parts", *_COMPARED),
    "parts_added": ("parts", *_COMPARED),
    "parts_at_least": ("parts", *_COMPARED),
    "share_of_task": ("actual", *_COMPARED),
    "growth_of_levels": ("now", "before", *_COMPARED),
    "difference_of_levels": ("now", "before", *_COMPARED),
    "base_and_increase": ("before", "increase", *_COMPARED),
    "came_and_went": ("came", "went", *_COMPARED),
    "part_of_whole": ("part", "whole", *_COMPARED),
    "rest_of_whole": ("part", "whole", *_COMPARED),
    "ratio_of_growth": ("actual", *_COMPARED),
    "frequency_kept": ("actual", *_COMPARED),
    "total_over_count": ("total", "count", *_COMPARED),
    # What is open; an answer with one of these is uncertain.
    "words_differ": ("actual",),
    "gross_for_net": ("actual",),
    "net_for_gross": ("actual",),
    "part_alone": ("actual",),
    "more_than_asked": ("actual",),
    "people_for_visits": ("actual",),
    "visits_for_people": ("actual",),
    "unit_left_out": ("actual", "target"),
    "level_not_said": ("actual",),
    "losses_not_said": (),
    "not_yet": ("until",),
    "not_over": ("until",),
    "can_fall_back": ("until",),
    "more_than_said": ("actual",),
    "less_than_said": ("actual",),
    "about": ("actual",),
    "reports_differ": ("parts",),
    "gap_not_reported": (),
    "not_all_levels": ("actual",),
    "mean_only": (),
    "another_near": ("actual",),
    "whole_not_said": (),
    "way_not_known": (),
    "target_unclear": ("target",),
    "result_unclear": ("actual",),
    # Why there is no figure, or why a near figure is not the answer.
    "nothing_near": (),
    "only_a_word_shared": ("actual",),
    "like_unit_near": ("actual",),
    "two_of_equal_right": ("parts",),
    "another_kind": ("actual",),
    "another_unit": ("actual",),
    "another_stage": ("actual",),
    "another_act": ("actual",),
    "another_level": ("actual",),
    "another_flow": ("actual",),
    "another_place": ("actual",),
    "another_period": ("actual",),
    "another_past": ("actual",),
    "another_size": ("actual",),
    "another_mean": ("actual",),
    "another_often": ("actual",),
    "another_part": ("actual",),
    "another_whole": ("actual",),
    "another_done": ("actual",),
    "another_reverse": ("actual",),
    # Tasks.
    "said_of_it": (),
    "said_more_widely": (),
    "silent": (),
    # An upper plan and the unit's own plan.
    "same_figure": ("own", "upper"),
    "asks_more": ("own", "upper"),
    "asks_far_more": ("own", "upper"),
    "asks_less": ("own", "upper"),
    "about_the_same": ("own", "upper"),
    "more_or_less": ("own", "upper"),
    "own_parts_added": ("parts", "reached", "upper"),
    "share_of_total": ("own", "upper"),
    "part_of_area": ("own", "upper"),
    "without_figure": ("upper",),
    "another_kind_of_figure": ("own", "upper"),
    "taken_up": (),
    "not_taken_up": (),
}


def fill_reason_values(reason: AnswerReason, values: Mapping[str, str]) -> AnswerReason:
    """Return a reason with all values of its sentence: its own first, then those of ``values``, else ""."""
    return AnswerReason(
        reason.code, {name: reason.values.get(name, values.get(name, "")) for name in REASONS[reason.code]}
    )
