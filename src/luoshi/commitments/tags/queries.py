"""The tags that plans and commitments bear, those that a year offers, and what stands in a matrix of two lists."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.lookups import In

from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.tags import rules
from luoshi.commitments.tags.models import RecordTag
from luoshi.commitments.tags.rules import HeadingWords, TagMatrix, TagProposal
from luoshi.commitments.tags.tag_lists import HEADS, TAG_LISTS
from luoshi.desk.tags.part import NO_TAG, Tag, TagsByList, short_name
from luoshi.kernel.code_lists.definitions import List
from luoshi.kernel.code_lists.queries import Listing, code_word, items_in_force, known_list_codes, match_code
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.references.queries import Reference
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.org.actors.queries import descendant_unit_ids
from luoshi.plans.base import states as at
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.detail.queries.plans import JOINED

# In the plan: what was stopped, merged or withdrawn is not counted, and gets no tags.
COUNTED = (*at.GOES_ON, at.CLOSED, at.LAPSED, at.CARRIED, at.ARCHIVED)


@dataclass(frozen=True)
class TagScope:
    """Whose lists of tags count: those of a unit, on the last day of a plan's year."""

    unit: int | None
    year: int

    @property
    def day(self) -> date:
        """The day whose version of a list counts."""
        return rules.tag_list_day(self.year)

    def items(self, code_list: List) -> tuple[Listing, ...]:
        """Return the tags of a list that may be given. One query for all lists, once a request."""
        return items_in_force(code_list, self.unit, self.day)

    def word(self, code_list: List, code: str) -> str:
        """Return the word of a tag; one that was taken out of the list keeps its last word."""
        return code_word(code_list, code, self.unit, self.day)

    def match(self, code_list: List, text: str) -> str | None:
        """Return the code that a code, a word or its pinyin initials mean; None if none or several match."""
        return match_code(code_list, text, self.unit, self.day)


def scope_of(record: Plan | Commitment) -> TagScope:
    """Return whose lists count for a plan and for its commitments."""
    plan = record.plan if isinstance(record, Commitment) else record
    return TagScope(plan.unit_id, plan.year)


def is_any_list_set(record: Record, day: date) -> bool:
    """Whether the office has given items to any list of tags: without one, nobody is offered tags."""
    return any(known_list_codes(code_list) for code_list in TAG_LISTS)


def example_tags(record: Plan | Commitment, around: object) -> list[str]:
    """Return the first tag of the first list as an example of what the step takes; none if the list is not set."""
    return [item.code for item in scope_of(record).items(TAG_LISTS[0])][:1]


TAGS = Reference(RecordTag, "record")


def tags_by_record(records: Collection[int]) -> dict[int, TagsByList]:
    """Return the tags of plans and commitments by id and short name of the list, in its order. One query."""
    rows = RecordTag.objects.filter(record__in=list(records)).order_by("pk")
    found: dict[int, dict[str, list[Tag]]] = {}
    places: dict[tuple[str, TagScope], dict[str, int]] = {}
    by_name = {code_list.name: code_list for code_list in TAG_LISTS}
    of_commitment, of_plan = "record__as_commitment__plan", "record__as_plan"
    scope_of_row = (
        Coalesce(f"{of_commitment}__unit", "record__unit"),
        Coalesce(f"{of_commitment}__year", f"{of_plan}__year"),
    )
    columns = ("record", "code_list", "code", *scope_of_row)
    ranked: dict[tuple[int, str], list[tuple[int, Tag]]] = {}
    for pk, name, code, unit, year in rows.values_list(*columns):
        code_list = by_name.get(name)
        if code_list is None:  # the list is no longer declared
            continue
        scope = TagScope(unit, year)
        if (name, scope) not in places:
            places[name, scope] = {item.code: item.place for item in scope.items(code_list)}
        rank = places[name, scope].get(code, len(places[name, scope]) + 1)
        ranked.setdefault((pk, short_name(code_list)), []).append((rank, Tag(code, scope.word(code_list, code))))
    for (pk, short), tags in ranked.items():
        found.setdefault(pk, {})[short] = [tag for _rank, tag in sorted(tags, key=lambda pair: pair[0])]
    return dict(found)


def narrow_by_tag(rows: QuerySet[Record], code_list: List, code: str) -> QuerySet[Record]:
    """Return the records with a tag of a list; ``NO_TAG``: those without any of it."""
    borne = RecordTag.objects.filter(record=OuterRef("pk"), code_list=code_list.name)
    return rows.filter(~Exists(borne)) if code == NO_TAG else rows.filter(Exists(borne.filter(code=code)))


def commitments_counted(plan: Plan, actor: Actor, day: date) -> QuerySet[Commitment]:
    """Return the plan's commitments that the actor may read: not removed, parts within their whole."""
    readable = readable_records(get_kind("commitments"), actor, day).order_by().values("pk")
    return Commitment.objects.filter(pk__in=readable, plan=plan.pk, split_from=None, state__in=COUNTED)


def codes_by_commitment(commitments: QuerySet[Commitment], code_list: List) -> dict[int, set[str]]:
    """Return the codes of a list that commitments bear, by id; those without any are left out. One query."""
    rows = RecordTag.objects.filter(code_list=code_list.name, record__in=commitments.order_by().values("pk"))
    found: dict[int, set[str]] = {}
    for pk, code in rows.values_list("record", "code"):
        found.setdefault(pk, set()).add(code)
    return found


@dataclass(frozen=True)
class CountedLists:
    """The matrix of a plan, with the tags of its rows and columns in their order; ``columns`` may be no list."""

    matrix: TagMatrix
    rows: Sequence[Tag]
    columns: Sequence[Tag]


def plan_matrix(plan: Plan, rows: List, columns: List | None, actor: Actor, day: date) -> CountedLists:
    """Count the plan's commitments by the tags of two lists, or of one. At most three queries, and those of rights.

    A tag that was taken out of its list is shown as long as a commitment bears it.
    """
    counted, scope = commitments_counted(plan, actor, day), scope_of(plan)
    keys = list(counted.order_by().values_list("pk", flat=True))
    row_tags = codes_by_commitment(counted, rows)
    column_tags = codes_by_commitment(counted, columns) if columns else {}
    shown_rows = _shown_tags(rows, scope, row_tags)
    shown_columns = _shown_tags(columns, scope, column_tags) if columns else []
    matrix = rules.count_matrix(
        keys, row_tags, column_tags, [tag.code for tag in shown_rows], [tag.code for tag in shown_columns]
    )
    return CountedLists(matrix, shown_rows, shown_columns)


def _shown_tags(code_list: List, scope: TagScope, borne: Mapping[int, Collection[str]]) -> list[Tag]:
    found = [Tag(item.code, item.word) for item in scope.items(code_list)]
    known = {tag.code for tag in found}
    others = sorted({code for codes in borne.values() for code in codes} - known)
    return [*found, *(Tag(code, scope.word(code_list, code)) for code in others)]


def tagged_plans(year: int, unit: int | None, lists: Sequence[List], actor: Actor, day: date) -> list[Plan]:
    """Return the published plans of a year, of a unit and those below it, that the actor may read and whose commitments
    bear a tag of one of the lists; the newest last. One query, and those of rights."""
    bears = RecordTag.objects.filter(
        record__as_commitment__plan=OuterRef("pk"), code_list__in=[code_list.name for code_list in lists]
    )
    readable = readable_records(get_kind("plans"), actor, day).order_by().values("pk")
    plans = Plan.objects.filter(Exists(bears), pk__in=readable, year=year, edition__gt=0)
    if unit is not None:
        plans = plans.filter(In(F("unit"), descendant_unit_ids([unit], day).query))
    return list(plans.order_by("pk"))


@dataclass(frozen=True)
class HeadingProposals:
    """The tags of one list that a heading proposes for the commitments under it that have none of that list."""

    heading: str
    code_list: List
    proposals: tuple[TagProposal, ...]
    commitments: Mapping[int, int]  # id and version, in the order of the plan


def heading_proposals(plan: Plan, actor: Actor, day: date) -> list[HeadingProposals]:
    """Return what the headings of a plan propose, in its order: one query, and one for each list in use."""
    counted, scope = commitments_counted(plan, actor, day), scope_of(plan)
    rows = list(counted.order_by("place", "pk").values_list("pk", "version", "part"))
    found: dict[tuple[str, str, tuple[TagProposal, ...]], tuple[List, dict[int, int]]] = {}
    for code_list in [code_list for code_list in TAG_LISTS if scope.items(code_list)]:
        codes, items = codes_by_commitment(counted, code_list), _heading_words(code_list, scope)
        borne: dict[str, list[set[str]]] = {}
        for pk, _version, part in rows:
            if pk in codes:
                borne.setdefault(part, []).append(codes[pk])
        for pk, version, part in rows:
            if pk in codes or not part:
                continue
            depth, proposals = rules.propose_tags(part.split(JOINED), items, borne.get(part, ()))
            if proposals:
                heading = JOINED.join(part.split(JOINED)[:depth])
                under = found.setdefault((heading, code_list.name, proposals), (code_list, {}))[1]
                under[pk] = version
    made = [
        HeadingProposals(heading, code_list, proposals, under)
        for (heading, _name, proposals), (code_list, under) in found.items()
    ]
    places = {pk: place for place, (pk, _version, _part) in enumerate(rows)}
    return sorted(made, key=lambda proposed: places[next(iter(proposed.commitments))])


def _heading_words(code_list: List, scope: TagScope) -> list[HeadingWords]:
    return [
        HeadingWords(item.code, (item.word, *rules.split_tags(item.values.get(HEADS, ""), lambda words: False)))
        for item in scope.items(code_list)
    ]


@dataclass(frozen=True)
class TagChange:
    """The codes of one list that a record gets and loses."""

    new: tuple[str, ...]
    gone: tuple[str, ...]


def tag_changes(record: Plan | Commitment, given: Mapping[str, object]) -> dict[str, TagChange]:
    """Return what a step changes, by the name of the list; lists that it does not change are left out. Two queries.

    Args:
        given: the cleaned values of the step: words by the short name of a list, and the mode.
    """
    present, scope = tags_by_record([record.pk]).get(record.pk, {}), scope_of(record)
    found = {}
    for code_list in TAG_LISTS:
        words = given.get(short_name(code_list))
        if not isinstance(words, str):
            continue
        borne = present.get(short_name(code_list), ())
        words_of = {item.code: item.word for item in scope.items(code_list)} | {tag.code: tag.word for tag in borne}
        before, chosen = [tag.code for tag in borne], rules.codes_in_text(words, words_of)
        after = rules.change_tags(before, chosen, str(given.get("mode") or rules.SET))
        if {*before} != {*after}:
            new = tuple(code for code in after if code not in before)
            found[code_list.name] = TagChange(new, tuple(code for code in before if code not in after))
    return found
