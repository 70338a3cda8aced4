"""Publishes a plan: fixes an edition and updates the commitments to match. Follow-ups of the plan's steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luoshi.base.record_errors import RecordError
from luoshi.commitments.assigning.supporting.models import Support
from luoshi.commitments.assigning.supporting.queries import latest_support_words
from luoshi.commitments.progress.actions.unit_notices import tell_posts
from luoshi.commitments.publishing.queries import column_warnings, undated_rows
from luoshi.commitments.reporting.actions import recounting
from luoshi.desk.bulk.actions.bulk import open_many
from luoshi.facts.base.models.target import Target
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.models import Party
from luoshi.kernel.kinds.registry import get_kind, kind_of
from luoshi.kernel.messages.actions.messages import tell
from luoshi.kernel.rights.queries.rights import posts_told
from luoshi.kernel.steps.actions.idempotency import StepResult
from luoshi.kernel.steps.actions.steps import take
from luoshi.org.actors.models import Post
from luoshi.org.tree.models import Unit
from luoshi.org.tree.queries import placements_on
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.states import GOES_ON
from luoshi.plans.base.years import carried_number
from luoshi.plans.editions.actions import follow_edition
from luoshi.plans.editions.models.edition import Edition, Printed
from luoshi.plans.editions.queries.editions import (
    NAMED,
    PromisedCommitment,
    edition_in_force,
    edition_printed_rows,
    gone_on,
    promised_commitments,
    publication_readiness,
)
from luoshi.plans.editions.rules import pair_commitments
from luoshi.plans.rows.actions.editing import NAMED as FEW
from luoshi.plans.values.actions import FIELDS, store_targets

BATCH = 500
PARTICULARS = ("title", "year", "issuer", "mark", "rhythm", "unit", "supervision", "designated")
LEAD, SUPPORT, DESK, NAMED_ON = "lead", "support", "desk", "named"
MOVED = "ledger.moved"

# A new commitment's entry records only these fields; the edition holds everything as it was printed.
SAYS = ("plan", "unit", "due", "every", "edition")


def publish_edition(took: Took[Plan]) -> None:
    """Fix an edition from the plan's rows, and update the commitments to match.

    Raises:
        RecordError: ``guarded``: rows are undecided, lack a single clear lead unit or have one that no longer exists,
            or have words of a date but no date, and nobody said to publish them so.
    """
    plan, given = took.record, took.given
    _refuse_unready(plan, undated=bool(given.get("undated")))
    said = promised_commitments(plan, given["otherwise"])
    _refuse_gone_units(plan, said, took.day)
    number = (plan.editions.aggregate(last=Max("number"))["last"] or 0) + 1
    edition = Edition.objects.create(
        plan=plan,
        number=number,
        entry=took.entry,
        approver=given["approver"],
        approved=given["approved"],
        basis=given["basis"],
        otherwise=given["otherwise"],
        head={name: str(getattr(plan, name) or "") for name in PARTICULARS},
    )
    commitments = _follow(took, said, number, given["decider"])
    Printed.objects.bulk_create(
        [
            Printed(edition=edition, commitment=commitment, place=two.said["place"], said=two.said)
            for commitment, two in zip(commitments, said, strict=True)
        ],
        batch_size=BATCH,
    )
    took.set_fields(edition=number)
    _name_parties(plan, said)
    follow_edition(plan)


def withdraw_edition(took: Took[Plan]) -> None:
    """Undo the edition in force. The one before it applies again; without one, no commitment does.

    Commitments that it left unchanged do not block this, however far they have progressed.

    Raises:
        RecordError: ``guarded`` if a unit has begun to act on it.
    """
    plan = took.record
    last = edition_in_force(plan)
    if last is None:
        raise RecordError("guarded", _("This plan has no published edition."))
    begun = gone_on(plan, last).count()
    if begun:
        raise RecordError(
            "guarded",
            ngettext(
                "%(count)d commitment has progressed since publication.",
                "%(count)d commitments have gone on since.",
                begun,
            )
            % {"count": begun},
            remedy=_("Amend the plan instead: what was reported is kept."),
        )
    Edition.objects.filter(pk=last.pk).update(taken_back=took.entry)
    before = edition_in_force(plan)
    rows = {row.pk: row for row in plan.rows.select_related("span")}
    again = edition_printed_rows(before) if before else []
    units = Unit.objects.in_bulk({row.said["lead"][1] for row in again})
    said = [PromisedCommitment(rows[row.said["row"]], units[row.said["lead"][1]], row.said) for row in again]
    _follow(took, said, before.number if before else 0)
    took.set_fields(edition=before.number if before else 0)
    _name_parties(plan, said)
    follow_edition(plan)


def _refuse_unready(plan: Plan, *, undated: bool) -> None:
    found = publication_readiness(plan)
    wrong = []
    if found.unread:
        wrong.append(_("Not yet read: %(names)s.") % {"names": "、".join(str(source) for source in found.unread)})
    if found.counts.open_count:
        wrong.append(
            ngettext(
                "%(count)d row has not been decided yet.",
                "%(count)d rows are still to be decided.",
                found.counts.open_count,
            )
            % {"count": found.counts.open_count}
        )
    if found.without_lead:
        named = "、".join(f"“{row.words[:20]}”" for row in found.without_lead[:NAMED])
        wrong.append(
            _("%(count)d rows have no single clear lead unit: %(rows)s.")
            % {"count": len(found.without_lead), "rows": named}
        )
    if not found.counts.kept:
        wrong.append(_("The ledger contains no rows."))
    if wrong:
        raise RecordError(
            "guarded",
            " ".join([*wrong, *column_warnings(plan)]),
            where=str(plan),
            remedy=_("Decide them on the correction page."),
        )
    lost = [] if undated else undated_rows(plan)
    if lost:
        named = "、".join(f"“{row.words[:30]}”" for row in lost[:FEW])
        if len(lost) > FEW:
            named = _("%(rows)s and %(more)d more") % {"rows": named, "more": len(lost) - FEW}
        words = ngettext(
            "%(count)d row has words of a date but no date: %(rows)s.",
            "%(count)d rows have words of a date but no date: %(rows)s.",
            len(lost),
        )
        raise RecordError(
            "guarded",
            " ".join([words % {"count": len(lost), "rows": named}, *column_warnings(plan)]),
            where=str(plan),
            remedy=_("Enter their dates on the correction page, or tick “Publish them without a date”."),
        )


def _refuse_gone_units(plan: Plan, said: Sequence[PromisedCommitment], day: date) -> None:
    """Refuse lead units merged or closed since the rows were decided: their work is with another unit by now."""
    there = set(
        placements_on(day).filter(unit__in={promise.unit.pk for promise in said}).values_list("unit", flat=True)
    )
    gone = [promise for promise in said if promise.unit.pk not in there]
    if gone:
        named = "、".join(f"“{promise.row.words[:20]}”" for promise in gone[:NAMED])
        raise RecordError(
            "guarded",
            _("%(unit)s has been closed, but still leads %(rows)s.") % {"unit": gone[0].unit, "rows": named},
            where=str(plan),
            remedy=_("Choose the present lead unit on the correction page."),
        )


def _follow(
    took: Took[Plan], said: Sequence[PromisedCommitment], edition: int, decider: Post | None = None
) -> list[Commitment]:
    """Update the commitments to match the promises of the edition; return them in the order of the promises.

    Closed and carried-over ones stay unchanged: finished work is never overwritten. An existing commitment keeps the
    leader who assigned it. A new one is assigned by ``decider``, the post that approved the edition.
    """
    plan = took.record
    own = plan.commitments.filter(split_from=None, follows_on=None)  # from the plan's own rows
    Commitment.lock(own.values_list("pk", flat=True))
    there = list(own.select_related("unit").order_by("pk"))
    match = pair_commitments(
        [(commitment.pk, commitment.row_id, commitment.unit_id) for commitment in there],
        [(promise.row.pk, promise.unit.pk) for promise in said],
    )
    by_pk = {commitment.pk: commitment for commitment in there}
    why = _("No longer in edition %(number)s") % {"number": edition} if edition else _("The publication was taken back")
    for pk in match.ended:
        if by_pk[pk].state in GOES_ON:
            take(by_pk[pk], "withdraw", took.actor, {"reason": why}, at=took.at, within=True)
    old = _targets([pk for pk, _at in match.same])
    found: dict[int, Commitment] = {}
    amended = []
    for pk, at in match.same:
        found[at] = by_pk[pk]
        if by_pk[pk].state in (*GOES_ON, "withdrawn"):
            found[at], change = _amend(took, by_pk[pk], said[at], old.get(pk, []), edition)
            amended += [change] if change else []
    found |= _open(took, {at: said[at] for at in match.new}, edition, decider)
    commitments = [found[at] for at in range(len(said))]
    _set_parties(plan, commitments, said)
    for change in amended:  # notify added supporting units; others are not notified again
        tell("support", "ledger.amended")(took.of(change.record, change.entry))
    return commitments


def _open(
    took: Took[Plan], said: Mapping[int, PromisedCommitment], edition: int, decider: Post | None
) -> dict[int, Commitment]:
    """Create the commitments that begin with this edition; return them by their place in it."""
    plan = took.record
    carried = _carried(plan, list(said.values()))
    firsts: dict[int, int] = {}  # only the first commitment of a row continues last year's
    for at, promise in said.items():
        if promise.row.carried_id in carried:
            firsts.setdefault(promise.row.carried_id, at)
    before = {at: carried[pk] for pk, at in firsts.items()}
    opened = open_many(
        get_kind("commitments"),
        [_values(plan, promise, edition, before.get(at), decider) for at, promise in said.items()],
        took.actor,
        at=took.at,
        says=SAYS,
        numbers=[carried_number(before[at].number, plan.year) if at in before else "" for at in said],
    )
    found: dict[int, Commitment] = dict(zip(said, opened, strict=True))  # type: ignore[arg-type]
    store_targets({made.pk: said[at].said["targets"] for at, made in found.items()}, plan.unit_id, plan.year, edition)
    for at in [at for at, earlier in before.items() if earlier.about_id]:  # it serves what last year's served
        about = {"about": before[at].about}
        found[at] = take(found[at], "stay_about", took.actor, about, at=took.at, within=True).record  # type: ignore[assignment]
    return found


def _carried(plan: Plan, said: Sequence[PromisedCommitment]) -> dict[int, Commitment]:
    """Return last year's commitments that these continue and that have no continuation yet, by id. Two queries.

    Raises:
        RecordError: ``guarded`` if one is from this plan's year or a later one.
    """
    asked = {promise.row.carried_id for promise in said if promise.row.carried_id}
    gone_on = set(Commitment.objects.filter(carried_from__in=asked).values_list("carried_from", flat=True))
    found = Commitment.objects.select_related("plan", "about").in_bulk(asked - gone_on)
    for commitment in found.values():
        if commitment.plan.year >= plan.year:
            raise RecordError(
                "guarded",
                _("%(number)s is carried over from %(year)d: this plan must be of a later year.")
                % {"number": commitment.number, "year": commitment.plan.year},
                where=str(plan),
                remedy=_("Correct the year under “Particulars”."),
            )
    return found


def _values(
    plan: Plan, one: PromisedCommitment, edition: int, before: Commitment | None, decider: Post | None
) -> dict[str, object]:
    said = one.said
    due = date.fromisoformat(said["due"]) if said["due"] else None
    return {
        **_changing(one),
        "plan": plan,
        "row": one.row,
        "desk": plan.unit,
        "quote": said["quote"],
        "span": one.row.span,
        "rhythm": plan.rhythm,
        "first_due": before.first_due if before else due,
        "carried_from": before,
        "decider_id": (before.decider_id if before else None) or (decider.pk if decider else None),
        "edition": edition,
    }


def _changing(one: PromisedCommitment) -> dict[str, object]:
    """Return the fields of a commitment that an amendment may change."""
    said = one.said
    return {
        "title": said["words"][:200],
        "unit": one.unit,
        "due": date.fromisoformat(said["due"]) if said["due"] else None,
        "words": said["words"],
        "part": said["part"][:300],
        "place": said["place"],
        "supports": "、".join(dict.fromkeys(name for name, _unit in said["supports"]))[:1000],  # a group is many units
        "phrase": said["phrase"],
        "every": said["every"],
        "times": said["times"],
    }


def _amend(
    took: Took[Plan], commitment: Commitment, one: PromisedCommitment, old: Sequence[Target], edition: int
) -> tuple[Commitment, StepResult | None]:
    """Apply the edition's changes. An unchanged commitment gets no entry."""
    actor, at = took.actor, took.at
    if commitment.state == "withdrawn":
        commitment = take(commitment, "relist", actor, {}, at=at, within=True).record  # type: ignore[assignment]
    new = _changing(one)
    there = {name: getattr(commitment, name) for name in new} | {
        "due": commitment.planned
    }  # its due date may be nearer
    changed = {name: value for name, value in new.items() if there[name] != value}
    before = [_plain(row) for row in old]
    targets = [row for row in one.said["targets"] if row["value"] is not None]
    if before != targets:
        Target.objects.filter(record=commitment.pk, ended=None).update(ended=edition)
        plan = took.record
        store_targets({commitment.pk: targets}, plan.unit_id, plan.year, edition, {commitment.pk: old})
        recounting.schedule_recount([commitment.pk])
    if set(changed) - {"place"} or before != targets:
        given: dict[str, object] = {**changed, "edition": edition}
        if before != targets:
            given["targets"] = [[row["quote"] for row in before], [row["quote"] for row in targets]]
        led = posts_told(kind_of(commitment).rights.by_name[LEAD], commitment, took.day)
        taken = take(commitment, "amend", actor, given, at=at, within=True)
        if "unit" in changed:
            tell_posts(MOVED, led, took.of(taken.record, taken.entry))
        return taken.record, taken  # type: ignore[return-value]
    if changed:
        Commitment.objects.filter(pk=commitment.pk).update(place=one.said["place"])
    return commitment, None


def _targets(pks: Sequence[int]) -> dict[int, list[Target]]:
    found: dict[int, list[Target]] = {}
    for at in range(0, len(pks), BATCH):
        for row in Target.objects.filter(record__in=pks[at : at + BATCH], ended=None).order_by("place", "pk"):
            found.setdefault(row.record_id, []).append(row)
    return found


def _plain(row: Target) -> dict[str, object]:
    exact = {"value": str(row.value), "upper": str(row.upper) if row.upper is not None else None}
    said = {name: getattr(row, name) for name in FIELDS}
    return {**said, **exact, "indicator": row.words, "span": row.span_id}


def _set_parties(plan: Plan, commitments: Sequence[Commitment], said: Sequence[PromisedCommitment]) -> None:
    """Set the desk and the supporting units as parties of each commitment."""
    wanted_now = {
        (commitment.pk, name, unit)
        for commitment, two in zip(commitments, said, strict=True)
        for name, unit in [(DESK, plan.unit_id), *((SUPPORT, unit) for _printed, unit in two.said["supports"] if unit)]
    }
    for (pk, unit), support in latest_support_words(commitment__plan=plan.pk).items():
        if support.state == Support.RELEASED:  # a later decision overrides the printed plan
            wanted_now.discard((pk, SUPPORT, unit))
            wanted_now |= {(pk, SUPPORT, support.instead_id)} if support.instead_id else set()
    _sync({commitment.pk for commitment in commitments}, wanted_now)


def _name_parties(plan: Plan, said: Sequence[PromisedCommitment]) -> None:
    """Let every unit named in the plan read it."""
    units = {promise.unit.pk for promise in said} | {
        unit for promise in said for _name, unit in promise.said["supports"] if unit
    }
    _sync({plan.pk}, {(plan.pk, NAMED_ON, unit) for unit in units})


def _sync(records: set[int], wanted_now: set[tuple[int, str, int]]) -> None:
    pks = sorted(records)
    for at in range(0, len(pks), BATCH):
        some = pks[at : at + BATCH]
        there = {
            (party.record_id, party.name, party.unit_id): party.pk for party in Party.objects.filter(record__in=some)
        }
        Party.objects.filter(pk__in=[pk for key, pk in there.items() if key not in wanted_now]).delete()
        new = sorted(key for key in wanted_now if key[0] in set(some) and key not in there)
        Party.objects.bulk_create(
            [Party(record_id=pk, name=name, unit_id=unit) for pk, name, unit in new], batch_size=BATCH
        )
