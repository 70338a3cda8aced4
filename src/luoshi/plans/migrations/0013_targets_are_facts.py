"""Targets and the values reported of them become targets and facts, each target with an indicator of its own.

Those of one matter in several editions, of its parts in other units, and of tasks that a person said are the same share
theirs: what was copied from twin to twin is one fact.
"""

from collections import defaultdict
from dataclasses import replace
from itertools import groupby

from django.core.management.color import no_style
from django.db import migrations, models

from luoshi.facts.fact_store.rules import StoredFact, FactKey, choose_counting_facts
from luoshi.plans.values.rules import period_number_bounds, told_for

BATCH = 1000
SAME = ("id", "span_id", "quote", "value", "upper", "unit", "bound", "aspect", "period", "scope", "place", "edition")
SAME += ("ended",)


def move(apps, schema_editor):
    """Write every target and value anew. Ids of targets stay: forms name them."""
    targets = move_targets(apps)
    with schema_editor.connection.cursor() as cursor:  # the next target gets an id behind those that were brought
        for one in schema_editor.connection.ops.sequence_reset_sql(no_style(), [apps.get_model("facts", "Target")]):
            cursor.execute(one)
    move_values(apps, targets)


def move_targets(apps):
    """The targets as those of facts; returns them by their ids."""
    old, new = apps.get_model("ledger", "Target"), apps.get_model("facts", "Target")
    commitments, indicators = apps.get_model("ledger", "Commitment"), apps.get_model("facts", "Indicator")
    groups = twins(apps.get_model("ledger", "Twin"))
    years = dict(commitments.objects.values_list("pk", "plan__year"))
    given_on = commitments.objects.filter(split_from__isnull=False)
    columns = ("pk", "split_from", "unit", "split_from__unit")
    parts = {pk: (above, unit == whole) for pk, above, unit, whole in given_on.values_list(*columns)}
    known, values = {}, {}
    found = {}
    rows = old.objects.order_by("commitment", "edition", "place", "pk").iterator(chunk_size=BATCH)
    for commitment, targets in groupby(rows, lambda one: one.commitment_id):
        group, count = groups.get(commitment, commitment), defaultdict(int)
        above, own = parts.get(commitment, (None, False))
        top = groups.get(above, above)
        for one in targets:
            words = (one.indicator, one.unit, one.aspect, one.scope)
            name = (words, count[one.edition, words])
            count[one.edition, words] += 1
            pk = known.get((group, name))
            if pk is None and above is not None and (not own or values.get((top, name)) == one.value):
                pk = known.get((top, name))
            if pk is None:
                pk = indicators.objects.create(name=words[0], unit=words[1], aspect=words[2], scope=words[3]).pk
            known[group, name], values[group, name] = pk, one.value
            first, last = period_number_bounds(one.period, years[commitment])
            plain = {column: getattr(one, column) for column in SAME}
            found[one.pk] = new(
                record_id=commitment, indicator_id=pk, words=one.indicator, first=first, last=last, **plain
            )
    new.objects.bulk_create(found.values(), batch_size=BATCH)
    return found


def twins(model):
    """The first of the commitments that are the same task, by the id of each."""
    first = {}

    def root(pk):
        while first.get(pk, pk) != pk:
            pk = first[pk]
        return pk

    for one, other in model.objects.filter(same=True, ended=None).values_list("one", "other"):
        low, high = sorted((root(one), root(other)))
        first[high] = low
    return {pk: root(pk) for pk in first}


def move_values(apps, targets):
    """What reports said of targets as facts, in the order in which it was told and taken back."""
    reached, facts = apps.get_model("ledger", "Reached"), apps.get_model("facts", "Fact")
    progress, events, told, count = apps.get_model("ledger", "Progress"), defaultdict(list), set(), defaultdict(int)
    columns = ("target", "value", "progress", "progress__entry", "progress__day", "progress__period")
    columns += ("progress__taken_back", "progress__same_as", "progress__commitment__unit", "progress__commitment__rhythm")
    rows = reached.objects.order_by("progress", "pk").values_list(*columns)
    for target, value, report, entry, day, period, back, copied, unit, rhythm in rows.iterator(chunk_size=BATCH):
        of = targets[target]
        count[report] += 1
        told.add((report, of.indicator_id))
        if (copied, of.indicator_id) in told:
            continue
        key = FactKey(of.indicator_id, unit, told_for(day, period, rhythm, (of.first, of.last)))
        events[key].append((entry, value, 0))
        if back:
            events[key].append((back, None, entry))
    made = [one for key, some in events.items() for one in told_in_order(key, some)]
    facts.objects.bulk_create(
        [
            facts(
                value=one.value,
                entry_id=one.entry,
                told_id=None if one.source == one.entry else one.source,
                ended_id=one.ended,
                indicator_id=one.key.indicator,
                unit_id=one.key.unit,
                period=one.key.period,
            )
            for one in sorted(made, key=lambda one: one.entry)
        ],
        batch_size=BATCH,
    )
    for many in sorted(set(count.values())):
        pks = [pk for pk, number in count.items() if number == many]
        for at in range(0, len(pks), BATCH):
            progress.objects.filter(pk__in=pks[at : at + BATCH]).update(figures=many)


def told_in_order(key, events):
    """The facts of a key as they came and went: each event an entry with a value, or with the entry it takes back."""
    rows, withdrawn = [], set()
    for entry, value, back in sorted(events, key=lambda one: one[0]):
        now = rows[-1] if rows and rows[-1].ended is None else None
        new = StoredFact(len(rows), key, value, 0, entry, entry, None)
        if back:
            withdrawn.add(back)
            if now is None or now.source != back:
                continue
            new = choose_counting_facts(rows, [key], withdrawn)[key]
            new = new and replace(new, pk=len(rows), entry=entry, ended=None)
        if now is not None:
            rows[-1] = replace(now, ended=entry)
        if new is not None:
            rows.append(new)
    return rows


class Migration(migrations.Migration):
    dependencies = [("ledger", "0012_draws_say_their_help"), ("facts", "0001_initial")]
    operations = [
        migrations.AddField("progress", "figures", models.PositiveSmallIntegerField(default=0)),
        migrations.RunPython(move, elidable=True),
        migrations.DeleteModel("Reached"),
        migrations.DeleteModel("Target"),
    ]
